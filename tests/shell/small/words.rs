//! What a line says to the shell itself, where the answer takes several rows.

use std::fs;

use super::{PROMPT, prompted, small, terminal};
use crate::support::server::Server;
use crate::support::terminal::Key;

#[test]
fn connect_goes_on_with_another_server() {
    let (first, second) = (Server::start(), Server::start());
    let mut screen = terminal(&first).knowing(second.port()).start();
    screen.type_line(&format!("connect 127.0.0.1 {}", second.port()));
    screen.type_line("ECHO 鍵").assert_screen([
        "127.0.0.1:11111> connect 127.0.0.1 22222",
        "",
        "127.0.0.1:22222> ECHO 鍵",
        "\"鍵\"",
        "127.0.0.1:22222>",
    ]);
}

#[test]
fn clear_empties_a_screen_that_has_scrolled() {
    let server = Server::start();
    let mut screen = small(&server);
    for _ in 0..6 {
        screen.type_line("ECHO 鍵");
    }
    screen
        .type_line("clear")
        .assert_screen([PROMPT])
        .assert_cursor(0, 17);
}

#[test]
fn what_is_not_known_is_told_as_it_was_typed() {
    let server = Server::start();
    let mut screen = small(&server);
    screen
        .type_line("? 無い")
        .type_line(":use 無い")
        .type_line(":無い");
    screen.assert_screen([
        prompted("? 無い").as_str(),
        "no help for '無い'",
        &prompted(":use 無い"),
        "unknown profile '無い': the configuratio",
        "n has no profiles",
        &prompted(":無い"),
        "unknown command ':無い'; try help",
        PROMPT,
    ]);
}

#[test]
fn get_says_what_set_has_done() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line(":set nohints").type_line(":get hints");
    screen.wait_for_prompt().type_text("GET");
    screen.assert_cursor(4, 20).assert_screen([
        prompted(":set nohints").as_str(),
        &prompted(":get hints"),
        "hints        off  show the remaining arg",
        "uments after the line",
        &prompted("GET"),
    ]);
}

#[test]
fn a_prompt_of_the_users_may_take_more_than_a_row() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line(":set prompt \"一二三四五六七八九十一二三四五六七八九十一{db}$ \"");
    screen
        .type_line("SELECT 3")
        .type_line("ECHO 鍵")
        .assert_screen([
            "127.0.0.1:11111> :set prompt \"一二三四五",
            "六七八九十一二三四五六七八九十一{db}$ \"",
            "一二三四五六七八九十一二三四五六七八九十",
            "一$ SELECT 3",
            "OK",
            "一二三四五六七八九十一二三四五六七八九十",
            "一[3]$ ECHO 鍵",
            "\"鍵\"",
            "一二三四五六七八九十一二三四五六七八九十",
            "一[3]$",
        ]);
    screen.assert_cursor(9, 7);
}

#[test]
fn peek_shows_the_beginning_of_a_key() {
    let server = Server::start();
    server.command(&["HSET", "鍵", "名前", "長い値\x1b[2J"]);
    let mut screen = small(&server);
    screen.type_line(":peek 鍵").type_line(":peek 無い");
    screen.wait_for("none").wait_for_prompt();
    let rows = screen.rows();
    assert!(
        rows[1].starts_with("hash, listpack, no expiry, "),
        "{screen:?}"
    );
    assert!(rows[2].ends_with(", 1 field"), "{screen:?}");
    assert_eq!(
        rows[3..],
        [
            "  \"名前\"  \"長い値\\x1b[2J\"",
            &prompted(":peek 無い"),
            "none",
            PROMPT,
        ]
    );
}

#[test]
fn source_runs_the_lines_of_a_file() {
    let server = Server::start();
    let terminal = terminal(&server);
    let lines = "# 注釈\nSET 鍵 \"一二三四五六七八九十\n一二三四五六七八九十\"\nGET 鍵\n";
    fs::write(terminal.home().join("手順.redis"), lines).expect("it is written");
    let mut screen = terminal.start();
    screen.type_line(":source 手順.redis");
    screen
        .type_line(":source 無い場所/長い名前の手順")
        .assert_screen([
            prompted(":source 手順.redis").as_str(),
            "OK",
            "\"一二三四五六七八九十\\n一二三四五六七八",
            "九十\"",
            "127.0.0.1:11111> :source 無い場所/長い名",
            "前の手順",
            "could not read 無い場所/長い名前の手順:",
            "no such file or directory",
            PROMPT,
        ]);
}

#[test]
fn watch_runs_a_command_until_ctrl_c() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line(":watch 0 BLPOP 一二三四五六七八九十 0");
    for value in ["値", "二番目の値がここにある"] {
        server.command(&["RPUSH", "一二三四五六七八九十", value]);
        screen.wait_for(&format!("\"{value}\""));
    }
    screen.press(Key::CtrlC).assert_last_row(PROMPT);
    let rows = screen.rows();
    assert_eq!(
        rows[..6],
        [
            "127.0.0.1:11111> :watch 0 BLPOP 一二三四",
            "五六七八九十 0",
            "1) \"一二三四五六七八九十\"",
            "2) \"値\"",
            "1) \"一二三四五六七八九十\"",
            "2) \"二番目の値がここにある\"",
        ],
        "{screen:?}"
    );
}

#[test]
fn time_has_its_bars_on_a_row_of_their_own() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line(":time 100 GET 鍵").wait_for_prompt();
    screen.assert_last_row(PROMPT);
    let rows = screen.rows();
    let [typed, figures, .., bars, _] = rows.as_slice() else {
        panic!("{screen:?}");
    };
    assert_eq!(*typed, prompted(":time 100 GET 鍵"));
    assert!(figures.starts_with("100 runs: min "), "{screen:?}");
    let is_bar = |letter| ('▁'..='█').contains(&letter);
    assert!(bars.chars().all(is_bar), "{screen:?}");
}
