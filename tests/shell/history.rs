//! Earlier lines: found again with keys, and kept in a file.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};

fn kept(screen: &Screen) -> String {
    fs::read_to_string(screen.home().join(".rediscli_history")).unwrap_or_default()
}

/// A shell in which some lines have been entered, with an empty screen.
fn with_history(server: &Server) -> Screen {
    let mut screen = shell(server);
    for line in ["SET a 1", "SET b 2", "GET a", "clear"] {
        screen.type_line(line);
    }
    screen.wait_for_prompt();
    screen
}

#[test]
fn the_arrows_go_through_all_lines() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen.press(Key::Up).press(Key::Up).press(Key::Up);
    screen.wait_for(&prompted("SET b 2 [NX|XX"));
    screen.press(Key::Down).press(Key::Enter);
    screen.assert_screen([prompted("GET a").as_str(), "\"1\"", PROMPT]);
}

#[test]
fn the_arrows_find_lines_with_the_same_beginning() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen
        .type_text("SET")
        .press(Key::Up)
        .press(Key::Up)
        .press(Key::Enter);
    screen.assert_screen([prompted("SET a 1").as_str(), "OK", PROMPT]);
}

#[test]
fn ctrl_r_finds_a_line_by_a_part_of_it() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen.press(Key::CtrlR).type_text("b");
    screen.wait_for("(reverse-i-search)`b': SET b 2");
    screen.press(Key::Enter);
    screen.assert_screen([prompted("SET b 2").as_str(), "OK", PROMPT]);
}

#[test]
fn ctrl_s_returns_to_lines_that_ctrl_r_has_passed() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen.press(Key::CtrlR).type_text("SET");
    screen.wait_for("(reverse-i-search)`SET': SET b 2");
    screen.press(Key::CtrlR).wait_for("`SET': SET a 1");
    screen.press(Key::CtrlS).wait_for("`SET': SET b 2");
    screen.press(Key::Enter);
    screen.assert_screen([prompted("SET b 2").as_str(), "OK", PROMPT]);
}

#[test]
fn lines_are_in_the_file_at_once_and_only_the_owner_can_read_it() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("SET a 1")
        .type_line("SET a 1")
        .type_line("GET a")
        .wait_for("\"1\"");
    assert_eq!(kept(&screen), "SET a 1\nGET a\n");
    let file = fs::metadata(screen.home().join(".rediscli_history")).expect("it is there");
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[test]
fn the_history_of_redis_cli_is_used() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server);
    fs::write(
        terminal.home().join(".rediscli_history"),
        "PING\nECHO \"x y\"\n",
    )
    .expect("written");
    let mut screen = terminal.start();
    screen.wait_for_prompt().press(Key::Up).press(Key::Enter);
    screen.assert_screen([prompted("ECHO \"x y\"").as_str(), "\"x y\"", PROMPT]);
}

#[test]
fn the_environment_names_another_file_or_none() {
    let server = Server::start();
    let mut screen = Terminal::redsh()
        .on(&server)
        .env("REDISCLI_HISTFILE", "/dev/null")
        .env("VALKEYCLI_HISTFILE", "lines")
        .start();
    screen.type_line("PING").wait_for("PONG");
    assert_eq!(
        fs::read_to_string(screen.home().join("lines")).expect("it is there"),
        "PING\n"
    );
    let mut screen = Terminal::redsh()
        .on(&server)
        .env("REDISCLI_HISTFILE", "/dev/null")
        .start();
    screen
        .type_line("PING")
        .wait_for("PONG")
        .press(Key::CtrlD)
        .assert_ended(0);
    let left = fs::read_dir(screen.home()).expect("a folder").flatten();
    // The cache holds the server's command documentation, once it has been fetched.
    let left = left.filter(|entry| entry.file_name() != ".cache");
    assert_eq!(left.count(), 0);
}

#[test]
fn a_file_that_cannot_be_written_is_reported_once() {
    let server = Server::start();
    let terminal = Terminal::redsh()
        .on(&server)
        .env("REDISCLI_HISTFILE", "no/such/folder");
    let mut screen = terminal.start();
    screen.type_line("PING").type_line("ECHO hi");
    screen.assert_screen([
        prompted("PING").as_str(),
        "could not write the history: no such file or directory",
        "PONG",
        &prompted("ECHO hi"),
        "\"hi\"",
        PROMPT,
    ]);
}
