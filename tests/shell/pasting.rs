//! Several lines that are pasted at once.

use std::fs;

use super::{PROMPT, shell};
use support::server::Server;
use support::terminal::Key;

#[test]
fn pasted_lines_run_in_order_without_their_prompts_and_comments() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().paste(
        "# a session\n127.0.0.1:6379> APPEND a 1\nredis> APPEND a 2\n\nredis> APPEND a \"3\n4\"\nredis> GET a",
    );
    screen.press(Key::Enter).wait_for("\"123\\n4\"");
    screen.assert_last_row(PROMPT);
    assert_eq!(server.command(&["GET", "a"]), b"$5\r\n123\n4\r\n");
}

#[test]
fn each_pasted_line_is_in_the_history() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.paste("SET a 1\nECHO \"two\nlines\"\nAUTH hunter2\n");
    screen.press(Key::Enter).wait_for_prompt();
    let kept = fs::read_to_string(screen.home().join(".rediscli_history"));
    assert_eq!(
        kept.expect("it is there"),
        "SET a 1\nECHO \"two\\nlines\"\n"
    );
}

#[test]
fn the_output_in_a_pasted_transcript_does_not_run() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.paste("redis> SET a it\nOK\nredis> KEYS *\n1) \"a\"\nSET b 1\nredis> GET a\n\"it's\"");
    screen.press(Key::Enter).wait_for("\"it\"");
    screen.wait_for("skipped lines without a prompt, the output in a transcript: 4");
    screen.assert_last_row(PROMPT);
    assert_eq!(server.command(&["EXISTS", "b"]), b":0\r\n");
}

#[test]
fn a_line_break_in_single_quotes_is_the_same_byte_in_the_next_session() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.paste("SET a 'b\nc\\x41'");
    screen.press(Key::Enter).wait_for_prompt();
    let kept = fs::read_to_string(screen.home().join(".rediscli_history"));
    assert_eq!(kept.expect("it is there"), "SET a \"b\\nc\\\\x41\"\n");
}
