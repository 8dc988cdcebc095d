//! Ctrl-C in lines of several rows.

use super::{PROMPT, prompted, small, terminal};
use crate::shell::interrupts::wait_until_blocked;
use support::server::Server;
use support::terminal::Key;

#[test]
fn the_line_that_is_left_stays_whole_wherever_the_cursor_was() {
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

#[test]
fn a_command_that_blocks_is_answered_below_it() {
    let server = Server::start();
    let mut screen = terminal(&server).args(["-n", "3"]).start();
    screen.type_line("BLPOP 一二三四五六七八九十一二三四五 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    screen.type_line("ECHO 鍵").assert_screen([
        "127.0.0.1:11111[3]> BLPOP 一二三四五六七",
        "八九十一二三四五 0",
        "^C",
        "(nil)",
        "127.0.0.1:11111[3]> ECHO 鍵",
        "\"鍵\"",
        "127.0.0.1:11111[3]>",
    ]);
}

#[test]
fn a_command_that_is_given_up_is_told_on_two_rows() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.wait_for_prompt();
    server.command(&["CLIENT", "PAUSE", "600000", "WRITE"]);
    screen.type_line("SET 鍵 値");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    screen.type_line("ECHO 鍵").assert_screen([
        prompted("SET 鍵 値").as_str(),
        "^C",
        "interrupted; whether the command ran is",
        "not known",
        &prompted("ECHO 鍵"),
        "\"鍵\"",
        PROMPT,
    ]);
}
