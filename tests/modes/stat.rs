//! `--stat`.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

const HEADER: &str = "\
------- data ------ --------------------- load -------------------- - child -
keys       mem      clients blocked requests            connections          
";

fn stat(server: &Sandbox, words: &[&str]) -> Shell {
    Shell::redsh().on(server).arg("--stat").args(words)
}

#[test]
fn the_header_comes_again_after_twenty_lines() {
    let server = Server::start();
    server.command(&["SET", "k", "v"]);
    let outcome = stat(&server, &["-i", "0.001", "--stat-count", "21"]).run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout);
    let lines: Vec<&str> = text.lines().collect();
    let header: Vec<&str> = HEADER.lines().collect();
    assert_eq!(lines.len(), 25);
    assert_eq!(lines[..2], header);
    assert_eq!(lines[22..24], header);
    assert!(lines[2].starts_with("1          "), "{}", lines[2]);
    // The only command in between is its own INFO.
    assert!(lines[2].contains(" (+0) ") && lines[3].contains(" (+1) "));
}

#[test]
fn each_line_is_written_at_once() {
    let server = Server::start();
    let mut ours = stat(&server, &[]).start();
    let header = ours.read_exactly(HEADER.len());
    assert_eq!(String::from_utf8_lossy(&header), HEADER);
    assert!(ours.read_line().starts_with("0          "));
    ours.interrupt();
    ours.finish().assert_code(130).assert_stderr("");
}

#[test]
fn a_lost_connection_is_opened_again() {
    let info = |requests: u32| {
        let text = format!("total_commands_processed:{requests}\r\ndb0:keys=2,expires=0\r\n");
        format!("${}\r\n{text}\r\n", text.len())
    };
    // A refused name does not matter.
    let named = || {
        Script::new()
            .until("redsh-stat\r\n")
            .send("-ERR no names\r\n")
    };
    let first = named().commands(1).send(info(5)).commands(1);
    let second = named().commands(1).send(info(8)).until_closed();
    let peer = Peer::in_turn([first, second]);
    let port = peer.port().to_string();
    let words = ["-p", &port, "--stat", "-i", "0.01", "--stat-count", "2"];
    let outcome = Shell::redsh().args(words).run();
    let line = |requests: &str| {
        format!("2          0B       0       0       {requests:<19} 0           \n")
    };
    let reconnecting = "\r\x1b[0KReconnecting... 1\r\r\x1b[0K";
    let (before, after) = (line("5 (+0)"), line("8 (+3)"));
    outcome.assert_success().assert_stderr("");
    outcome.assert_stdout(format!("{HEADER}{before}{reconnecting}{after}"));
}

#[test]
fn a_number_of_lines_requires_stat() {
    let outcome = Shell::redsh().args(["--stat-count", "3", "PING"]).run();
    outcome
        .assert_code(1)
        .assert_stderr("--stat-count requires --stat\n");
}

#[test]
fn each_line_for_programs_has_the_chosen_columns() {
    let server = Server::start();
    server.command(&["SET", "k", "v"]);
    let words = [
        "--stat-columns",
        "keys,ops,hits,usec",
        "-i",
        "0.05",
        "--stat-count",
        "3",
    ];
    let outcome = stat(&server, &words).arg("--json").run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert_eq!(
        (&lines[0]["keys"], &lines[0]["ops"]),
        (&1.into(), &serde_json::Value::Null)
    );
    // The only command in between is its own INFO.
    assert!(lines[1]["ops"].as_u64() >= Some(1), "{text}");
    assert!(lines[1]["usec"].as_f64() > Some(0.0), "{text}");
    let outcome = stat(&server, &words).arg("--csv").run();
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (4, "keys,ops,hits,usec"), "{text}");
    assert!(lines[1].starts_with("1,,"), "{text}");
}

#[test]
fn the_columns_of_redis_cli_are_the_default_for_programs() {
    let server = Server::start();
    let outcome = stat(&server, &["--stat-count", "1", "--csv"]).run();
    outcome.assert_success().assert_stderr("");
    outcome.assert_stdout_has("keys,mem,clients,blocked,commands,connections,child\n0,");
}

#[test]
fn each_node_of_a_cluster_has_a_line_and_the_sum_follows() {
    let cluster = Cluster::empty(3, 0);
    let lines: String = (0..90).map(|key| format!("SET key:{key} v\n")).collect();
    let redsh = || Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    redsh().stdin(lines).run().assert_success();
    let words = [
        "--stat",
        "--stat-count",
        "2",
        "-i",
        "0.05",
        "--stat-columns",
        "keys,ops",
    ];
    let outcome = redsh().args(words).arg("--csv").run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (9, "node,keys,ops"), "{text}");
    let keys = |line: &str| {
        line.split(',')
            .nth(1)
            .and_then(|keys| keys.parse::<u64>().ok())
    };
    let sum: u64 = lines[1..4].iter().filter_map(|line| keys(line)).sum();
    assert_eq!((sum, lines[4]), (90, "sum,90,"), "{text}");
    for port in cluster.ports() {
        let name = format!("127.0.0.1:{port},");
        assert!(
            lines[5..8].iter().any(|line| line.starts_with(&name)),
            "{text}"
        );
    }
}

#[test]
fn a_node_that_cannot_be_reached_has_a_line_with_the_reason() {
    let mut cluster = Cluster::start(3, 0);
    let port = cluster.nodes()[2].port();
    let words = ["-c", "--stat", "-i", "0.05", "--json"];
    let mut ours = Shell::redsh().on(&cluster.nodes()[0]).args(words).start();
    ours.read_line();
    cluster.nodes_mut()[2].kill().expect("it runs");
    let name = format!("127.0.0.1:{port}");
    loop {
        let line = ours.read_line();
        let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        if line["node"] == name && line["keys"].is_null() {
            assert!(
                line["error"]
                    .as_str()
                    .is_some_and(|error| error.contains(&name)),
                "{line}"
            );
            break;
        }
    }
    ours.interrupt();
    ours.finish().assert_code(130).assert_stderr("");
}

#[test]
fn a_lost_connection_is_a_line_for_programs() {
    let mut server = Server::start();
    let mut ours = stat(&server, &["-i", "0.05", "--json"]).start();
    ours.read_line();
    server.kill().expect("it runs");
    let is_lost = |line: &str| line.contains("\"error\":\"");
    while !is_lost(&ours.read_line()) {}
    server.restart().expect("it starts");
    while is_lost(&ours.read_line()) {}
    ours.interrupt();
    ours.finish().assert_code(130);
}

#[test]
fn a_server_that_is_in_no_cluster_has_the_lines_of_redis_cli() {
    let server = Server::start();
    let outcome = stat(&server, &["-c", "--stat-count", "1"]).run();
    outcome
        .assert_success()
        .assert_stderr("")
        .assert_stdout_has(HEADER);
}

#[test]
fn an_unknown_column_is_refused_with_the_names_of_all() {
    let outcome = Shell::redsh()
        .args(["--stat", "--stat-columns", "nosuch"])
        .run();
    outcome.assert_code(1);
    outcome.assert_complaint("must be columns, separated by commas: keys, mem, ");
}
