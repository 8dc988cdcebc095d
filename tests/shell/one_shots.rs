//! Commands and scripts whose stdout is a terminal: `docker exec -t` gives scripts one.

use support::server::Server;
use support::terminal::Terminal;

/// Returns the output of a command on a terminal.
fn output(server: &Server, env: &[(&str, &str)], words: &[&str]) -> String {
    let mut terminal = Terminal::redsh().on(server).args(words);
    for (name, value) in env {
        terminal = terminal.env(name, value);
    }
    let mut screen = terminal.start();
    screen.wait_for_exit();
    String::from_utf8_lossy(&screen.output()).replace("\r\n", "\n")
}

#[test]
fn a_command_has_neither_colours_nor_unescaped_utf8() {
    let server = Server::start();
    server.command(&["SET", "é", "ü"]);
    for (words, expected) in [
        (&["GET", "é"][..], "\"\\xc3\\xbc\"\n"),
        (&["GET", "none"], "(nil)\n"),
        (&["KEYS", "*"], "1) \"\\xc3\\xa9\"\n"),
        (
            &["LLEN", "é"],
            "(error) WRONGTYPE Operation against a key holding the wrong kind of value
",
        ),
        (&["DBSIZE"], "(integer) 1\n"),
        (&["--no-raw", "GET", "é"], "\"\\xc3\\xbc\"\n"),
        (&["--raw", "GET", "é"], "ü\n"),
        (&["--scan"], "\"\\xc3\\xa9\"\n"),
    ] {
        assert_eq!(output(&server, &[], words), expected, "{words:?}");
    }
}

#[test]
fn color_always_colours_a_command_and_shows_utf8() {
    let server = Server::start();
    server.command(&["SET", "é", "ü"]);
    let shown = |words: &[&str]| output(&server, &[("NO_COLOR", "1")], words);
    assert!(shown(&["--color", "always", "GET", "é"]).contains("\"ü\""));
    assert!(shown(&["--color", "always", "GET", "none"]).contains("\x1b["));
    assert!(!shown(&["--color", "never", "GET", "none"]).contains('\x1b'));
}
