//! A terminal that becomes small and large again at different moments.

use super::super::shell;
use super::{PROMPT, prompted};
use support::server::Server;
use support::terminal::Key;

#[test]
fn while_a_line_is_typed() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("PING").wait_for_prompt();
    // The cursor was at this position before, too: before the last letter was typed.
    screen
        .type_text("ECHO 一二三四五六七八九十一二三四五")
        .assert_cursor(2, 17 + 5 + 30)
        .press(Key::Left);
    screen.assert_cursor(2, 17 + 5 + 28).resize(40, 10);
    screen.assert_screen([
        prompted("PING").as_str(),
        "PONG",
        "127.0.0.1:11111> ECHO 一二三四五六七八九",
        "十一二三四五",
    ]);
    screen.assert_cursor(3, 10).type_text("x");
    screen.wait_for("四x五").resize(80, 24);
    screen.assert_screen([
        prompted("PING").as_str(),
        "PONG",
        &prompted("ECHO 一二三四五六七八九十一二三四x五"),
    ]);
    screen.assert_cursor(2, 17 + 5 + 29);
    screen.type_text("y").press(Key::Enter);
    screen.assert_screen([
        prompted("PING").as_str(),
        "PONG",
        &prompted("ECHO 一二三四五六七八九十一二三四xy五"),
        "\"一二三四五六七八九十一二三四xy五\"",
        PROMPT,
    ]);
}

#[test]
fn during_a_search() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("ECHO 一二三四五六七八九十針一二三四")
        .type_line("clear");
    screen.wait_for_prompt().press(Key::CtrlR).type_text("針");
    let found = "(reverse-i-search)`針': ECHO 一二三四五六七八九十針一二三四";
    screen.assert_screen([found]).resize(40, 10);
    // Until the next key, the line is shown after the usual prompt.
    screen.wait_for("十針一二三四").type_text("一");
    screen.assert_screen([
        "(reverse-i-search)`針一': ECHO 一二三四",
        "五六七八九十針一二三四",
    ]);
    screen.resize(80, 24);
    screen.wait_for("九十針一二三四").type_text("二");
    let found = "(reverse-i-search)`針一二': ECHO 一二三四五六七八九十針一二三四";
    screen.assert_screen([found]).press(Key::Enter);
    screen.assert_screen([
        prompted("ECHO 一二三四五六七八九十針一二三四").as_str(),
        "\"一二三四五六七八九十針一二三四\"",
        PROMPT,
    ]);
}

#[test]
fn during_a_flood() {
    const COUNT: usize = 2000;
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("SUBSCRIBE 鍵")
        .wait_for("(subscribed mode)>");
    let line = "127.0.0.1:11111(subscribed mode)> ECHO 一二三四五六七八九十";
    screen
        .wait_for_prompt()
        .type_text("ECHO 一二三四五六七八九十");
    screen.assert_last_row(line);
    let publish = "for i = ARGV[1], ARGV[2] do redis.call('PUBLISH', '鍵', '値' .. i) end";
    for (round, (width, height)) in [(80, 24), (40, 10), (80, 24), (40, 10)]
        .into_iter()
        .enumerate()
    {
        let [from, to] = [round * COUNT + 1, (round + 1) * COUNT].map(|number| number.to_string());
        screen.resize(width, height);
        server.command(&["EVAL", publish, "0", &from, &to]);
    }
    // A row that is written while the size changes may be anywhere; the last rows are correct again.
    screen
        .wait_for("値8000")
        .assert_last_row("一二三四五六七八九十");
    screen
        .press(Key::Enter)
        .wait_for("\"一二三四五六七八九十\"");
    screen.assert_last_row("127.0.0.1:11111(subscribed mode)>");
    let output = String::from_utf8_lossy(&screen.output()).into_owned();
    let numbers = output.split("\"値").skip(1);
    let numbers: Vec<usize> = numbers
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .collect();
    let wanted: Vec<usize> = (1..=4 * COUNT).collect();
    assert_eq!(numbers, wanted, "{screen:?}");
}
