//! `--askpass` at a terminal, which the `script` program provides.

use std::path::Path;

use support::coprocess::Coprocess;
use support::server::Server;
use support::shell::{Shell, installed};

const PROMPT: &str = "Please input password: ";

/// A terminal on which redsh asks for the password, and then prints its exit status and the terminal's echo mode.
fn asked(server: &Server) -> Coprocess {
    let redsh = env!("CARGO_BIN_EXE_redsh");
    let port = server.port();
    let modes = r"stty -a | tr ' ;' '\n\n' | grep -x -e '-\?echo' -e '-\?isig' -e '-\?icanon' | sort | xargs";
    let session = format!("'{redsh}' -p {port} --askpass PING; echo ended $?; {modes}");
    let mut terminal = Shell::program(&installed("script", "bsdutils"))
        .env("SHELL", "/bin/sh")
        .args([
            Path::new("-qec"),
            Path::new(&session),
            Path::new("/dev/null"),
        ])
        .start();
    assert_eq!(terminal.read_exactly(PROMPT.len()), PROMPT.as_bytes());
    terminal
}

#[track_caller]
fn check(mut terminal: Coprocess, lines: &[&str]) {
    for line in lines {
        assert_eq!(terminal.read_line().trim_end(), *line);
    }
    terminal.finish();
}

const AS_BEFORE: &str = "echo icanon isig";

#[test]
fn a_typed_password_is_not_shown() {
    let server = Server::with(&[("requirepass", "secret")]);
    let mut terminal = asked(&server);
    terminal.write_line("wrong\x15secret");
    check(terminal, &["", "PONG", "ended 0", AS_BEFORE]);
}

#[test]
fn an_interrupt_leaves_the_terminal_as_it_was() {
    let server = Server::start();
    let mut terminal = asked(&server);
    terminal.write("half\x03");
    check(terminal, &["", "ended 130", AS_BEFORE]);
}

#[test]
fn an_end_of_input_instead_of_a_password_is_reported() {
    let server = Server::start();
    let mut terminal = asked(&server);
    terminal.write("\x04");
    let told = "could not ask for the password: unexpected end of file";
    check(terminal, &[told, "ended 1", AS_BEFORE]);
}
