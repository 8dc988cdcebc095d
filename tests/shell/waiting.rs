//! A line names the server while a reply has not begun for a second, and vanishes with the reply.

use super::{PROMPT, prompted, shell};
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::terminal::{Key, Terminal};

const WAITING: &str = "waiting for 127.0.0.1:11111 (Ctrl-C cancels)";

#[test]
fn the_line_vanishes_when_the_reply_begins() {
    let paused = Script::resp3().until("PING\r\n").pause();
    let peer = Peer::playing(paused.send("+PONG\r\n").until_closed());
    let mut screen = Terminal::redsh().to(peer.port()).start();
    screen.type_line("PING").assert_last_row(WAITING);
    peer.resume();
    screen.wait_for_prompt();
    let rows = screen.rows();
    assert_eq!(rows[0], prompted("PING"));
    assert_eq!(rows[1], "PONG");
    assert!(!rows.iter().any(|row| row.contains("waiting")), "{rows:?}");
}

#[test]
fn ctrl_c_replaces_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("BLPOP none 0")
        .assert_last_row(WAITING)
        .press(Key::CtrlC);
    screen.assert_screen([&prompted("BLPOP none 0"), "^C", "(nil)", PROMPT]);
}

#[test]
fn the_line_fits_a_narrow_screen() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(20, 24).start();
    screen
        .type_line("BLPOP none 0")
        .wait_for("waiting for 127.0");
    screen.press(Key::CtrlC).wait_for("(nil)");
    assert!(!screen.rows().iter().any(|row| row.contains("waiting")));
}
