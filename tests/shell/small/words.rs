//! Shell commands whose output takes several rows.

use super::{PROMPT, prompted, small};
use support::server::Server;

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
fn a_custom_prompt_may_take_more_than_a_row() {
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
