//! Confirmations that wrap.

use super::terminal;
use support::server::Server;
use support::terminal::Key;

#[test]
fn any_answer_but_yes_runs_nothing() {
    let server = Server::start();
    server.command(&["SET", "鍵", "値"]);
    let mut screen = terminal(&server).start();
    screen.type_line("FLUSHALL").assert_screen([
        "127.0.0.1:11111> FLUSHALL",
        "FLUSHALL on 127.0.0.1:11111, which has 1",
        " key? [y/N]",
    ]);
    screen
        .assert_cursor(2, 12)
        .type_text("いいえ")
        .assert_cursor(2, 18);
    // It is kept for the prompt.
    screen
        .press(Key::Enter)
        .assert_last_row("127.0.0.1:11111> いいえ");
    screen.press(Key::CtrlC).type_line("FLUSHDB");
    screen
        .wait_for("FLUSHDB on")
        .press(Key::CtrlC)
        .assert_screen([
            "127.0.0.1:11111> FLUSHALL",
            "FLUSHALL on 127.0.0.1:11111, which has 1",
            " key? [y/N] いいえ",
            "127.0.0.1:11111> いいえ",
            "127.0.0.1:11111> FLUSHDB",
            "FLUSHDB on 127.0.0.1:11111, which has 1",
            "key? [y/N]",
            "127.0.0.1:11111>",
        ]);
    assert_eq!(server.command(&["DBSIZE"]), b":1\r\n");
}

#[test]
fn the_question_can_be_read_with_any_argument() {
    let server = Server::start();
    let mut screen = terminal(&server).start();
    screen.type_line("DEBUG SEGFAULT 一二三四五六七八九十");
    screen.assert_screen([
        "127.0.0.1:11111> DEBUG SEGFAULT 一二三四",
        "五六七八九十",
        "DEBUG SEGFAULT \"一二三四五六七八九十\" on",
        " 127.0.0.1:11111, which has 0 keys? [y/N",
        "]",
    ]);
    screen.assert_cursor(4, 2);
    screen.press(Key::Enter).assert_last_row("127.0.0.1:11111>");
}
