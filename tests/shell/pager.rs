//! Replies that are longer than the screen, through the user's pager.

use super::interrupts::wait_until_blocked;
use super::{PROMPT, prompted};
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};

/// A shell on a small screen with this pager, and a list of a hundred elements on its server.
fn paged(server: &Server, pager: &str) -> Screen {
    let elements: Vec<String> = (1..=100).map(|number| number.to_string()).collect();
    let words = ["RPUSH", "list"].into_iter();
    let words: Vec<&str> = words.chain(elements.iter().map(String::as_str)).collect();
    server.command(&words);
    let mut screen = Terminal::redsh()
        .on(server)
        .size(40, 10)
        .env("PAGER", pager)
        .start();
    screen.type_line(":set pager on");
    screen
}

#[test]
fn a_reply_longer_than_the_screen_goes_through_the_pager() {
    let server = Server::start();
    let mut screen = paged(&server, "sh -c 'cat >paged; echo read'");
    screen.type_line("LRANGE list 0 -1").assert_screen([
        prompted(":set pager on").as_str(),
        &prompted("LRANGE list 0 -1"),
        "read",
        PROMPT,
    ]);
    let text = std::fs::read_to_string(screen.home().join("paged")).expect("it is written");
    assert_eq!(text.lines().count(), 100);
    assert!(
        text.starts_with("  \x1b[2m1) "),
        "it has no colours: {text:?}"
    );
}

#[test]
fn a_reply_that_fits_does_not() {
    let server = Server::start();
    let mut screen = paged(&server, "no-such-pager");
    screen.type_line("LRANGE list 0 1").assert_screen([
        prompted(":set pager on").as_str(),
        &prompted("LRANGE list 0 1"),
        r#"1) "1""#,
        r#"2) "2""#,
        PROMPT,
    ]);
}

#[test]
fn quitting_the_pager_returns_to_the_prompt() {
    let server = Server::start();
    let mut screen = paged(&server, "head -n 1");
    screen.type_line("LRANGE list 0 -1");
    screen.type_line("PING").assert_screen([
        prompted(":set pager on").as_str(),
        &prompted("LRANGE list 0 -1"),
        r#"  1) "1""#,
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn ctrl_c_goes_to_the_pager_while_it_runs() {
    let server = Server::start();
    let pager =
        r#"sh -c 'trap "echo caught; exit" INT; cat >paged; echo waiting; read line </dev/tty'"#;
    let mut screen = paged(&server, pager);
    screen.type_line("LRANGE list 0 -1").wait_for("waiting");
    screen.press(Key::CtrlC).wait_for("caught");
    screen.type_line("CLIENT REPLY ON").assert_last_row(PROMPT);
    let rows = screen.rows();
    assert!(
        !rows.iter().any(|row| row.contains("interrupted")),
        "{rows:?}"
    );
}

#[test]
fn after_the_pager_ctrl_c_applies_to_the_next_pasted_line() {
    let server = Server::start();
    let mut screen = paged(&server, "sh -c 'cat >paged'");
    screen.wait_for_prompt();
    screen.paste("LRANGE list 0 -1\nBLPOP none 0");
    screen.press(Key::Enter);
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC).assert_screen([
        prompted(":set pager on").as_str(),
        &prompted("LRANGE list 0 -1"),
        "BLPOP none 0",
        "^C",
        "(nil)",
        PROMPT,
    ]);
}

#[test]
fn without_a_pager_everything_is_shown() {
    let server = Server::start();
    let mut screen = paged(&server, "no-such-pager");
    screen
        .type_line("LRANGE list 0 -1")
        .assert_last_row(PROMPT)
        .wait_for(r#"100) "100""#);
}
