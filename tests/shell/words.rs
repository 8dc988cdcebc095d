//! What a line says to the shell itself.

use super::{PROMPT, prompted, shell};
use crate::support::server::Server;
use crate::support::terminal::Terminal;

#[test]
fn connect_goes_on_with_another_server_in_the_same_database() {
    let (first, second) = (Server::start(), Server::start());
    let mut screen = Terminal::redsh()
        .on(&first)
        .knowing(second.port())
        .args(["-n", "2"])
        .start();
    let line = format!("connect 127.0.0.1 {}", second.port());
    screen.type_line(&line).type_line("SET a b");
    screen.assert_screen([
        "127.0.0.1:11111[2]> connect 127.0.0.1 22222",
        "127.0.0.1:22222[2]> SET a b",
        "OK",
        "127.0.0.1:22222[2]>",
    ]);
    assert_eq!(second.command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn connect_to_nobody_says_so_and_the_prompt_too() {
    let (first, second) = (Server::start(), Server::start());
    let port = second.port();
    drop(second);
    let mut screen = Terminal::redsh().on(&first).knowing(port).start();
    screen.type_line(&format!("connect 127.0.0.1 {port}"));
    screen.assert_screen([
        prompted("connect 127.0.0.1 22222").as_str(),
        "could not connect to 127.0.0.1:22222: connection refused",
        "not connected>",
    ]);
}

#[test]
fn clear_empties_the_screen() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("PING").type_line("clear");
    screen.assert_screen([PROMPT]).assert_cursor(0, 17);
}

#[test]
fn an_empty_line_does_nothing() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("").type_line("   ").type_line("PING");
    screen.assert_screen([PROMPT, PROMPT, &prompted("PING"), "PONG", PROMPT]);
}
