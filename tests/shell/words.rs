//! Shell commands: lines that the shell itself runs.

use std::fs;

use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::terminal::{Key, Terminal};
use support::vacant::Vacant;

#[test]
fn connect_switches_to_another_server_in_the_same_database() {
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
fn connect_to_an_unreachable_server_is_reported_and_shown_by_the_prompt() {
    let (server, vacant) = (Server::start(), Vacant::new());
    let port = vacant.port();
    let mut screen = Terminal::redsh().on(&server).knowing(port).start();
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

#[test]
fn set_and_get_show_the_preferences() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line(":set confirm off")
        .type_line(":get confirm");
    screen.assert_screen([
        prompted(":set confirm off").as_str(),
        &prompted(":get confirm"),
        "confirm      off  ask before a command that destroys data",
        PROMPT,
    ]);
}

#[test]
fn peek_shows_a_key_of_any_type() {
    let server = Server::start();
    server.command(&["RPUSH", "l", "a", "b"]);
    let mut screen = shell(&server);
    screen.type_line(":peek l").type_line(":peek none");
    screen.wait_for_prompt().assert_last_row(PROMPT);
    let rows = screen.rows();
    let told = rows[1].as_str();
    let is_summary = told.starts_with("list, ") && told.ends_with(" of memory, 2 elements");
    assert!(is_summary, "{screen:?}");
    let rest = [
        "  \"a\"",
        "  \"b\"",
        &prompted(":peek none"),
        "none",
        PROMPT,
    ];
    assert_eq!(rows[2..], rest, "{screen:?}");
}

#[test]
fn source_skips_comments_and_continues_after_an_error() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server);
    let lines = "# a comment\nINCR\nECHO \"a\nb\"\n\n:get hints\n";
    fs::write(terminal.home().join("lines"), lines).expect("it is written");
    fs::write(terminal.home().join("bytes"), b"ECHO \xff\n").expect("it is written");
    let mut screen = terminal.start();
    screen.type_line(":source lines").type_line(":source bytes");
    screen.type_line(":source none").assert_screen([
        prompted(":source lines").as_str(),
        "(error) ERR wrong number of arguments for 'incr' command",
        "\"a\\nb\"",
        "hints        on   show the remaining arguments after the line",
        &prompted(":source bytes"),
        "could not read bytes: stream did not contain valid UTF-8",
        &prompted(":source none"),
        "could not read none: no such file or directory",
        PROMPT,
    ]);
}

#[test]
fn watch_runs_a_command_until_ctrl_c() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line(":watch 0 INCR n").wait_for("(integer) 2");
    screen.press(Key::CtrlC).assert_last_row(PROMPT);
    screen.type_line("clear").type_line(":watch x GET a");
    screen.assert_screen([
        prompted(":watch x GET a").as_str(),
        "usage: :watch SECONDS COMMAND",
        PROMPT,
    ]);
}

#[test]
fn a_file_that_sources_itself_ends() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server);
    fs::write(terminal.home().join("again"), ":source again\n").expect("it is written");
    let mut screen = terminal.start();
    screen.type_line(":source again").assert_screen([
        prompted(":source again").as_str(),
        "not run: again is nested more than 8 files deep",
        PROMPT,
    ]);
}

#[test]
fn commands_that_change_the_connection_or_are_in_a_transaction_are_not_timed() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line(":time SELECT 3")
        .type_line(":time CLIENT TRACKING ON")
        .type_line(":time @all PING");
    screen.type_line("MULTI").type_line(":time PING");
    screen.type_line("EXEC").assert_screen([
        prompted(":time SELECT 3").as_str(),
        ":time cannot run a command that changes the connection",
        &prompted(":time CLIENT TRACKING ON"),
        ":time cannot run a command that changes the connection",
        &prompted(":time @all PING"),
        ":time cannot run a command that changes the connection",
        &prompted("MULTI"),
        "OK",
        "127.0.0.1:11111(TX)> :time PING",
        "not available in a transaction; send EXEC or DISCARD first",
        "127.0.0.1:11111(TX)> EXEC",
        "(empty array)",
        PROMPT,
    ]);
}

#[test]
fn time_shows_the_duration_of_runs() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line(":time 3 INCR n").wait_for("3 runs: min ");
    screen.type_line("GET n").wait_for("\"3\"");
    let refused = "all 2 runs failed: WRONGTYPE ";
    screen.type_line(":time 2 LPUSH n a").wait_for(refused);
}

#[test]
fn an_unknown_shell_command_or_profile_is_reported_as_it_was_typed() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line(":use 無い").type_line(":無い");
    screen.assert_screen([
        prompted(":use 無い").as_str(),
        "unknown profile '無い': the configuration has no profiles",
        &prompted(":無い"),
        "unknown command ':無い'; try help",
        PROMPT,
    ]);
}
