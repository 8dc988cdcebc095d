//! `help` and its sources.

use vt100::Color;

use super::command_docs::{NOBODY, telling};
use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};
use support::wait;

/// The row of the built-in summary of GET.
const BUILT_IN: &str = "  summary: Returns a string";

/// Waits until the server's command documentation is known, whose summaries are not the built-in ones.
pub(super) fn knowing(screen: &mut Screen, command: &str) {
    wait::until("a summary", || {
        screen.type_line(&format!("help {command}"));
        screen.wait_for_prompt();
        let has_summary = screen
            .rows()
            .iter()
            .any(|row| row.starts_with("  summary:") && row != BUILT_IN);
        screen.type_line("clear").wait_for_prompt();
        has_summary
    });
}

#[test]
fn a_command_is_explained_in_the_servers_words() {
    let server = Server::start();
    let mut screen = shell(&server);
    knowing(&mut screen, "get");
    let docs = server.ask(&["COMMAND", "DOCS", "getdel"]);
    let docs = docs.expect("the server documents its commands");
    let summary = docs.texts().find(|text| text.contains(' '));
    screen.type_line("help getdel").assert_screen([
        prompted("help getdel").as_str(),
        "",
        "  GETDEL key",
        &format!("  summary: {}", summary.expect("a summary")),
        "  since: 6.2.0",
        "  group: string",
        "  complexity: O(1)",
        "",
        PROMPT,
    ]);
    assert_eq!(screen.colour_at(2, 2), Color::Idx(2));
    assert_eq!(screen.colour_at(2, 9), Color::Default);
}

#[test]
fn a_group_of_redis_7_0_is_listed_and_completed_on_a_narrow_screen_too() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(40, 10).start();
    knowing(&mut screen, "get");
    screen
        .type_text("help @hy")
        .press(Key::Tab)
        .wait_for("help @hyperloglog");
    screen.press(Key::Enter).wait_for("PFSELFTEST");
    screen.assert_screen([
        "  summary: Merge N different HyperLogLog",
        "s into a single one.",
        "  since: 2.8.9",
        "",
        "  PFSELFTEST",
        "  summary: An internal command for testi",
        "ng HyperLogLog values",
        "  since: 2.8.9",
        "",
        PROMPT,
    ]);
}

#[test]
fn without_the_servers_documentation_the_built_in_one_is_used() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "default", "-command"]);
    let mut screen = Terminal::redsh().on(&server).env("NO_COLOR", "1").start();
    screen.type_line("help getdel").assert_screen([
        prompted("help getdel").as_str(),
        "",
        "  GETDEL key",
        "  summary: Returns a string, and deletes the key",
        "  since: 6.2.0",
        "  group: string",
        "  complexity: O(1)",
        "",
        PROMPT,
    ]);
    assert_eq!(screen.colour_at(2, 2), Color::Default);
}

#[test]
fn commands_similar_to_an_unknown_word_are_named() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("? nonesuch")
        .type_line("help zrangebyscor");
    screen.assert_screen([
        prompted("? nonesuch").as_str(),
        "no help for 'nonesuch'",
        &prompted("help zrangebyscor"),
        "no help for 'zrangebyscor'; did you mean ZRANGEBYSCORE?",
        PROMPT,
    ]);
}

#[test]
fn a_modules_command_has_its_help_and_does_not_drive_the_terminal() {
    let peer = telling(NOBODY);
    let mut screen = Terminal::redsh().to(peer.port()).start();
    knowing(&mut screen, "vec.of");
    screen.type_line("help @module").assert_screen([
        prompted("help @module").as_str(),
        "",
        r"  VEC.OF \x1b[31m",
        r"  summary: Makes \x1b[2J one",
        "",
        PROMPT,
    ]);
    screen.assert_undisturbed();
}
