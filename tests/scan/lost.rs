//! A connection that is lost during a scan: redsh reports the loss.

use super::{cursor, distinct, lines, names, scan, set};
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

#[test]
fn a_lost_connection_is_reported_with_the_cursor_to_resume_from() {
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
    // Its script runs until its connection ends.
    std::mem::forget(peer);
    Shell::redsh().args(["-p", &port, "--scan"])
}

#[test]
fn a_page_that_breaks_off_is_neither_printed_nor_skipped() {
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
fn an_invalid_reply_to_scan_is_reported() {
    for reply in ["+OK\r\n", "*2\r\n$1\r\nx\r\n*0\r\n", "*-1\r\n"] {
        let outcome = against(Script::new().commands(1).send(reply).until_closed()).run();
        outcome
            .assert_code(1)
            .assert_complaint("refused SCAN: its reply is not one to SCAN");
    }
}
