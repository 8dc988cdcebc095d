//! `--monitor-report`, `--monitor-duration` and `--monitor-count`.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::coprocess::Coprocess;
use support::server::Server;
use support::shell::Shell;
use support::wait;

/// Waits until MONITOR runs.
fn wait_for_monitor(server: &Sandbox) {
    wait::until("MONITOR runs", || {
        let clients = server.ask(&["CLIENT", "LIST"]).expect("a reply");
        clients
            .text()
            .lines()
            .any(|client| client.contains(" flags=O"))
    });
}

fn start(server: &Sandbox, words: &[&str]) -> Coprocess {
    let ours = Shell::redsh().on(server).args(words).start();
    wait_for_monitor(server);
    ours
}

#[test]
fn a_number_of_lines_ends_monitor() {
    let server = Server::start();
    let words = [
        "--monitor-count",
        "2",
        "--monitor-filter",
        "cmd=SET",
        "MONITOR",
    ];
    let ours = start(&server, &words);
    for key in ["a", "b", "c"] {
        server.command(&["GET", key]);
        server.command(&["SET", key, "v"]);
    }
    let outcome = ours.finish();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "OK"), "{text}");
    assert!(lines[1].ends_with(r#"] "SET" "a" "v""#), "{text}");
    assert!(lines[2].ends_with(r#"] "SET" "b" "v""#), "{text}");
}

#[test]
fn a_time_ends_monitor() {
    let server = Server::start();
    let words = ["--monitor-duration", "0.1", "monitor"];
    let outcome = Shell::redsh().on(&server).args(words).run();
    outcome
        .assert_success()
        .assert_stderr("")
        .assert_stdout("OK\n");
}

#[test]
fn the_limits_require_monitor() {
    for words in [
        ["--monitor-count", "2", "GET"],
        ["--monitor-duration", "2", "PING"],
    ] {
        let outcome = Shell::redsh().args(words).run();
        outcome
            .assert_code(1)
            .assert_complaint(&format!("{} requires MONITOR\n", words[0]));
    }
}

#[test]
fn a_server_that_refuses_monitor_is_an_error() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "-monitor"]);
    let login = ["--user", "u", "--pass", "p", "--no-auth-warning"];
    for words in [
        &["--monitor-count", "2", "MONITOR"][..],
        &["--monitor-report", "9"],
    ] {
        let outcome = Shell::redsh().on(&server).args(login).args(words).run();
        outcome
            .assert_code(1)
            .assert_complaint("MONITOR was refused: NOPERM ");
    }
}

#[test]
fn ctrl_c_prints_the_report_on_the_traffic_so_far() {
    let server = Server::start();
    let ours = start(&server, &["--monitor-report", "1000", "--json"]);
    for _ in 0..3 {
        server.command(&["SET", "user:1", "abc"]);
    }
    server.command(&["GET", "user:1"]);
    server.command(&["GET", "plain"]);
    let name = server.ask(&["CLIENT", "LIST"]).expect("a reply");
    assert!(name.text().contains(" name=redsh-monitor "));
    // Its own line follows all lines above.
    wait::until("the server has sent the lines", || {
        let clients = server.ask(&["CLIENT", "LIST"]).expect("a reply");
        let monitors = |line: &&str| line.contains(" flags=O");
        let line = clients.text().lines().find(monitors).map(str::to_owned);
        line.is_some_and(|line| line.contains(" oll=0 ") && line.contains(" obl=0 "))
    });
    ours.interrupt();
    let outcome = ours.finish();
    outcome.assert_success().assert_stderr("");
    let report: serde_json::Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    let find = |table: &str, name: &str| {
        let rows = report[table].as_array().expect("a table");
        rows.iter()
            .find(|row| row["name"] == name)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(
        (
            &find("by_command", "SET")["count"],
            &find("by_command", "SET")["bytes"]
        ),
        (&3.into(), &36.into())
    );
    assert_eq!(find("by_prefix", "user:")["count"], 4);
    assert_eq!(find("by_prefix", "(no prefix)")["count"], 1);
    // The test uses one socket.
    assert_eq!(report["by_client"][0]["count"], report["commands"]);
    assert!(report["monitor_bytes"].as_u64() > Some(100), "{report}");
}

#[test]
fn the_traffic_of_a_cluster_is_one_report() {
    let cluster = Cluster::empty(3, 0);
    let ours =
        Shell::redsh()
            .on(&cluster.nodes()[0])
            .args(["-c", "--monitor-report", "1000", "--csv"]);
    let ours = ours.args(["--monitor-filter", "cmd=SET"]).start();
    cluster.nodes().iter().for_each(wait_for_monitor);
    let lines: String = (0..30).map(|key| format!("SET user:{key} v\n")).collect();
    let redsh = Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    redsh.stdin(lines).run().assert_success();
    ours.interrupt();
    let outcome = ours.finish();
    outcome.assert_success().assert_stderr("");
    outcome.assert_stdout_has("table,name,count,bytes\ncommand,\"SET\",");
}

#[test]
fn a_report_for_people_has_tables() {
    let server = Server::start();
    let outcome = Shell::redsh()
        .on(&server)
        .args(["--monitor-report", "0.1", "--no-raw"])
        .run();
    outcome.assert_success().assert_stderr("");
    outcome.assert_stdout_has("\ncommand                               count       %    bytes\n");
    outcome.assert_stdout_has("\nload: MONITOR sent ");
}
