//! Ctrl-C: it clears the line, and gives up what takes too long; the session is as it was.

use super::{PROMPT, prompted, shell};
use crate::support::server::Server;
use crate::support::terminal::{Key, Terminal};
use crate::support::wait;

#[test]
fn at_the_prompt_it_clears_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("SET a b");
    screen
        .wait_for("SET a b")
        .press(Key::CtrlC)
        .type_line("PING");
    screen.wait_for("PONG");
    assert_eq!(screen.rows()[1..], [&prompted("PING"), "PONG", PROMPT]);
    assert_eq!(server.command(&["EXISTS", "a"]), b":0\r\n");
}

/// Waits until a client is blocked by its command.
#[track_caller]
fn wait_until_blocked(server: &Server) {
    wait::until("a client is blocked", || {
        let info = server.command(&["INFO", "clients"]);
        String::from_utf8_lossy(&info).contains("blocked_clients:1")
    });
}

#[test]
fn a_command_that_blocks_is_given_up_and_the_session_is_as_it_was() {
    let server = Server::start();
    server.command(&[
        "ACL",
        "SETUSER",
        "bob",
        "on",
        ">pw",
        "allcommands",
        "allkeys",
    ]);
    let mut screen = shell(&server);
    screen
        .type_line("AUTH bob pw")
        .type_line("SELECT 3")
        .type_line("CLIENT SETNAME me")
        .type_line("clear")
        .type_line("BLPOP none 0");
    wait_until_blocked(&server);
    screen
        .press(Key::CtrlC)
        .type_line("CLIENT GETNAME")
        .type_line("ACL WHOAMI");
    screen.assert_screen([
        "127.0.0.1:11111[3]> BLPOP none 0",
        "^Cinterrupted",
        "127.0.0.1:11111[3]> CLIENT GETNAME",
        "\"me\"",
        "127.0.0.1:11111[3]> ACL WHOAMI",
        "\"bob\"",
        "127.0.0.1:11111[3]>",
    ]);
}

#[test]
fn a_server_that_is_busy_does_not_keep_the_prompt_away() {
    let server = Server::with(&[("enable-debug-command", "yes")]);
    let mut screen = Terminal::redsh().on(&server).args(["-n", "2"]).start();
    screen.type_line("DEBUG SLEEP 600").press(Key::CtrlC);
    screen.assert_screen([
        "127.0.0.1:11111[2]> DEBUG SLEEP 600",
        "^Cinterrupted",
        "127.0.0.1:11111[2]>",
    ]);
}

#[test]
fn a_reply_without_end_is_given_up_in_the_middle() {
    let server = Server::start();
    server.command(&[
        "EVAL",
        "for i=1,200000 do redis.call('RPUSH', 'l', 'element') end",
        "0",
    ]);
    let mut screen = shell(&server);
    screen.type_line("1000 LRANGE l 0 -1").wait_for("element");
    screen
        .press(Key::CtrlC)
        .wait_for_prompt()
        .press(Key::CtrlL)
        .type_line("PING");
    screen.assert_screen([prompted("PING").as_str(), "PONG", PROMPT]);
}
