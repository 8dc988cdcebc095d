//! redis-cli's file of preferences.

use std::fs;

use super::{PROMPT, configure, prompted};
use support::server::Server;
use support::shell::Shell;
use support::terminal::Terminal;

#[test]
fn its_set_lines_apply_from_the_beginning() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server).size(110, 10);
    let file = terminal.home().join(".redisclirc");
    fs::write(file, "# mine\n\n:set nohints\n  :set pager on\n").expect("it is written");
    let mut screen = terminal.start();
    screen.type_line(":get pager").wait_for_prompt();
    screen.type_text("get ").assert_screen([
        prompted(":get pager").as_str(),
        "pager        on   page replies longer than the screen with $PAGER, or less -R",
        &prompted("get"),
    ]);
}

#[test]
fn an_invalid_line_is_reported_once_and_the_shell_starts() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server).size(250, 10);
    let file = terminal.home().join("rc");
    fs::write(&file, ":set nosuch\nGET a\n:set \"open\n:set view maybe\n").expect("it is written");
    let mut screen = terminal.env("REDISCLI_RCFILE", &file).start();
    let names =
        "hints, confirm, read-only, view, pager, pipe, cross-slot, monitor, prompt, prompt-color";
    let told = [
        format!("1: unknown preference 'nosuch'; preferences: {names}"),
        "2: here stands :set and a preference, not 'GET'".to_owned(),
        "3: a quote is open, or has text behind it".to_owned(),
        "4: view must be on or off".to_owned(),
    ];
    let mut rows = told
        .map(|told| format!("{}, line {told}", file.display()))
        .to_vec();
    rows.push(PROMPT.to_owned());
    screen.assert_screen(rows);
}

#[test]
fn the_environment_names_another_file() {
    let server = Server::start();
    for nowhere in ["/dev/null", "/no/such/file"] {
        let terminal = Terminal::redsh()
            .on(&server)
            .env("VALKEYCLI_RCFILE", nowhere);
        fs::write(terminal.home().join(".redisclirc"), "x\n").expect("it is written");
        terminal.start().assert_screen([PROMPT]);
    }
}

#[test]
fn an_unreadable_file_is_reported() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server).env("REDISCLI_RCFILE", "/");
    terminal
        .start()
        .assert_screen(["could not read /: is a directory", PROMPT]);
}

#[test]
fn the_configuration_file_takes_precedence() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server).size(110, 10);
    configure(&terminal, "[shell]\nhints = true\n");
    let text = ":set nohints\n:set noview\n";
    fs::write(terminal.home().join(".redisclirc"), text).expect("it is written");
    terminal
        .start()
        .type_line(":get hints")
        .type_line(":get view")
        .assert_screen([
            prompted(":get hints").as_str(),
            "hints        on   show the remaining arguments after the line",
            &prompted(":get view"),
            "view         off  show the replies of INFO, CLIENT LIST, XRANGE and others as tables",
            PROMPT,
        ]);
}

#[test]
fn no_script_reads_it() {
    let server = Server::start();
    let shell = Shell::redsh().on(&server).stdin("PING\n");
    fs::write(shell.home().join(".redisclirc"), "x\n").expect("it is written");
    shell
        .run()
        .assert_success()
        .assert_stdout("PONG\n")
        .assert_stderr("");
}
