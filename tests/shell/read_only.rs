//! Commands that may write, in read-only mode.

use super::{PROMPT, prompted};
use support::server::Server;
use support::terminal::Terminal;

const REFUSED: &str = "(error) not sent: read-only mode, and this command may write";

#[test]
fn a_command_that_may_write_is_refused_until_the_mode_is_off() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).arg("--read-only").start();
    screen
        .type_line("SET a 1")
        .type_line(":set read-only off")
        .type_line("SET a 1");
    screen.assert_screen([
        prompted("SET a 1").as_str(),
        REFUSED,
        &prompted(":set read-only off"),
        &prompted("SET a 1"),
        "OK",
        PROMPT,
    ]);
}

#[test]
fn a_refused_command_is_neither_confirmed_nor_timed() {
    let server = Server::start();
    server.command(&["SET", "a", "1"]);
    let mut screen = Terminal::redsh().on(&server).arg("--read-only").start();
    screen.type_line("FLUSHALL").type_line(":time DEL a");
    screen.assert_screen([
        prompted("FLUSHALL").as_str(),
        REFUSED,
        &prompted(":time DEL a"),
        REFUSED,
        PROMPT,
    ]);
    assert_eq!(server.command(&["DBSIZE"]), b":1\r\n");
}
