//! Leaving the shell.

use super::{PROMPT, shell};
use support::server::Server;
use support::terminal::Key;

#[test]
fn ctrl_d_on_an_empty_line_leaves() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().press(Key::CtrlD).assert_ended(0);
    screen.assert_screen([PROMPT]).assert_cursor(1, 0);
}

#[test]
fn ctrl_d_on_a_line_deletes_a_character() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("PINGS");
    screen.press(Key::Left).type_text(b"\x04").press(Key::Enter);
    screen.wait_for("PONG");
}

#[test]
fn quit_and_exit_leave() {
    let server = Server::start();
    for word in ["quit", "exit", "QUIT", "  quit"] {
        let mut screen = shell(&server);
        screen.type_line(word).assert_ended(0);
        screen
            .assert_screen([format!("{PROMPT} {word}")])
            .assert_cursor(1, 0);
    }
}
