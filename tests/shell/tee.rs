//! A shell at a terminal whose stdout is a pipe: `redsh | tee log`.

use std::fs;

use super::{PROMPT, prompted};
use support::server::Server;
use support::shell::{Shell, installed};
use support::terminal::{Key, Screen, Terminal};

fn tee(server: &Server, options: &str) -> Screen {
    let redsh = env!("CARGO_BIN_EXE_redsh");
    let script = format!("'{redsh}' -p {} {options} | tee log", server.port());
    let sh = Shell::program(&installed("sh", "dash")).args(["-c", &script]);
    let mut screen = Terminal::of(sh).knowing(server.port()).start();
    screen.wait_for(PROMPT);
    screen
}

#[test]
fn lines_are_edited_and_the_prompt_and_raw_replies_go_to_the_pipe() {
    let server = Server::start();
    let mut screen = tee(&server, "");
    screen.type_text("SET a c").wait_for("SET a c");
    screen.press(Key::Backspace).type_text("b\r").wait_for("OK");
    screen.type_text("GET a\r");
    screen.assert_screen([
        prompted("SET a b").as_str(),
        "OK",
        &prompted("GET a"),
        "b",
        PROMPT,
    ]);
    screen.press(Key::CtrlD).assert_ended(0);
    let log = fs::read_to_string(screen.home().join("log")).expect("tee wrote it");
    assert!(log.contains("127.0.0.1:") && log.contains("OK"), "{log:?}");
}

#[test]
fn a_password_is_masked() {
    let server = Server::start();
    let mut screen = tee(&server, "");
    screen.type_text("AUTH s3cret");
    screen.wait_for("AUTH ******");
    screen.press(Key::CtrlC).wait_for(PROMPT);
    let log = fs::read(screen.home().join("log")).expect("tee wrote it");
    assert!(!String::from_utf8_lossy(&log).contains("s3cret"));
}

#[test]
fn color_always_colours_the_line() {
    let server = Server::start();
    let mut screen = tee(&server, "--color always --no-raw");
    screen.type_text("GET a\r").wait_for("(nil)");
    assert!(
        String::from_utf8_lossy(&screen.output()).contains("\x1b[2m(nil)"),
        "{screen:?}"
    );
}
