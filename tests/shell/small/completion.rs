//! TAB at the cursor.

use std::fs;

use super::{PROMPT, prompted, small, terminal};
use support::server::Server;
use support::terminal::{Key, Screen};

/// A shell that has seen this number of keys, so that TAB does not depend on the speed of the server.
fn knowing(server: &Server, count: usize) -> Screen {
    let keys: Vec<String> = (0..count).map(|number| format!("鍵:{number:03}")).collect();
    let pairs = keys.iter().flat_map(|key| [key.as_str(), "v"]);
    let command: Vec<&str> = ["MSET"].into_iter().chain(pairs).collect();
    server.command(&command);
    let mut screen = small(server);
    screen.type_line("KEYS 鍵*").wait_for_prompt();
    screen.press(Key::CtrlL).assert_screen([PROMPT]);
    screen
}

#[test]
fn a_list_longer_than_the_screen_is_shown_by_screenfuls() {
    let server = Server::start();
    let mut screen = knowing(&server, 40);
    screen.type_text("GET 鍵").press(Key::Tab);
    screen
        .assert_screen([prompted("GET \"鍵:0")])
        .press(Key::Tab);
    screen.assert_screen([
        "\"鍵:000\"  \"鍵:010\"  \"鍵:020\"  \"鍵:030\"",
        "\"鍵:001\"  \"鍵:011\"  \"鍵:021\"  \"鍵:031\"",
        "\"鍵:002\"  \"鍵:012\"  \"鍵:022\"  \"鍵:032\"",
        "\"鍵:003\"  \"鍵:013\"  \"鍵:023\"  \"鍵:033\"",
        "\"鍵:004\"  \"鍵:014\"  \"鍵:024\"  \"鍵:034\"",
        "\"鍵:005\"  \"鍵:015\"  \"鍵:025\"  \"鍵:035\"",
        "\"鍵:006\"  \"鍵:016\"  \"鍵:026\"  \"鍵:036\"",
        "\"鍵:007\"  \"鍵:017\"  \"鍵:027\"  \"鍵:037\"",
        "\"鍵:008\"  \"鍵:018\"  \"鍵:028\"  \"鍵:038\"",
        "--More--",
    ]);
    screen.type_text(" ").assert_screen([
        "\"鍵:002\"  \"鍵:012\"  \"鍵:022\"  \"鍵:032\"",
        "\"鍵:003\"  \"鍵:013\"  \"鍵:023\"  \"鍵:033\"",
        "\"鍵:004\"  \"鍵:014\"  \"鍵:024\"  \"鍵:034\"",
        "\"鍵:005\"  \"鍵:015\"  \"鍵:025\"  \"鍵:035\"",
        "\"鍵:006\"  \"鍵:016\"  \"鍵:026\"  \"鍵:036\"",
        "\"鍵:007\"  \"鍵:017\"  \"鍵:027\"  \"鍵:037\"",
        "\"鍵:008\"  \"鍵:018\"  \"鍵:028\"  \"鍵:038\"",
        "--More--",
        "\"鍵:009\"  \"鍵:019\"  \"鍵:029\"  \"鍵:039\"",
        &prompted("GET \"鍵:0"),
    ]);
    screen.assert_cursor(9, 26).type_text("39").press(Key::Tab);
    screen.assert_last_row(&prompted("GET \"鍵:039\""));
}

#[test]
fn a_long_list_needs_a_confirmation_and_declining_returns_to_the_line() {
    let server = Server::start();
    let mut screen = knowing(&server, 120);
    screen.type_text("GET 鍵").press(Key::Tab).press(Key::Tab);
    let question = "Display all 120 possibilities? (y or n)";
    screen.assert_screen([prompted("GET \"鍵:").as_str(), question]);
    let line = prompted("GET \"鍵:");
    screen.type_text("n").assert_screen([&line, &line]);
    screen.type_text("119").press(Key::Tab).press(Key::Enter);
    screen.assert_screen([line.as_str(), &prompted("GET \"鍵:119\""), "\"v\"", PROMPT]);
}

#[test]
fn a_wide_name_with_blanks_is_quoted_and_may_wrap() {
    let server = Server::start();
    let mut screen = small(&server);
    screen
        .type_line("SET \"名前 と cafe\u{301} と 😀\" 値")
        .wait_for("OK");
    screen.type_line("clear").wait_for_prompt();
    screen.type_text("GETRANGE 名").press(Key::Tab);
    screen.type_text(" 0 -1").press(Key::Enter);
    screen.assert_screen([
        "127.0.0.1:11111> GETRANGE \"名前 と cafe\u{301}",
        "と 😀\" 0 -1",
        "\"値\"",
        PROMPT,
    ]);
}

#[test]
fn files_are_completed_folder_by_folder() {
    let server = Server::start();
    let terminal = terminal(&server);
    let folder = terminal.home().join("手順 書");
    fs::create_dir(&folder).expect("it is made");
    fs::write(folder.join("一.redis"), "PING\n").expect("it is written");
    let mut screen = terminal.start();
    screen
        .wait_for_prompt()
        .type_text(":source 手")
        .press(Key::Tab);
    screen.assert_screen([prompted(":source \"手順 書/\"")]);
    screen
        .press(Key::Tab)
        .assert_screen(["127.0.0.1:11111> :source \"手順 書/一.red", "is\""]);
    screen.press(Key::Enter).assert_screen([
        "127.0.0.1:11111> :source \"手順 書/一.red",
        "is\"",
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn several_candidates_are_listed_in_columns_below_the_line() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("ECHO 鍵").press(Key::CtrlC);
    screen.wait_for_prompt().type_text("config ");
    screen.press(Key::Tab).press(Key::Tab).assert_screen([
        prompted("ECHO 鍵").as_str(),
        &prompted("config GET|HELP|RESETS"),
        "get        resetstat  set",
        "help       rewrite",
        &prompted("config GET|HELP|RESETS"),
    ]);
    screen.assert_cursor(4, 24);
}
