//! A terminal without a line editor, as pexpect and editors provide it.

use super::{PROMPT, prompted};
use support::server::Server;
use support::shell::Shell;
use support::terminal::{Key, Screen, Terminal};

fn dumb(server: &Server) -> Screen {
    let mut screen = Terminal::redsh().on(server).env("TERM", "dumb").start();
    screen.wait_for(PROMPT);
    screen
}

#[test]
fn ctrl_c_discards_the_line_and_the_next_line_runs() {
    let server = Server::start();
    let mut screen = dumb(&server);
    screen
        .type_text("SET a")
        .wait_for("SET a")
        .press(Key::CtrlC);
    let discarded = format!("{}^C", prompted("SET a"));
    screen.assert_screen([discarded.as_str(), PROMPT]);
    screen.type_text("PING\r");
    screen.assert_screen([discarded.as_str(), &prompted("PING"), "PONG", PROMPT]);
    screen.type_text(Key::CtrlD.bytes()).assert_ended(0);
}

#[test]
fn ctrl_c_ends_a_subscription() {
    let server = Server::start();
    let mut screen = dumb(&server);
    screen.type_text("SUBSCRIBE ch\r").wait_for("(integer) 1");
    screen.press(Key::CtrlC).wait_for("(integer) 0");
    screen.type_text("ECHO over\r").wait_for("\"over\"");
}

#[test]
fn bytes_that_are_not_utf8_are_sent() {
    let server = Server::start();
    let mut screen = dumb(&server);
    screen.type_text(b"SET a caf\xe9\r").wait_for("OK");
    assert_eq!(server.command(&["GET", "a"]), b"$4\r\ncaf\xe9\r\n");
}

#[test]
fn an_open_quote_is_an_error() {
    let server = Server::start();
    let mut screen = dumb(&server);
    screen
        .type_text("SET a 'b\r")
        .wait_for("Invalid argument(s)");
}

#[test]
fn nothing_is_coloured() {
    let server = Server::start();
    let mut screen = dumb(&server);
    screen.type_text("GET a\r").wait_for("(nil)");
    assert!(!screen.output().contains(&0x1b), "{screen:?}");
}

#[test]
fn a_variable_shows_the_prompt_without_a_terminal() {
    let server = Server::start();
    let outcome = Shell::redsh()
        .on(&server)
        .env("FAKETTY_WITH_PROMPT", "1")
        .stdin("SET a b\nGET a\n")
        .run();
    let prompt = format!("127.0.0.1:{}> ", server.port());
    let shown = format!("{prompt}OK\n{prompt}b\n{prompt}");
    outcome.assert_success().assert_stdout(shown);
}
