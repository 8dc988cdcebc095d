//! `--stat`.

use redsh_sandbox::Sandbox;
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
    let first = Script::new().commands(1).send(info(5)).commands(1);
    let second = Script::new().commands(1).send(info(8)).until_closed();
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
