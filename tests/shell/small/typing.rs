//! Quotes, and lines of many rows.

use super::{PROMPT, prompted, small};
use support::server::Server;
use support::terminal::Key;

#[test]
fn a_line_with_an_open_quote_continues_over_several_rows() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("ECHO \"一二三四五六七八九十一二\r");
    screen.type_text("三四五六七八九十一二三四五六七八九十一二三四五六\r終\"");
    let above = [
        "127.0.0.1:11111> ECHO \"一二三四五六七八",
        "九十一二",
        "三四五六七八九十一二三四五六七八九十一二",
        "三四五六",
    ];
    screen
        .assert_screen(above.into_iter().chain(["終\""]))
        .assert_cursor(4, 3);
    screen.press(Key::Home).type_text("x").press(Key::Enter);
    screen.assert_screen(above.into_iter().chain([
        "x終\"",
        "\"一二三四五六七八九十一二\\n三四五六七八",
        "九十一二三四五六七八九十一二三四五六\\nx",
        "終\"",
        PROMPT,
    ]));
}

#[test]
fn a_combining_mark_takes_no_column_and_is_deleted_with_its_letter() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("ECHO cafe\u{301}s😀");
    screen.assert_cursor(0, 17 + 5 + 5 + 2);
    screen.press(Key::Left).press(Key::Left);
    screen.assert_cursor(0, 17 + 5 + 4);
    screen.press(Key::Backspace).press(Key::Enter);
    screen.assert_screen([prompted("ECHO cafs😀").as_str(), "\"cafs😀\"", PROMPT]);
}

#[test]
fn a_line_with_more_rows_than_the_screen_shows_its_end() {
    let server = Server::start();
    let mut screen = small(&server);
    let value = "一二三四五六七八九十".repeat(25);
    screen.paste(&format!("STRLEN {value}終")).wait_for("終");
    screen.press(Key::Backspace).type_text("了");
    let row = "九十一二三四五六七八九十一二三四五六七八";
    screen.assert_screen([row; 9].into_iter().chain(["九十了"]));
    screen.assert_cursor(9, 6).press(Key::Enter);
    let below = ["九十了", "(integer) 0", PROMPT];
    screen.assert_screen([row; 7].into_iter().chain(below));
}
