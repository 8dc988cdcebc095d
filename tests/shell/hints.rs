//! Hints after the typed line.

use std::fs;
use std::path::Path;

use redsh_engine::resp::InlineWords;
use vt100::Color;

use super::help::knowing;
use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::terminal::{Key, Terminal};

#[test]
fn the_arguments_of_a_command_are_shown_in_grey() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("get");
    screen
        .assert_screen([prompted("get key")])
        .assert_cursor(0, 20);
    assert_eq!(screen.colour_at(0, 21), Color::Idx(8));
}

#[test]
fn typed_arguments_are_no_longer_in_the_hint() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("EXPIRE a ");
    screen.assert_screen([prompted("EXPIRE a seconds [NX|XX|GT|LT]")]);
    screen
        .type_text("5 ")
        .assert_screen([prompted("EXPIRE a 5 [NX|XX|GT|LT]")]);
    screen
        .type_text("nx")
        .assert_screen([prompted("EXPIRE a 5 nx")]);
}

#[test]
fn a_hint_ends_with_the_row_and_disappears_with_the_line() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(40, 10).start();
    screen.wait_for_prompt().type_text("EXPIRE k 9");
    screen.assert_screen(["127.0.0.1:11111> EXPIRE k 9 [NX|XX|GT|L"]);
    screen.press(Key::Enter);
    screen.assert_screen([prompted("EXPIRE k 9").as_str(), "(integer) 0", PROMPT]);
}

#[test]
fn a_hint_does_not_become_part_of_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("echo")
        .wait_for("message");
    screen.press(Key::Right).press(Key::End).type_text(" hi\r");
    screen.assert_screen([prompted("echo hi").as_str(), "\"hi\"", PROMPT]);
}

#[test]
fn without_colour_hints_have_none() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).env("NO_COLOR", "1").start();
    screen.wait_for_prompt().type_text("get");
    screen.assert_screen([prompted("get key")]);
    assert_eq!(screen.colour_at(0, 21), Color::Default);
}

#[test]
fn hints_can_be_turned_off() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line(":set nohints")
        .wait_for_prompt()
        .type_text("get");
    screen.assert_cursor(1, 20);
    screen.assert_screen([prompted(":set nohints"), prompted("get")]);
}

#[test]
fn hints_are_the_same_with_the_documentation_of_redis_7_0() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(400, 24).start();
    knowing(&mut screen, "get");
    for (line, hint) in pairs() {
        let shown = prompted(&(line.clone() + &hint));
        screen.type_text(&line);
        // A masked word has no hint.
        match line.contains("auth ") {
            true => screen.wait_for(&hint),
            false => screen.assert_screen([shown.trim_end()]),
        };
        screen.press(Key::CtrlU).assert_screen([PROMPT]);
    }
}

/// The half-typed lines of `--test_hint_file`, and their hints.
fn pairs() -> Vec<(String, String)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hints.txt");
    let text = fs::read_to_string(file).expect("it is checked in");
    let pairs = text.lines().filter(|line| line.starts_with('"'));
    pairs.map(pair).collect()
}

fn pair(text: &str) -> (String, String) {
    let mut words = InlineWords::new(text.as_bytes());
    let mut next = || {
        let mut word = Vec::new();
        assert_eq!(words.next(&mut word), Ok(true), "{text}");
        String::from_utf8(word).expect("text")
    };
    (next(), next())
}
