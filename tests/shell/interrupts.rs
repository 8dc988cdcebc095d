//! Ctrl-C: it clears the line, and gives up what takes too long; the session is as it was.

use super::{PROMPT, prompted, shell};
use crate::support::peer::Peer;
use crate::support::script::Script;
use crate::support::server::Server;
use crate::support::terminal::{Key, Terminal};

/// What is said of a command that was sent.
const GIVEN_UP: &str = "interrupted; whether the command ran is not known";

fn sleepy() -> Server {
    Server::with(&[("enable-debug-command", "yes")])
}

#[test]
fn at_the_prompt_it_clears_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("SET a b");
    screen.wait_for("SET a b").press(Key::CtrlC);
    screen.type_line("EXISTS a").wait_for_prompt();
    screen.assert_last_row(PROMPT);
    let rows = screen.rows();
    assert_eq!(rows[1..], [&prompted("EXISTS a"), "(integer) 0", PROMPT]);
}

#[test]
fn a_command_that_blocks_is_given_up_and_the_session_is_as_it_was() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "bob", "on", ">pw", "+@all", "~*"]);
    let mut screen = shell(&server);
    for line in ["AUTH bob pw", "SELECT 3", "CLIENT SETNAME me", "clear"] {
        screen.type_line(line);
    }
    screen.type_line("BLPOP none 0").wait_until_as_before();
    screen.press(Key::CtrlC);
    screen.type_line("CLIENT GETNAME").type_line("ACL WHOAMI");
    screen.assert_screen([
        "127.0.0.1:11111[3]> BLPOP none 0",
        "^C",
        GIVEN_UP,
        "127.0.0.1:11111[3]> CLIENT GETNAME",
        "\"me\"",
        "127.0.0.1:11111[3]> ACL WHOAMI",
        "\"bob\"",
        "127.0.0.1:11111[3]>",
    ]);
}

#[test]
fn a_server_that_is_busy_does_not_keep_the_prompt_away() {
    let server = sleepy();
    let mut screen = Terminal::redsh().on(&server).args(["-n", "2"]).start();
    screen.type_line("DEBUG SLEEP 600").wait_until_as_before();
    screen.press(Key::CtrlC);
    screen.assert_screen([
        "127.0.0.1:11111[2]> DEBUG SLEEP 600",
        "^C",
        GIVEN_UP,
        "127.0.0.1:11111[2]>",
    ]);
}

#[test]
fn a_connection_that_is_waited_for_is_given_up_too() {
    let server = sleepy();
    let mut screen = shell(&server);
    screen.type_line("DEBUG SLEEP 600").wait_until_as_before();
    screen
        .press(Key::CtrlC)
        .type_line("PING")
        .wait_until_as_before();
    screen.press(Key::CtrlC);
    screen.assert_screen([
        prompted("DEBUG SLEEP 600").as_str(),
        "^C",
        GIVEN_UP,
        &prompted("PING"),
        "^C",
        "interrupted",
        PROMPT,
    ]);
}

#[test]
fn a_server_that_says_nothing_does_not_keep_the_prompt_away() {
    let peer = Peer::playing(Script::new().until_closed());
    let port = peer.port().to_string();
    let mut screen = Terminal::redsh().args(["-p", &port]).start();
    peer.wait_until_received(b"HELLO");
    screen.press(Key::CtrlC);
    screen.assert_screen(["^C", "interrupted", "not connected>"]);
}

#[test]
fn nodes_that_are_named_do_not_keep_the_prompt_away() {
    let server = sleepy();
    let mut screen = shell(&server);
    screen
        .type_line("@all DEBUG SLEEP 600")
        .wait_until_as_before();
    screen.press(Key::CtrlC);
    screen.assert_screen([
        prompted("@all DEBUG SLEEP 600").as_str(),
        "^C",
        "interrupted",
        PROMPT,
    ]);
}

#[test]
fn a_reply_without_end_is_given_up_in_the_middle() {
    let server = Server::start();
    let fill = "for i=1,200000 do redis.call('RPUSH', 'l', 'element') end";
    server.command(&["EVAL", fill, "0"]);
    let mut screen = shell(&server);
    screen.type_line("1000 LRANGE l 0 -1").wait_for("element");
    screen.press(Key::CtrlC).wait_for_prompt();
    screen.press(Key::CtrlL).type_line("PING");
    screen.assert_screen([prompted("PING").as_str(), "PONG", PROMPT]);
}
