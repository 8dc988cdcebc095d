//! Earlier lines that take more than a row.

use super::{PROMPT, small};
use support::server::Server;
use support::terminal::{Key, Screen};

/// A shell in which some lines have been entered, with an empty screen.
fn with_history(server: &Server) -> Screen {
    let mut screen = small(server);
    for line in [
        "ECHO 一二三四五六七八九十針一二三四",
        "ECHO 藁の山の中に一本の針がある",
        "PING",
        "clear",
    ] {
        screen.type_line(line);
    }
    screen.wait_for_prompt();
    screen
}

#[test]
fn ctrl_r_goes_back_through_the_matches_and_ctrl_s_returns() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen.press(Key::CtrlR).type_text("針");
    let newer = [
        "(reverse-i-search)`針': ECHO 藁の山の中",
        "に一本の針がある",
    ];
    let older = [
        "(reverse-i-search)`針': ECHO 一二三四五",
        "六七八九十針一二三四",
    ];
    screen.assert_screen(newer).assert_cursor(1, 8);
    screen.press(Key::CtrlR).assert_screen(older);
    screen.press(Key::CtrlS).assert_screen(newer);
    screen.press(Key::CtrlR).assert_screen(older);
    screen.press(Key::Enter).assert_screen([
        "127.0.0.1:11111> ECHO 一二三四五六七八九",
        "十針一二三四",
        "\"一二三四五六七八九十針一二三四\"",
        PROMPT,
    ]);
}

#[test]
fn a_search_without_a_match_says_so_and_can_be_given_up() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen.type_text("GET 鍵").press(Key::CtrlR).type_text("針");
    screen.wait_for("(reverse-i-search)`針'").type_text("山");
    screen.assert_screen([
        "(failed reverse-i-search)`針山': ECHO 藁",
        "の山の中に一本の針がある",
    ]);
    screen.press(Key::CtrlG);
    screen
        .assert_screen([format!("{PROMPT} GET 鍵")])
        .assert_cursor(0, 23);
}

#[test]
fn the_arrows_find_lines_with_the_same_beginning() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen.type_text("ECHO 一").press(Key::Up);
    screen
        .assert_screen(["127.0.0.1:11111> ECHO 一二三四五六七八九", "十針一二三四"])
        .assert_cursor(0, 24);
}

#[test]
fn from_an_empty_line_the_arrows_go_through_all_lines() {
    let server = Server::start();
    let mut screen = with_history(&server);
    screen.press(Key::Up).press(Key::Up).press(Key::Up);
    screen
        .assert_screen(["127.0.0.1:11111> ECHO 藁の山の中に一本の", "針がある"])
        .assert_cursor(1, 8);
    screen
        .press(Key::Down)
        .assert_screen([format!("{PROMPT} PING [message]")]);
}
