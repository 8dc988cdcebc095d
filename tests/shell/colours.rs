//! The colours of a line while it is typed.

use vt100::Color;

use super::{PROMPT, shell};
use support::server::Server;
use support::terminal::{Screen, Terminal};

/// The colour of the letter at this position after the prompt.
fn colour(screen: &Screen, place: usize) -> Color {
    let column = PROMPT.len() + 1 + place;
    screen.colour_at(0, u16::try_from(column).expect("it is on the row"))
}

#[test]
fn known_and_unknown_words_have_different_colours() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("nosuch a");
    screen.wait_for("nosuch a");
    let unknown = colour(&screen, 0);
    assert_ne!(unknown, Color::Default);
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("get a");
    screen.wait_for("get a");
    assert_ne!(colour(&screen, 0), unknown);
    assert_ne!(colour(&screen, 0), Color::Default);
}

#[test]
fn a_subcommand_has_another_colour_than_its_command() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("config get maxmemory");
    screen.wait_for("config get maxmemory");
    assert_eq!(colour(&screen, 0), Color::Idx(2));
    assert_eq!(colour(&screen, 7), Color::Idx(10));
}

#[test]
fn too_many_arguments_are_shown_before_they_are_sent() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("get a b ");
    screen.wait_for("get a b");
    assert_ne!(colour(&screen, 6), colour(&screen, 4));
}

#[test]
fn without_colours_there_are_none() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).env("NO_COLOR", "1").start();
    screen.wait_for_prompt().type_text("get a b ");
    screen.wait_for("get a b");
    for place in 0..7 {
        assert_eq!(colour(&screen, place), Color::Default, "{place}");
    }
}

#[test]
fn a_variable_or_an_option_disables_colours() {
    let server = Server::start();
    for (name, value, option) in [
        ("CLICOLOR", "0", "auto"),
        ("TERM", "dumb", "auto"),
        ("CLICOLOR", "1", "never"),
    ] {
        let terminal = Terminal::redsh().on(&server).args(["--color", option]);
        let mut screen = terminal.env(name, value).start();
        screen
            .wait_for(PROMPT)
            .type_text("GET a\r")
            .wait_for("(nil)");
        assert!(
            (0..5).all(|place| colour(&screen, place) == Color::Default),
            "{name}={value} --color {option}"
        );
        assert_eq!(screen.colour_at(1, 1), Color::Default);
    }
}

#[test]
fn the_prompt_shows_utf8_unless_the_locale_has_none() {
    let server = Server::start();
    server.command(&["SET", "a", "ü"]);
    for (locale, shown) in [
        ("", "\"ü\""),
        ("en_US.UTF-8", "\"ü\""),
        ("C", "\"\\xc3\\xbc\""),
        ("de_DE.ISO-8859-1", "\"\\xc3\\xbc\""),
    ] {
        let mut screen = Terminal::redsh().on(&server).env("LC_ALL", locale).start();
        screen.type_line("GET a").wait_for(shown);
    }
}
