//! Replies in the typed format.

use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::terminal::Terminal;

/// Asserts the rows between a line and the next prompt.
#[track_caller]
fn check(server: &Server, line: &str, reply: &[&str]) {
    let mut screen = shell(server);
    screen.type_line(line);
    let typed = prompted(line);
    screen.assert_screen([&[typed.as_str()], reply, &[PROMPT]].concat());
}

#[test]
fn types_are_distinguishable() {
    let server = Server::start();
    server.command(&["RPUSH", "list", "a", "b"]);
    server.command(&["HSET", "hash", "f", "v"]);
    server.command(&["SADD", "set", "m"]);
    server.command(&["ZADD", "zset", "1.5", "m"]);
    server.command(&["SET", "string", "a \"quoted\" word"]);
    let table: [(&str, &[&str]); 8] = [
        ("GET string", &[r#""a \"quoted\" word""#]),
        ("GET none", &["(nil)"]),
        ("DBSIZE", &["(integer) 5"]),
        ("LRANGE list 0 -1", &[r#"1) "a""#, r#"2) "b""#]),
        ("LRANGE none 0 -1", &["(empty array)"]),
        ("HGETALL hash", &[r#"1# "f" => "v""#]),
        ("SMEMBERS set", &[r#"1~ "m""#]),
        ("ZSCORE zset m", &["(double) 1.5"]),
    ];
    for (line, reply) in table {
        check(&server, line, reply);
    }
}

#[test]
fn errors_are_replies() {
    let server = Server::start();
    check(
        &server,
        "INCR",
        &["(error) ERR wrong number of arguments for 'incr' command"],
    );
}

#[test]
fn without_resp3_and_without_views_a_map_is_a_list() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).arg("-2").start();
    server.command(&["HSET", "hash", "f", "v"]);
    screen.type_line(":set view off").type_line("HGETALL hash");
    screen.assert_screen([
        prompted(":set view off").as_str(),
        &prompted("HGETALL hash"),
        r#"1) "f""#,
        r#"2) "v""#,
        PROMPT,
    ]);
}

#[test]
fn a_command_can_be_repeated() {
    let server = Server::start();
    check(
        &server,
        "3 INCR n",
        &["(integer) 1", "(integer) 2", "(integer) 3"],
    );
}

#[test]
fn a_slow_reply_is_followed_by_its_duration() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("BLPOP none 0.6").wait_for_prompt();
    screen.assert_last_row(PROMPT);
    let rows = screen.rows();
    assert_eq!(rows[1], "(nil)", "{screen:?}");
    let is_time = rows[2].starts_with('(') && rows[2].ends_with("s)");
    assert!(is_time && rows.len() == 4, "{screen:?}");
}

#[test]
fn characters_are_printed_and_other_bytes_are_escaped() {
    let server = Server::start();
    server.command(&[
        "SET",
        "鍵",
        "日本語 cafe\u{301} 😀 \x1b[31m\u{7}\u{202e} \u{9b} 終",
    ]);
    let mut screen = shell(&server);
    screen.type_line("GET 鍵").assert_screen([
        prompted("GET 鍵").as_str(),
        "\"日本語 cafe\u{301} 😀 \\x1b[31m\\a\\xe2\\x80\\xae \\xc2\\x9b 終\"",
        PROMPT,
    ]);
    screen.assert_undisturbed();
}

#[test]
fn a_raw_hash_has_a_line_for_each_field_and_each_value() {
    let server = Server::start();
    server.command(&["HSET", "hash", "f", "v"]);
    let mut screen = Terminal::redsh().on(&server).arg("--raw").start();
    screen.type_line("HGETALL hash");
    screen.assert_screen([prompted("HGETALL hash").as_str(), "f", "v", PROMPT]);
}
