//! Replies with a format of their own. `tests/golden/views` has an example of each; these tests need a real terminal
//! and real servers.

use super::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::server::Server;
use support::terminal::Terminal;

#[test]
fn sections_are_aligned_and_without_views_they_are_raw() {
    let server = Server::start();
    server.command(&["SET", "k", "v"]);
    let facts = keyspace(&server);
    let mut screen = shell(&server);
    screen.type_line("INFO keyspace");
    screen.type_line(":set view off");
    screen.type_line("INFO keyspace").assert_screen([
        prompted("INFO keyspace").as_str(),
        "# Keyspace",
        &format!("db0  {facts}"),
        &prompted(":set view off"),
        &prompted("INFO keyspace"),
        "# Keyspace",
        &format!("db0:{facts}"),
        PROMPT,
    ]);
}

/// The server's facts about its keys, which differ from version to version.
fn keyspace(server: &Server) -> String {
    let info = server.ask(&["INFO", "keyspace"]).expect("it replies");
    let facts = info
        .text()
        .lines()
        .find_map(|line| line.strip_prefix("db0:"));
    facts.expect("there is a key").to_owned()
}

#[test]
fn pairs_look_the_same_in_both_protocols() {
    let server = Server::start();
    server.command(&["HSET", "hash", "名前", "値"]);
    server.command(&["ZADD", "zset", "1.5", "m"]);
    for protocol in ["-2", "-3"] {
        let mut screen = Terminal::redsh().on(&server).arg(protocol).start();
        screen.type_line("HGETALL hash");
        screen
            .type_line("ZRANGE zset 0 -1 WITHSCORES")
            .assert_screen([
                prompted("HGETALL hash").as_str(),
                r#"1# "名前" => "値""#,
                &prompted("ZRANGE zset 0 -1 WITHSCORES"),
                r#"1# "m" => (double) 1.5"#,
                PROMPT,
            ]);
    }
}

#[test]
fn an_entry_of_a_stream_has_its_local_time_beside_it() {
    let server = Server::start();
    server.command(&["XADD", "s", "1700000000123-0", "f", "v"]);
    let mut screen = Terminal::redsh().on(&server).env("TZ", "XYZ-2").start();
    screen.type_line("XRANGE s - +").assert_screen([
        prompted("XRANGE s - +").as_str(),
        r#"1) "1700000000123-0"  2023-11-15 00:13:20.123"#,
        r#"   1# "f" => "v""#,
        PROMPT,
    ]);
}

#[test]
fn on_a_narrow_screen_a_table_has_the_columns_that_fit() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(40, 20).start();
    screen.type_line("CLIENT LIST").wait_for("view off)");
    let rows = screen.rows();
    let names: Vec<&str> = rows[1].split_whitespace().collect();
    assert_eq!(names, ["id", "addr", "idle", "cmd"], "{rows:?}");
    let mut rest = rows.iter().skip(2);
    assert!(
        rest.any(|row| row.starts_with("hidden columns: ")),
        "{rows:?}"
    );
}

#[test]
fn each_reply_in_a_transaction_has_its_own_view() {
    let server = Server::start();
    server.command(&["HSET", "hash", "f", "v", "g", "w"]);
    let facts = keyspace(&server);
    let mut screen = Terminal::redsh().on(&server).arg("-2").start();
    screen.type_line("MULTI").type_line("HGETALL hash");
    screen.type_line("INFO keyspace").type_line("INCR n");
    screen.type_line("clear").type_line("EXEC").assert_screen([
        "127.0.0.1:11111(TX)> EXEC",
        r#"1) 1# "f" => "v""#,
        r#"   2# "g" => "w""#,
        "2) # Keyspace",
        &format!("   db0  {facts}"),
        "3) (integer) 1",
        PROMPT,
    ]);
    screen.type_line("MULTI").type_line("HGETALL hash");
    screen.type_line("DISCARD").type_line("clear");
    screen.type_line("EXEC").assert_screen([
        prompted("EXEC").as_str(),
        "(error) ERR EXEC without MULTI",
        PROMPT,
    ]);
}

#[test]
fn commands_are_a_table() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("COMMAND INFO set object|freq nosuch")
        .assert_screen([
            prompted("COMMAND INFO set object|freq nosuch").as_str(),
            "name         arity  keys  categories             flags",
            "set             -3  1     @write @string @slow   write denyoom",
            "object freq      3  2     @keyspace @read @slow  readonly",
            "(nil)",
            "hidden columns: access tips (window too narrow; :set view off)",
            PROMPT,
        ]);
}

#[test]
fn the_shards_of_a_cluster_are_a_table() {
    let cluster = Cluster::empty(2, 0);
    let (first, second) = (&cluster.nodes()[0], &cluster.nodes()[1]);
    let mut screen = Terminal::redsh().on(first).knowing(second.port()).start();
    screen.type_line("CLUSTER SLOTS").wait_for("8192-16383");
    let rows = screen.rows();
    let cells: Vec<Vec<&str>> = rows[1..4]
        .iter()
        .map(|row| row.split_whitespace().take(3).collect())
        .collect();
    assert_eq!(cells[0], ["slots", "role", "address"]);
    assert_eq!(cells[1], ["0-8191", "primary", "127.0.0.1:11111"]);
    assert_eq!(cells[2], ["8192-16383", "primary", "127.0.0.1:22222"]);
}

#[test]
fn a_hostile_reply_in_a_view_does_not_drive_the_terminal() {
    let server = Server::start();
    server.command(&["CONFIG", "SET", "slowlog-log-slower-than", "0"]);
    server.command(&["SLOWLOG", "RESET"]);
    server.command(&["ECHO", "\x1b]0;title\x07\u{202e}"]);
    // The shell's own commands would come before it.
    server.command(&["CONFIG", "SET", "slowlog-log-slower-than", "-1"]);
    let mut screen = Terminal::redsh().on(&server).size(160, 24).start();
    screen
        .type_line("SLOWLOG GET")
        .wait_for(r"\x1b]0;title\a\xe2\x80\xae");
    screen.assert_undisturbed();
}
