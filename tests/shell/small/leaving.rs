//! The ways out.

use super::{PROMPT, small};
use support::server::Server;
use support::terminal::Key;

#[test]
fn ctrl_d_behind_a_long_reply_leaves_the_cursor_below() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line("ECHO 一二三四五六七八九十一二三四五六七八九十");
    screen.press(Key::CtrlD).assert_ended(0);
    screen.assert_screen([
        "127.0.0.1:11111> ECHO 一二三四五六七八九",
        "十一二三四五六七八九十",
        "\"一二三四五六七八九十一二三四五六七八九",
        "十\"",
        PROMPT,
    ]);
    screen.assert_cursor(5, 0);
}

#[test]
fn quit_leaves_behind_blanks_too() {
    let server = Server::start();
    let mut screen = small(&server);
    screen
        .type_line("ECHO 鍵")
        .type_line("  quit")
        .assert_ended(0);
    screen.assert_screen([
        "127.0.0.1:11111> ECHO 鍵",
        "\"鍵\"",
        "127.0.0.1:11111>   quit",
    ]);
    screen.assert_cursor(3, 0);
}
