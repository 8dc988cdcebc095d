//! A connection that is lost: never made again in silence.

use super::{cursor, distinct, lines, names, scan, set};
use crate::support::peer::Peer;
use crate::support::script::Script;
use crate::support::server::Server;
use crate::support::shell::Shell;

#[test]
fn a_lost_connection_is_told_with_the_cursor_to_go_on_from() {
    let server = Server::start();
    let keys = names(1000);
    set(&server, &keys);
    let mut ours = scan(&server).args(["--count", "10", "-i", "0.01"]).start();
    let first = ours.read_line();
    server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    let ended = ours.finish();
    ended
        .assert_code(1)
        .assert_told("closed the connection; resume with --cursor ");

    let rest = scan(&server).args(["--cursor", &cursor(&ended)]).run();
    let listed = [vec![first], lines(&ended), lines(rest.assert_success())].concat();
    assert_eq!(distinct(listed), keys);
}

fn against(script: Script) -> Shell {
    let peer = Peer::playing(script);
    let port = peer.port().to_string();
    // It plays on until its connection ends.
    std::mem::forget(peer);
    Shell::redsh().args(["-p", &port, "--scan"])
}

#[test]
fn a_page_that_breaks_off_is_not_printed_and_not_passed_over() {
    let first = "*2\r\n$2\r\n17\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n";
    let cut = "*2\r\n$1\r\n0\r\n*2\r\n$1\r\nc\r\n$9\r\nd";
    let outcome = against(Script::new().commands(1).send(first).commands(1).send(cut)).run();
    outcome.assert_code(1).assert_stdout("a\nb\n");
    outcome.assert_told("in the middle of a reply; resume with --cursor 17");
}

#[test]
fn a_server_that_is_lost_before_the_first_page_needs_no_cursor() {
    let outcome = against(Script::new().commands(1)).run();
    outcome
        .assert_code(1)
        .assert_complaint("closed the connection\n");
}

#[test]
fn an_answer_that_is_none_to_scan_is_told() {
    for reply in ["+OK\r\n", "*2\r\n$1\r\nx\r\n*0\r\n", "*-1\r\n"] {
        let outcome = against(Script::new().commands(1).send(reply).until_closed()).run();
        outcome
            .assert_code(1)
            .assert_complaint("refused SCAN: its reply is not one to SCAN");
    }
}
