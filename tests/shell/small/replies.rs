//! Replies that take several rows.

use super::{PROMPT, prompted, small};
use support::server::Server;

#[test]
fn characters_are_shown_and_what_is_none_is_escaped() {
    let server = Server::start();
    server.command(&[
        "SET",
        "鍵",
        "日本語 cafe\u{301} 😀 \x1b[31m\u{7}\u{202e} \u{9b} 終",
    ]);
    let mut screen = small(&server);
    screen.type_line("GET 鍵").assert_screen([
        prompted("GET 鍵").as_str(),
        "\"日本語 cafe\u{301} 😀 \\x1b[31m\\a\\xe2\\x80\\xae \\",
        "xc2\\x9b 終\"",
        PROMPT,
    ]);
    screen.assert_undisturbed();
}

#[test]
fn nested_elements_wrap_at_the_edge() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line("EVAL \"return {1,{'二',{'三四五六七八九十三四五六七八九十'}}}\" 0");
    screen.assert_screen([
        "127.0.0.1:11111> EVAL \"return {1,{'二',{",
        "'三四五六七八九十三四五六七八九十'}}}\" 0",
        "",
        "1) (integer) 1",
        "2) 1) \"二\"",
        "   2) 1) \"三四五六七八九十三四五六七八九",
        "十\"",
        PROMPT,
    ]);
}

#[test]
fn an_error_names_what_was_typed() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line("鍵 値").assert_screen([
        prompted("鍵 値").as_str(),
        "(error) ERR unknown command '鍵', with a",
        "rgs beginning with: '値'",
        PROMPT,
    ]);
}

#[test]
fn a_reply_that_took_long_says_how_long_on_a_row_of_its_own() {
    let server = Server::start();
    let mut screen = small(&server);
    screen
        .type_line("BLPOP 一二三四五六七八九十 0.6")
        .wait_for_prompt();
    screen.assert_last_row(PROMPT);
    let rows = screen.rows();
    let typed = ["127.0.0.1:11111> BLPOP 一二三四五六七八", "九十 0.6"];
    assert_eq!(rows[..2], typed, "{screen:?}");
    let is_time = rows[3].starts_with('(') && rows[3].ends_with("s)");
    assert!(
        rows[2] == "(nil)" && is_time && rows.len() == 5,
        "{screen:?}"
    );
}
