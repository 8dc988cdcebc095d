//! Typed passwords are neither shown nor kept.

use std::fs;

use super::{prompted, shell};
use support::server::Server;
use support::terminal::Key;

#[test]
fn a_password_is_masked_while_it_is_typed() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("AUTH hunter2");
    screen.wait_for(&prompted("AUTH *******"));
    screen.press(Key::CtrlC).wait_for_prompt();
    screen.type_text("CONFIG SET requirepass hunter2 maxclients 10");
    screen.wait_for("requirepass ******* maxclients 10");
    let output = String::from_utf8_lossy(&screen.output()).into_owned();
    assert!(!output.contains("hunter"), "{output}");
}

#[test]
fn a_line_with_a_password_is_in_the_history_but_not_in_the_file() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("ACL SETUSER ann on >hunter2 ~* +@all")
        .wait_for("OK");
    screen.type_line("PING").wait_for("PONG");
    screen.press(Key::Up).press(Key::Up);
    screen.wait_for("ACL SETUSER ann on >*******");
    let kept = fs::read_to_string(screen.home().join(".rediscli_history"));
    assert_eq!(kept.expect("it is there"), "PING\n");
}
