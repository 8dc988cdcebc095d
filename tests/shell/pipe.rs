//! `COMMAND | …`: a reply as the input of a shell command.

use super::{PROMPT, prompted, shell};
use support::server::Server;

#[test]
fn a_shell_command_gets_the_raw_reply() {
    let server = Server::start();
    server.command(&["RPUSH", "list", "b", "a", "b"]);
    let line = "LRANGE list 0 -1 | sort | uniq -c | tr -s ' ' ' it'\\''s '";
    let mut screen = shell(&server);
    screen
        .type_line(line)
        .assert_screen([prompted(line).as_str(), " 1 a", " 2 b", PROMPT]);
}

#[test]
fn a_program_that_stops_reading_ends_nothing_and_its_status_is_reported() {
    let server = Server::start();
    let value = "x".repeat(1 << 20);
    server.command(&["SET", "k", &value]);
    let mut screen = shell(&server);
    screen.type_line("3 GET k | head -c 3; echo");
    screen.type_line("GET none | exit 3");
    screen.type_line("PING").assert_screen([
        prompted("3 GET k | head -c 3; echo").as_str(),
        "xxx",
        &prompted("GET none | exit 3"),
        "'exit 3' ended with exit status: 3",
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn errors_stay_on_the_terminal() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("INCR | cat >file; wc -c <file")
        .assert_screen([
            prompted("INCR | cat >file; wc -c <file").as_str(),
            "ERR wrong number of arguments for 'incr' command",
            "0",
            PROMPT,
        ]);
}

#[test]
fn without_pipes_a_bar_is_an_argument() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line(":set pipe off");
    screen.type_line("ECHO | cat").assert_screen([
        prompted(":set pipe off").as_str(),
        &prompted("ECHO | cat"),
        "(error) ERR wrong number of arguments for 'echo' command",
        PROMPT,
    ]);
}
