//! The configuration file.

use std::fs;
use std::process::Command;
use std::thread;

use vt100::Color;

use super::{PROMPT, configure, prompted};
use support::server::Server;
use support::terminal::Terminal;

#[test]
fn an_error_is_reported_with_its_place_and_the_rest_applies() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server).size(250, 10);
    let file = configure(
        &terminal,
        "[shell]\nhint = true\nprompt = \"{db}$ \"\npager = 1\n\n[profiles.a]\nport = 70000\n",
    );
    let names =
        "hints, confirm, read-only, view, pager, pipe, cross-slot, monitor, prompt, prompt-color";
    let told = [
        format!("line 2, column 1: unknown preference 'hint'; preferences: {names}"),
        "line 4, column 9: pager must be true or false".to_owned(),
        "line 7, column 8: port is a number from 0 to 65535".to_owned(),
    ];
    let mut rows = told
        .map(|told| format!("{}, {told}", file.display()))
        .to_vec();
    rows.extend(["$ SELECT 3", "OK", "[3]$"].map(str::to_owned));
    terminal.start().type_line("SELECT 3").assert_screen(rows);
}

#[test]
fn an_invalid_file_is_reported_and_the_shell_starts() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server).size(250, 10);
    configure(&terminal, "[shell\nhints = false\n");
    let mut screen = terminal.start();
    screen.wait_for("config.toml, line 1, column 7: ");
    screen.assert_last_row(PROMPT);
}

#[test]
fn a_profile_sets_the_address_and_the_prompt() {
    let server = Server::start();
    let terminal = Terminal::redsh()
        .args(["--profile", "prod"])
        .knowing(server.port());
    let profile = format!(
        "[shell]\nview = false\n[profiles.prod]\nport = {}\ndb = 2\nread_only = true\nprompt = \"{{profile}}{{db}}> \"\nprompt_color = \"red\"\n",
        server.port()
    );
    configure(&terminal, &profile);
    let mut screen = terminal.start();
    screen.type_line("SET a b").type_line(":get read-only");
    screen.assert_screen([
        "prod[2]> SET a b",
        "(error) not sent: read-only mode, and this command may write",
        "prod[2]> :get read-only",
        "read-only    on   refuse commands that write",
        "prod[2]>",
    ]);
    assert_eq!(screen.colour_at(0, 0), Color::Idx(1));
}

#[test]
fn a_profile_with_an_error_is_not_used() {
    let terminal = Terminal::redsh().args(["--profile", "prod"]).size(250, 10);
    let file = configure(&terminal, "[profiles.prod]\nreadonly = true\n");
    let mut screen = terminal.start();
    screen.assert_ended(1);
    let told = format!(
        "{}, line 2, column 1: a profile has no 'readonly'",
        file.display()
    );
    screen.wait_for(&told);
}

#[test]
fn the_file_is_read_once() {
    let server = Server::start();
    let terminal = Terminal::redsh()
        .args(["--profile", "here"])
        .knowing(server.port());
    let file = configure(&terminal, "");
    fs::remove_file(&file).expect("it is there");
    // A second reader would wait for a writer.
    let made = Command::new("mkfifo").arg(&file).status();
    assert!(made.expect("there is mkfifo").success());
    let text = format!(
        "[shell]\npager = true\n[profiles.here]\nport = {}\n",
        server.port()
    );
    let writer = thread::spawn(move || fs::write(file, text));
    terminal.start().type_line(":get pager").assert_screen([
        prompted(":get pager").as_str(),
        "pager        on   page replies longer than the screen with $PAGER, or less -R",
        PROMPT,
    ]);
    let written = writer.join().expect("it does not panic");
    written.expect("it is written");
}
