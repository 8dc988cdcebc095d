//! Characters that take two columns, and lines that take several rows.

use super::{PROMPT, prompted};
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};

/// A shell on a small terminal.
fn small(server: &Server) -> Screen {
    let mut screen = Terminal::redsh().on(server).size(40, 10).start();
    screen.wait_for_prompt();
    screen
}

#[test]
fn wide_characters_take_two_columns_each() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).start();
    screen.wait_for_prompt().type_text("ECHO 鍵盤😀");
    screen.assert_cursor(0, 17 + 5 + 6);
    screen
        .press(Key::Left)
        .press(Key::Left)
        .assert_cursor(0, 17 + 5 + 2);
    screen
        .press(Key::Backspace)
        .assert_screen([prompted("ECHO 盤😀")]);
    screen.press(Key::Enter);
    screen.assert_screen([prompted("ECHO 盤😀").as_str(), "\"盤😀\"", PROMPT]);
}

#[test]
fn a_wide_character_is_not_cut_at_the_end_of_a_row() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("ECHO 一二三四五六七八九十");
    screen.assert_screen(["127.0.0.1:11111> ECHO 一二三四五六七八九", "十"]);
    screen.assert_cursor(1, 2).press(Key::Enter);
    screen.assert_screen([
        "127.0.0.1:11111> ECHO 一二三四五六七八九",
        "十",
        "\"一二三四五六七八九十\"",
        PROMPT,
    ]);
}

#[test]
fn a_long_line_continues_on_the_next_row_and_can_be_edited_there() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("ECHO abcdefghijklmnopqrstuvwxyz0123456789");
    screen.assert_screen([
        "127.0.0.1:11111> ECHO abcdefghijklmnopqr",
        "stuvwxyz0123456789",
    ]);
    screen
        .press(Key::Home)
        .press(Key::Delete)
        .press(Key::Delete);
    screen.assert_screen([
        "127.0.0.1:11111> HO abcdefghijklmnopqrst",
        "uvwxyz0123456789",
    ]);
    screen
        .assert_cursor(0, 17)
        .type_text("EC")
        .press(Key::Enter);
    screen.assert_screen([
        "127.0.0.1:11111> ECHO abcdefghijklmnopqr",
        "stuvwxyz0123456789",
        "\"abcdefghijklmnopqrstuvwxyz0123456789\"",
        PROMPT,
    ]);
}

#[test]
fn a_line_that_fills_its_row_leaves_the_cursor_on_the_next() {
    let server = Server::start();
    let mut screen = small(&server);
    screen
        .type_text("ECHO abcdefghijklmnopqr")
        .assert_cursor(1, 0);
    screen.press(Key::Backspace).assert_cursor(0, 39);
    screen.type_text("r").press(Key::Enter);
    screen.assert_screen([
        "127.0.0.1:11111> ECHO abcdefghijklmnopqr",
        "",
        "\"abcdefghijklmnopqr\"",
        PROMPT,
    ]);
}

#[test]
fn replies_scroll_a_small_screen() {
    let server = Server::start();
    server.command(&[
        "RPUSH", "l", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
    ]);
    let mut screen = small(&server);
    screen.type_line("LRANGE l 0 -1");
    screen.assert_screen([
        " 2) \"b\"",
        " 3) \"c\"",
        " 4) \"d\"",
        " 5) \"e\"",
        " 6) \"f\"",
        " 7) \"g\"",
        " 8) \"h\"",
        " 9) \"i\"",
        "10) \"j\"",
        PROMPT,
    ]);
}

#[test]
fn a_line_of_ten_thousand_characters_arrives_whole() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).start();
    let value = "x".repeat(10_000);
    screen
        .type_line(&format!("SET long {value}"))
        .wait_for("OK");
    screen.type_line("STRLEN long").wait_for("(integer) 10000");
    screen
        .paste(&format!("SET pasted {value}"))
        .press(Key::Enter);
    screen.type_line("clear").type_line("STRLEN pasted");
    screen.assert_screen([
        prompted("STRLEN pasted").as_str(),
        "(integer) 10000",
        PROMPT,
    ]);
}

#[test]
fn a_terminal_that_becomes_narrower_shows_the_line_on_more_rows() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).start();
    screen
        .wait_for_prompt()
        .type_text("ECHO abcdefghijklmnopqrstuvwxyz0123456789");
    screen.wait_for("6789").resize(40, 10);
    screen.assert_screen([
        "127.0.0.1:11111> ECHO abcdefghijklmnopqr",
        "stuvwxyz0123456789",
    ]);
    screen.type_text("!").press(Key::Enter);
    screen.wait_for("6789!\"").assert_screen([
        "127.0.0.1:11111> ECHO abcdefghijklmnopqr",
        "stuvwxyz0123456789!",
        "\"abcdefghijklmnopqrstuvwxyz0123456789!\"",
        PROMPT,
    ]);
}

#[test]
fn a_terminal_that_becomes_wider_is_used() {
    let server = Server::start();
    let mut screen = small(&server);
    screen
        .type_text("ECHO abcdefghijklmnopqrstuvwxyz0123456789")
        .wait_for("6789");
    screen.resize(80, 24);
    screen.assert_screen([prompted("ECHO abcdefghijklmnopqrstuvwxyz0123456789")]);
    screen.assert_cursor(0, 58);
}

#[test]
fn a_size_that_changes_while_a_command_runs_is_used_for_the_next_line() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).start();
    screen
        .type_line("BLPOP l 0")
        .wait_until_as_before()
        .resize(40, 10);
    server.command(&["RPUSH", "l", "v"]);
    screen
        .wait_for_prompt()
        .type_text("ECHO abcdefghijklmnopqrstuvwxyz");
    screen.wait_for("stuvwxyz");
    let rows = screen.rows();
    assert_eq!(
        rows[rows.len() - 2..],
        ["127.0.0.1:11111> ECHO abcdefghijklmnopqr", "stuvwxyz"]
    );
}

#[test]
fn a_size_that_changes_after_ctrl_v_ends_nothing() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).start();
    screen.wait_for_prompt().type_text("ECHO a");
    screen.wait_for("ECHO a").type_text("\x16").resize(40, 10);
    // Whether the line is cleared depends on the order in which the shell sees both.
    screen.type_text("x").wait_for("x");
    screen.press(Key::CtrlU).type_text("ECHO b\r");
    screen.wait_for("\"b\"").assert_last_row(PROMPT);
}
