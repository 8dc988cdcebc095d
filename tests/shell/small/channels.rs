//! Messages above a line of several rows.

use super::super::channels::{SUBSCRIBED, publish};
use super::{PROMPT, terminal};
use support::server::Server;
use support::terminal::{Key, Screen};

/// A subscriber with a half-typed line, on the last rows of the screen.
fn subscribed(server: &Server, protocol: &str, line: &str) -> Screen {
    let mut screen = terminal(server).arg(protocol).start();
    for _ in 0..4 {
        screen.type_line("PING");
    }
    screen.type_line("SUBSCRIBE 鍵").assert_last_row(SUBSCRIBED);
    screen.type_text(line);
    screen
}

#[test]
fn a_message_appears_above_a_line_of_three_rows_at_any_cursor_position() {
    let server = Server::start();
    let line = "ECHO 一二三四五六七八九十一二三四五六七八九十一二三四五六";
    let mut screen = subscribed(&server, "-3", line);
    screen.assert_cursor(9, 12);
    screen.press(Key::Left).press(Key::Left).assert_cursor(9, 8);
    publish(&server, "鍵", "cafe\u{301} 😀");
    screen.assert_screen([
        "t or any key to type command)",
        "1) \"subscribe\"",
        "2) \"鍵\"",
        "3) (integer) 1",
        "1) \"message\"",
        "2) \"鍵\"",
        "3) \"cafe\u{301} 😀\"",
        "127.0.0.1:11111(subscribed mode)> ECHO",
        "一二三四五六七八九十一二三四五六七八九十",
        "一二三四五六",
    ]);
    screen.assert_cursor(9, 8).type_text("x").press(Key::Enter);
    screen.assert_screen([
        "3) (integer) 1",
        "1) \"message\"",
        "2) \"鍵\"",
        "3) \"cafe\u{301} 😀\"",
        "127.0.0.1:11111(subscribed mode)> ECHO",
        "一二三四五六七八九十一二三四五六七八九十",
        "一二三四x五六",
        "\"一二三四五六七八九十一二三四五六七八九",
        "十一二三四x五六\"",
        SUBSCRIBED,
    ]);
}

#[test]
fn ctrl_c_clears_the_line_and_then_ends_the_subscription() {
    let server = Server::start();
    let mut screen = subscribed(&server, "-3", "ECHO 一二三四五六七八九十");
    screen.assert_cursor(9, 20).press(Key::CtrlC);
    screen.wait_for_prompt();
    publish(&server, "鍵", "まだ");
    screen.wait_for("まだ").press(Key::CtrlC).assert_screen([
        "127.0.0.1:11111(subscribed mode)> ECHO",
        "一二三四五六七八九十",
        "1) \"message\"",
        "2) \"鍵\"",
        "3) \"まだ\"",
        SUBSCRIBED,
        "1) \"unsubscribe\"",
        "2) \"鍵\"",
        "3) (integer) 0",
        PROMPT,
    ]);
}

#[test]
fn in_resp2_a_command_that_cannot_run_is_reported_below_the_line() {
    let server = Server::start();
    let mut screen = subscribed(&server, "-2", "PING 一二三四五六七八九十");
    screen.assert_cursor(9, 20);
    publish(&server, "鍵", "値");
    screen.assert_screen([
        "Reading messages... (press Ctrl-C to qui",
        "t or any key to type command)",
        "1) \"subscribe\"",
        "2) \"鍵\"",
        "3) (integer) 1",
        "1) \"message\"",
        "2) \"鍵\"",
        "3) \"値\"",
        "127.0.0.1:11111(subscribed mode)> PING",
        "一二三四五六七八九十",
    ]);
    screen.press(Key::Enter).type_line("GET 一");
    screen.assert_screen([
        "一二三四五六七八九十",
        "1) \"pong\"",
        "2) \"一二三四五六七八九十\"",
        "127.0.0.1:11111(subscribed mode)> GET 一",
        "",
        "(error) ERR Can't execute 'get': only (P",
        "|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING /",
        " QUIT / RESET are allowed in this contex",
        "t",
        SUBSCRIBED,
    ]);
}
