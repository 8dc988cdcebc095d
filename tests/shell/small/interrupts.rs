//! Ctrl-C in lines of several rows.

use super::{PROMPT, prompted, small};
use support::server::Server;
use support::terminal::Key;

#[test]
fn the_cleared_line_stays_whole_at_any_cursor_position() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("SET 一二三四五六七八九十一二三四五六七八九十 値 EX 1");
    screen
        .wait_for("EX 1")
        .press(Key::Home)
        .assert_cursor(0, 17);
    screen.press(Key::CtrlC).wait_for_prompt();
    screen.type_text("ECHO \"一二\r三四").press(Key::Up);
    screen.assert_cursor(2, 17).press(Key::CtrlC);
    screen.type_line("EXISTS 鍵").assert_screen([
        "127.0.0.1:11111> SET 一二三四五六七八九",
        "十一二三四五六七八九十 値 EX 1",
        "127.0.0.1:11111> ECHO \"一二",
        "三四",
        &prompted("EXISTS 鍵"),
        "(integer) 0",
        PROMPT,
    ]);
}
