//! `--keystats`, against recorded servers with the output of redis-cli 8, and against real ones.

use std::fs;

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::recording::Recording;
use support::server::Server;
use support::shell::Shell;
use support::terminal::Terminal;

const FOLDER: &str = "tests/golden/keystats";

/// The figures of no keys, as redis-cli prints them. redsh does not.
const NO_NUMBERS: &str = "Note: 0.01% size precision, Mean: --9223372036854775808B, StdDeviation: --9223372036854775808B\n";

/// Runs redsh against a recorded server.
fn replayed(name: &str, words: &[&str]) -> Outcome {
    let wire = fs::read_to_string(format!("{FOLDER}/{name}.wire")).expect("a recording");
    let port = Recording::parse(&wire).serve().to_string();
    let redsh = Shell::redsh().args(["-p", &port, "--keystats"]);
    redsh.args(words).run()
}

fn recorded(name: &str) -> String {
    fs::read_to_string(format!("{FOLDER}/{name}.out")).expect("a transcript")
}

#[test]
fn the_lines_are_those_of_redis_cli() {
    for (name, words) in [
        ("types", &[][..]),
        ("count", &["--count", "3"]),
        ("ties", &["--top", "5"]),
        ("top3", &["--top", "3"]),
        ("pattern", &["--pattern", "str:*"]),
        ("samples0", &["--keystats-samples", "0"]),
        ("one", &[]),
        ("one_empty", &[]),
        ("retyped", &[]),
        (
            "nosize",
            &["--user", "lim", "--pass", "pw", "--no-auth-warning"],
        ),
        ("module", &[]),
        ("srv82", &[]),
        ("srv91", &[]),
    ] {
        let outcome = replayed(name, words);
        outcome.assert_success();
        let stdout = String::from_utf8_lossy(&outcome.stdout);
        assert_eq!(stdout, recorded(name), "{name}");
    }
}

#[test]
fn no_keys_have_no_figures() {
    for name in ["empty", "db", "gone", "gone2", "clusternode"] {
        let words: &[&str] = if name == "db" { &["-n", "1"] } else { &[] };
        let outcome = replayed(name, words);
        outcome.assert_success();
        let stdout = String::from_utf8_lossy(&outcome.stdout);
        let expected = recorded(name).replace(NO_NUMBERS, "No key size samples collected\n");
        assert_eq!(stdout, expected, "{name}");
    }
}

#[test]
fn long_names_are_not_cut() {
    let outcome = replayed("names", &[]);
    outcome.assert_success().assert_stderr("");
    let (stdout, recorded) = (String::from_utf8_lossy(&outcome.stdout), recorded("names"));
    let longest = "n".repeat(1100);
    for (ours, theirs) in stdout.lines().zip(recorded.lines()) {
        assert!(ours.starts_with(theirs), "{ours}\n{theirs}");
        assert!(ours == theirs || ours.contains(&longest), "{ours}");
    }
    assert_eq!(stdout.lines().count(), recorded.lines().count());
}

#[test]
fn a_lost_connection_is_an_error() {
    let outcome = replayed("died", &[]);
    outcome.assert_code(1).assert_stdout(recorded("died"));
    outcome.assert_told("closed the connection");
}

#[test]
fn a_refused_readonly_is_not_an_error() {
    let server = Server::start();
    server.command(&[
        "ACL",
        "SETUSER",
        "u",
        "on",
        ">p",
        "~*",
        "+@all",
        "-readonly",
    ]);
    let redsh = keystats(&server).args(["--user", "u", "--pass", "p", "--no-auth-warning"]);
    redsh.run().assert_success().assert_stderr("");
}

fn keystats(server: &Sandbox) -> Shell {
    Shell::redsh().on(server).arg("--keystats")
}

/// Whether stdout has this line.
#[track_caller]
fn assert_line(outcome: &Outcome, line: &str) {
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    assert!(stdout.lines().any(|it| it == line), "{line}\n{outcome:?}");
}

/// Lists whose lengths are their numbers.
fn fill(server: &Sandbox, lists: usize) {
    for number in 1..=lists {
        let list = format!("list:{number}");
        let values = vec!["v"; number];
        server.command(&[vec!["RPUSH", &list], values].concat());
    }
}

#[test]
fn every_key_of_a_real_server_is_counted() {
    let server = Server::start();
    fill(&server, 300);
    for words in [
        &[][..],
        &["--count", "7"],
        &["--cursor", "0"],
        &["-i", "0.001"],
    ] {
        let outcome = keystats(&server).args(words).run();
        outcome.assert_success().assert_stderr("");
        assert_line(&outcome, "100.00% keys scanned");
        assert_line(&outcome, "Keys sampled: 300");
        assert_line(&outcome, "--- Top 10 key sizes ---");
        assert_line(&outcome, "list       list:300 has 300 items");
    }
}

#[test]
fn a_limit_of_zero_lists_all_keys() {
    let server = Server::start();
    fill(&server, 30);
    let outcome = keystats(&server).args(["--top", "0"]).run();
    outcome.assert_success();
    assert_line(&outcome, "--- Top 30 key sizes ---");
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    for number in 1..=30 {
        let name = format!(" \"list:{number}\"\n");
        assert_eq!(stdout.matches(&name).count(), 1, "{name}");
    }
}

#[test]
fn names_with_control_characters_are_escaped() {
    let server = Server::start();
    server.command(&["SET", "a\n\0b", "v"]);
    let outcome = keystats(&server).run();
    outcome.assert_success();
    assert_line(&outcome, r"string     a\n\x00b has 1B");
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
    let outcome = keystats(&cluster.nodes()[1]).arg("-c").run();
    outcome.assert_success().assert_stderr("");
    assert_line(&outcome, "100.00% keys scanned");
    assert_line(&outcome, "Keys sampled: 30");
    assert_line(&outcome, "list       list:30 has 30 items");
}

#[test]
fn ctrl_c_prints_the_report_of_the_keys_so_far() {
    let server = Server::start();
    for number in 0..1000 {
        server.command(&["SET", &format!("k:{number}"), "v"]);
    }
    let ours = keystats(&server).args(["-i", "60", "--count", "1"]).start();
    support::wait::until("it pauses", || {
        server.info("commandstats", "cmdstat_scan") >= 100
    });
    ours.interrupt();
    let outcome = ours.finish();
    outcome
        .assert_success()
        .assert_told("resume with --cursor ");
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    let (_, advice) = stdout
        .split_once("\n\nScan interrupted:\nUse 'redsh --keystats --cursor ")
        .expect("the advice");
    assert!(advice.ends_with("' to restart from the last cursor.\n"));
}

#[test]
fn a_terminal_gets_a_progress_bar() {
    let wire = fs::read_to_string(format!("{FOLDER}/types.wire")).expect("a recording");
    let port = Recording::parse(&wire).serve();
    let redsh = Terminal::redsh().to(port).arg("--keystats").size(100, 80);
    let mut screen = redsh.start();
    let bar = format!("100.00% {}", "|".repeat(60));
    let expected = recorded("types").replace("100.00% keys scanned", &bar);
    screen.assert_screen(expected.lines());
    screen.assert_ended(0);
}
