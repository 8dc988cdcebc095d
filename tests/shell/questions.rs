//! The confirmation of destructive commands.

use super::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::server::Server;
use support::terminal::{Key, Terminal};

/// The number of keys on a server.
fn keys(server: &Server) -> Vec<u8> {
    server.command(&["DBSIZE"])
}

#[test]
fn the_question_names_the_server_and_the_number_of_keys_and_yes_runs_the_command() {
    let server = Server::start();
    server.command(&["MSET", "a", "1", "b", "2"]);
    server.command(&["COPY", "a", "a", "DB", "3"]);
    let mut screen = Terminal::redsh().on(&server).args(["-n", "3"]).start();
    screen.type_line("FLUSHDB").type_line("y");
    screen.type_line("flushall").type_line("no");
    screen.type_line("flushall").type_line("yes");
    screen.assert_screen([
        "127.0.0.1:11111[3]> FLUSHDB",
        "FLUSHDB on 127.0.0.1:11111[3], which has 1 key? [y/N] y",
        "OK",
        "127.0.0.1:11111[3]> flushall",
        "flushall on 127.0.0.1:11111, which has 2 keys? [y/N] no",
        "127.0.0.1:11111[3]> flushall",
        "flushall on 127.0.0.1:11111, which has 2 keys? [y/N] yes",
        "OK",
        "127.0.0.1:11111[3]>",
    ]);
    assert_eq!(keys(&server), b":0\r\n");
}

#[test]
fn any_answer_but_yes_runs_nothing() {
    let server = Server::start();
    server.command(&["SET", "a", "1"]);
    let mut screen = shell(&server);
    for answer in ["", "n"] {
        screen.type_line("SWAPDB 0 1").type_line(answer);
    }
    for key in [Key::CtrlC, Key::CtrlD] {
        screen.type_line("SWAPDB 0 1").wait_for_prompt().press(key);
    }
    screen.type_line("PING").wait_for("PONG");
    assert_eq!(keys(&server), b":1\r\n");
}

#[test]
fn ctrl_c_is_a_no_and_skips_the_following_lines() {
    let server = Server::start();
    server.command(&["SET", "a", "1"]);
    let mut screen = shell(&server);
    screen.wait_for_prompt();
    screen.paste("FLUSHALL\nSET b 1").press(Key::Enter);
    screen.wait_for("[y/N]").press(Key::CtrlC);
    screen.type_line("KEYS *").assert_screen([
        prompted("FLUSHALL").as_str(),
        "SET b 1",
        "FLUSHALL on 127.0.0.1:11111, which has 1 key? [y/N]",
        &prompted("KEYS *"),
        "1) \"a\"",
        PROMPT,
    ]);
}

#[test]
fn there_is_no_question_where_confirmations_are_off() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line(":set confirm off").type_line("FLUSHALL");
    screen.assert_screen([
        prompted(":set confirm off").as_str(),
        &prompted("FLUSHALL"),
        "OK",
        PROMPT,
    ]);
}

#[test]
fn a_transaction_contains_only_the_typed_commands() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("MULTI").type_line("FLUSHALL");
    screen.type_line("y").type_line("EXEC").assert_screen([
        prompted("MULTI").as_str(),
        "OK",
        "127.0.0.1:11111(TX)> FLUSHALL",
        "FLUSHALL on 127.0.0.1:11111(TX)? [y/N] y",
        "QUEUED",
        "127.0.0.1:11111(TX)> EXEC",
        "1) OK",
        PROMPT,
    ]);
}

#[test]
fn emptying_named_nodes_needs_a_confirmation() {
    let cluster = Cluster::empty(2, 0);
    let key = cluster.key_on(1, 0);
    let second = &cluster.nodes()[1];
    second.command(&["SET", &key, "v"]);
    let mut screen = shell(&cluster.nodes()[0]);
    screen.type_line("@primaries FLUSHALL");
    screen.type_line("").assert_screen([
        prompted("@primaries FLUSHALL").as_str(),
        "@primaries FLUSHALL? [y/N]",
        PROMPT,
    ]);
    assert_eq!(second.command(&["DBSIZE"]), b":1\r\n");
}

#[test]
fn a_line_that_is_no_answer_is_kept_for_the_prompt() {
    let server = Server::start();
    server.command(&["SET", "a", "1"]);
    let mut screen = shell(&server);
    screen.type_line("FLUSHALL").type_line("GET a");
    screen.wait_for(&prompted("GET a"));
    screen.press(Key::Enter).wait_for("\"1\"");
    assert_eq!(keys(&server), b":1\r\n");
}

#[test]
fn a_line_typed_before_the_question_is_kept_for_the_prompt() {
    let mut server = Server::start();
    server.command(&["SET", "a", "1"]);
    let mut screen = shell(&server);
    screen.type_line("PING").wait_for("PONG");
    server.suspend().expect("the server is running");
    // The shell waits for the number of keys.
    screen.type_line("FLUSHALL").assert_cursor(3, 0);
    screen.type_text("y\n").assert_cursor(4, 0);
    server.resume().expect("the server is stopped");
    // It asks again behind the line that is no answer.
    screen
        .assert_cursor(5, 52)
        .type_line("")
        .wait_for(&prompted("y"));
    assert_eq!(keys(&server), b":1\r\n");
}

#[test]
fn a_server_without_keys_is_emptied_without_a_question() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("FLUSHDB").type_line("SWAPDB 0 1");
    screen.assert_screen([
        prompted("FLUSHDB").as_str(),
        "OK",
        &prompted("SWAPDB 0 1"),
        "OK",
        PROMPT,
    ]);
}

#[test]
fn a_terminal_without_an_editor_asks_no_question() {
    let server = Server::start();
    server.command(&["SET", "a", "1"]);
    let mut screen = Terminal::redsh().on(&server).env("TERM", "dumb").start();
    screen
        .wait_for(PROMPT)
        .type_text("FLUSHALL\r")
        .wait_for("OK");
    assert_eq!(keys(&server), b":0\r\n");
}
