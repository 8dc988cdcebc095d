//! Hints after the typed line.

use super::{PROMPT, small};
use support::server::Server;
use support::terminal::Key;

#[test]
fn a_hint_fills_the_rest_of_the_lines_last_row() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("ZADD 一二三四五六七八九十一二 ");
    screen
        .assert_screen([
            "127.0.0.1:11111> ZADD 一二三四五六七八九",
            "十一二 [NX|XX] [GT|LT] [CH] [INCR] scor",
        ])
        .assert_cursor(1, 7);
    screen.type_text("nx ").assert_screen([
        "127.0.0.1:11111> ZADD 一二三四五六七八九",
        "十一二 nx [GT|LT] [CH] [INCR] score mem",
    ]);
    screen
        .type_text("xx ")
        .assert_screen(["127.0.0.1:11111> ZADD 一二三四五六七八九", "十一二 nx xx"]);
    screen.press(Key::CtrlC).assert_screen([
        "127.0.0.1:11111> ZADD 一二三四五六七八九",
        "十一二 nx xx",
        PROMPT,
    ]);
}

#[test]
fn a_full_row_has_no_hint_and_the_next_row_has_one() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("SET 一二三四五六七 値 ");
    screen
        .assert_screen(["127.0.0.1:11111> SET 一二三四五六七 値"])
        .assert_cursor(0, 39);
    screen.type_text("EX 12").assert_screen([
        "127.0.0.1:11111> SET 一二三四五六七 値 E",
        "X 12 [NX|XX] [GET]",
    ]);
    screen.press(Key::Enter).assert_screen([
        "127.0.0.1:11111> SET 一二三四五六七 値 E",
        "X 12",
        "OK",
        PROMPT,
    ]);
}

#[test]
fn after_a_quote_of_two_rows_a_hint_is_on_the_second_row() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("SET 鍵 \"一二\r三四\" ");
    screen.wait_for("三四\" [NX|XX").assert_cursor(1, 6);
}

#[test]
fn there_is_no_hint_after_an_invalid_number() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("EXPIRE 鍵 12 ");
    screen.assert_screen(["127.0.0.1:11111> EXPIRE 鍵 12 [NX|XX|GT"]);
    screen.press(Key::Left).type_text("x").press(Key::End);
    screen
        .assert_screen(["127.0.0.1:11111> EXPIRE 鍵 12x"])
        .assert_cursor(0, 31);
}
