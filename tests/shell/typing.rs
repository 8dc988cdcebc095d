//! Lines that are typed ahead, in pieces, or in quotes.

use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::terminal::{Key, Terminal};

#[test]
fn lines_that_are_typed_ahead_run_in_order() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("RPUSH l a\rRPUSH l b\rLRANGE l 0 -1\r");
    screen.wait_for("2) \"b\"");
    screen.type_text("PING\r").wait_for("PONG");
}

#[test]
fn text_that_is_typed_while_a_command_runs_is_the_next_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("BLPOP l 0").wait_until_as_before();
    screen.type_text("ECHO ahead\r");
    server.command(&["RPUSH", "l", "v"]);
    screen.wait_for("\"ahead\"");
}

#[test]
fn a_line_with_an_open_quote_continues_on_the_next_row() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("ECHO \"one\rtwo\"\r");
    screen.assert_screen([
        prompted("ECHO \"one").as_str(),
        "two\"",
        "\"one\\ntwo\"",
        PROMPT,
    ]);
    screen.type_text("ECHO 'a\rb'\r").wait_for("\"a\\nb\"");
}

#[test]
fn bytes_that_are_not_text_do_not_end_the_shell() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text(b"ECHO \xff\xfe")
        .press(Key::CtrlC);
    screen.type_line("PING").wait_for("PONG");
}

#[test]
fn a_pasted_line_waits_for_enter() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .paste("SET a \"pasted\tvalue\"")
        .wait_for("value\"")
        .press(Key::Enter);
    screen
        .wait_for("OK")
        .type_line("GET a")
        .wait_for("\"pasted\\tvalue\"");
}

#[test]
fn the_shell_works_on_an_unknown_terminal() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).env("TERM", "dumb").start();
    screen.wait_for(PROMPT).type_text("PING\r");
    screen.assert_screen([prompted("PING").as_str(), "PONG", PROMPT]);
    screen.type_text(Key::CtrlD.bytes()).assert_ended(0);
}

#[test]
fn text_after_a_closing_quote_is_an_error() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("ECHO \"a\"b");
    screen.assert_screen([
        prompted("ECHO \"a\"b").as_str(),
        "Invalid argument(s)",
        PROMPT,
    ]);
}

#[test]
fn escapes_in_double_quotes_are_bytes_and_single_quotes_keep_them() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("ECHO \"\\xe6\\x97\\xa5\\t\"");
    screen.type_line("ECHO '\\xe6\\'日'");
    screen.type_line("ECHO '日'b");
    screen.assert_screen([
        prompted("ECHO \"\\xe6\\x97\\xa5\\t\"").as_str(),
        "\"日\\t\"",
        &prompted("ECHO '\\xe6\\'日'"),
        "\"\\\\xe6'日\"",
        &prompted("ECHO '日'b"),
        "Invalid argument(s)",
        PROMPT,
    ]);
}

#[test]
fn only_a_quote_that_begins_a_word_continues_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("SET k it's")
        .wait_for("Invalid argument(s)");
    screen.type_text("SET k 'two\n").wait_for("(' is open)");
    screen.type_text("lines'\n").wait_for("OK");
    assert_eq!(server.command(&["GET", "k"]), b"$9\r\ntwo\nlines\r\n");
}
