//! `--bigkeys` and `--memkeys`.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

const HEAD: &str = "
# Scanning the entire keyspace to find biggest keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

";

fn bigkeys(server: &Sandbox) -> Shell {
    Shell::redsh().on(server).arg("--bigkeys")
}

/// Whether stdout has this line.
#[track_caller]
fn assert_line(outcome: &Outcome, line: &str) {
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    assert!(stdout.lines().any(|it| it == line), "{line}\n{outcome:?}");
}

/// Lists whose lengths are their numbers, and strings.
fn fill(server: &Sandbox, lists: usize, strings: usize) {
    for number in 1..=lists {
        let list = format!("list:{number}");
        let values = vec!["v"; number];
        server.command(&[vec!["RPUSH", &list], values].concat());
    }
    for number in 0..strings {
        server.command(&["SET", &format!("string:{number:04}"), "value"]);
    }
}

#[test]
fn the_totals_are_those_of_all_keys_with_any_number_of_keys_per_scan() {
    let server = Server::start();
    fill(&server, 20, 500);
    for words in [
        &[][..],
        &["--count", "3"],
        &["--count", "1000"],
        &["-i", "0.001"],
    ] {
        let outcome = bigkeys(&server).args(words).run();
        outcome.assert_success().assert_stderr("");
        assert_line(&outcome, "Sampled 520 keys in the keyspace!");
        assert_line(&outcome, "Biggest   list found '\"list:20\"' has 20 items");
        assert_line(
            &outcome,
            "20 lists with 210 items (03.85% of keys, avg size 10.50)",
        );
        assert_line(
            &outcome,
            "500 strings with 2500 bytes (96.15% of keys, avg size 5.00)",
        );
    }
}

#[test]
fn keys_are_selected_by_pattern_type_and_cursor() {
    let server = Server::start();
    fill(&server, 5, 20);
    let selected = |words: &[&str]| {
        let outcome = bigkeys(&server).args(words).run();
        outcome.assert_success().assert_stderr("");
        outcome
    };
    assert_line(
        &selected(&["--pattern", "list:*"]),
        "Sampled 5 keys in the keyspace!",
    );
    assert_line(
        &selected(&["--type", "string"]),
        "Sampled 20 keys in the keyspace!",
    );
    assert_line(
        &selected(&["--cursor", "0"]),
        "Sampled 25 keys in the keyspace!",
    );
}

#[test]
fn options_that_select_keys_of_a_listing_are_refused() {
    for option in ["--limit", "--ttl", "--idle", "--size", "--each"] {
        let outcome = Shell::redsh().args(["--bigkeys", option, "1"]).run();
        outcome.assert_code(1).assert_stdout("");
    }
}

#[test]
fn all_primaries_of_a_cluster_are_one_report() {
    let cluster = Cluster::empty(3, 0);
    let lines = (1..=30).map(|number| format!("RPUSH list:{number}{}\n", " v".repeat(number)));
    let redsh = Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    redsh
        .stdin(lines.collect::<String>())
        .run()
        .assert_success();
    let outcome = bigkeys(&cluster.nodes()[1]).arg("-c").run();
    outcome.assert_success().assert_stderr("");
    assert_line(&outcome, "Sampled 30 keys in the keyspace!");
    assert_line(&outcome, "Biggest   list found '\"list:30\"' has 30 items");
    assert_line(
        &outcome,
        "30 lists with 465 items (100.00% of keys, avg size 15.50)",
    );
    let alone = bigkeys(&cluster.nodes()[1]).run();
    assert_ne!(alone.assert_success().stdout, outcome.stdout);
}

#[test]
fn ctrl_c_prints_the_summary_of_the_keys_so_far() {
    let server = Server::start();
    fill(&server, 3, 500);
    let mut ours = bigkeys(&server).args(["-i", "60", "--count", "1"]).start();
    let head = ours.read_exactly(HEAD.len());
    assert_eq!(String::from_utf8_lossy(&head), HEAD);
    // After 100 SCANs it pauses.
    support::wait::until("it pauses", || {
        server.info("commandstats", "cmdstat_scan") >= 100
    });
    ours.interrupt();
    let outcome = ours.finish();
    outcome
        .assert_success()
        .assert_told("resume with --cursor ");
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    let (_, summary) = stdout
        .split_once("\n-------- summary -------\n\n[")
        .expect("a summary with a percentage");
    assert!(summary.contains("%] Sampled "), "{summary}");
}

/// A server with one string, which replies to its type and to its size as given.
fn with_one_key(kind: &str, size: &str) -> Peer {
    let refusals = "-ERR unknown subcommand\r\n-ERR cluster support disabled\r\n+OK\r\n";
    let page = "*2\r\n$1\r\n0\r\n*1\r\n$4\r\nonly\r\n";
    let script = Script::new().commands(3).send(refusals);
    let script = script.commands(1).send(":1\r\n").commands(1).send(page);
    let script = script.commands(1).send(kind);
    let script = match size {
        "" => script,
        size => script.commands(1).send(size),
    };
    Peer::playing(script.until_closed())
}

fn against(peer: &Peer, option: &str) -> Outcome {
    let port = peer.port().to_string();
    Shell::redsh().args(["-p", &port, option]).run()
}

const NONE: [&str; 6] = ["string", "list", "hash", "stream", "set", "zset"];

/// The summary of one string at most.
fn summary(strings: u32, unit: impl Fn(&str) -> &'static str) -> String {
    let name_bytes = 4 * strings;
    let average = f64::from(name_bytes);
    let mut text = format!(
        "{HEAD}\n-------- summary -------\n\nSampled {strings} keys in the keyspace!\n\
         Total key length in bytes is {name_bytes} (avg len {average:.2})\n\n\n"
    );
    for kind in NONE {
        let keys = if kind == "string" { strings } else { 0 };
        let share = f64::from(100 * keys);
        let unit = unit(kind);
        text += &format!("{keys} {kind}s with 0 {unit} ({share:05.2}% of keys, avg size 0.00)\n");
    }
    text
}

fn element(kind: &str) -> &'static str {
    match kind {
        "string" => "bytes",
        "list" => "items",
        "hash" => "fields",
        "stream" => "entries",
        _ => "members",
    }
}

#[test]
fn a_key_that_vanishes_before_its_type_is_known_does_not_count() {
    for (option, unit) in [
        ("--bigkeys", element as fn(&str) -> &'static str),
        ("--memkeys", |_| "bytes"),
    ] {
        let peer = with_one_key("+none\r\n", "");
        let outcome = against(&peer, option);
        outcome.assert_success().assert_stderr("");
        outcome.assert_stdout(summary(0, unit));
    }
}

#[test]
fn a_key_that_vanishes_or_changes_after_its_type_is_known_counts() {
    let warning =
        |command: &str| format!("Warning:  {command} on 'only' failed (may have changed type)\n");
    let wrong_type = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
    for (option, size, stderr) in [
        ("--bigkeys", ":0\r\n", String::new()),
        ("--bigkeys", wrong_type, warning("STRLEN")),
        ("--memkeys", "$-1\r\n", warning("MEMORY USAGE")),
    ] {
        let peer = with_one_key("+string\r\n", size);
        let outcome = against(&peer, option);
        outcome.assert_success().assert_stderr(&stderr);
        outcome.assert_stdout(match option {
            "--bigkeys" => summary(1, element),
            _ => summary(1, |_| "bytes"),
        });
    }
}

#[test]
fn a_lost_connection_is_an_error_without_a_summary() {
    let refusals = "-ERR unknown subcommand\r\n-ERR cluster support disabled\r\n+OK\r\n";
    let script = Script::new().commands(3).send(refusals);
    let peer = Peer::playing(script.commands(1).send(":1\r\n").commands(1));
    let outcome = against(&peer, "--bigkeys");
    outcome.assert_code(1).assert_stdout(HEAD);
    outcome.assert_told("closed the connection");
}
