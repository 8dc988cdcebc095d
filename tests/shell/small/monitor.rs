//! MONITOR above a line of several rows.

use super::{PROMPT, small};
use support::server::Server;
use support::terminal::{Key, Screen};
use support::wait;

/// The prompt while MONITOR runs.
const MONITOR: &str = "127.0.0.1:11111(monitor)>";

/// Waits until the shell has fetched the command documentation, which MONITOR would show.
fn wait_for_documentation(server: &Server) {
    wait::until("the documentation is fetched", || {
        server.info("commandstats", "cmdstat_command|docs") > 0
    });
}

/// The rows of the screen, with zeros for the digits of the times at the beginning of a row.
fn timeless(screen: &Screen) -> Vec<String> {
    let zero = |letter: char| if letter.is_ascii_digit() { '0' } else { letter };
    let rows = screen.rows().into_iter();
    rows.map(|row| match row.split_once(" [0 ") {
        Some((time, rest)) => time.chars().map(zero).collect::<String>() + " [0 " + rest,
        None => row,
    })
    .collect()
}

#[test]
fn commands_of_others_appear_above_the_line_and_ctrl_c_ends_it() {
    let server = Server::start();
    let mut screen = small(&server);
    wait_for_documentation(&server);
    screen.type_line("MONITOR").assert_last_row(MONITOR);
    screen
        .type_text("ECHO 一二三四五六七八九十")
        .assert_cursor(3, 12);
    server.command(&["SET", "鍵", "値"]);
    screen
        .wait_for("\\xe5\\x80\\xa4")
        .press(Key::CtrlC)
        .wait_for_prompt();
    screen.press(Key::CtrlC).assert_last_row(PROMPT);
    assert_eq!(
        timeless(&screen),
        [
            "127.0.0.1:11111> MONITOR",
            "OK",
            "0000000000.000000 [0 unix:redis.sock] \"S",
            "ET\" \"\\xe9\\x8d\\xb5\" \"\\xe5\\x80\\xa4\"",
            "127.0.0.1:11111(monitor)> ECHO 一二三四",
            "五六七八九十",
            MONITOR,
            PROMPT,
        ]
    );
}
