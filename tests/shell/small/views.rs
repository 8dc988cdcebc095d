//! Replies in forms of their own, where a table has hardly any room. Some of them are read from `tests/golden/views`: on a
//! real server nobody knows what they will say.

use std::path::Path;

use super::{PROMPT, prompted, terminal};
use crate::support::cluster::Cluster;
use crate::support::peer::Peer;
use crate::support::script::Script;
use crate::support::server::Server;
use crate::support::terminal::{Screen, Terminal};

/// Asks on an empty screen.
fn asked<'s>(screen: &'s mut Screen, line: &str) -> &'s mut Screen {
    screen.type_line("clear").type_line(line)
}

/// A screen on which a reply is shown that is in this file.
#[track_caller]
fn check(file: &str, line: &str, shown: &[&str]) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/views");
    let reply = std::fs::read(golden.join(file).with_extension("resp"));
    let script = Script::resp3()
        .until(line.split(' ').next().unwrap_or(line))
        .send(reply.expect("it is there"))
        .until_closed();
    let peer = Peer::playing(script);
    let port = peer.port();
    let terminal = Terminal::redsh().to(port).env("TZ", "XYZ-2");
    let mut screen = terminal.size(40, 10).start();
    screen.type_line(line).assert_screen(shown);
}

#[test]
fn sections_and_pairs_keep_their_columns() {
    let server = Server::start();
    server.command(&["HSET", "h", "名前", "行を越えてしまうほど長い値"]);
    let mut screen = terminal(&server).start();
    asked(&mut screen, "INFO keyspace").assert_screen([
        prompted("INFO keyspace").as_str(),
        "# Keyspace",
        "db0  keys=1,expires=0,avg_ttl=0",
        PROMPT,
    ]);
    asked(&mut screen, "HGETALL h").assert_screen([
        prompted("HGETALL h").as_str(),
        "1# \"名前\" => \"行を越えてしまうほど長い値",
        "\"",
        PROMPT,
    ]);
}

#[test]
fn scores_stand_behind_their_members() {
    let server = Server::start();
    let long = "一二三四五六七八九十一二三四五六七八";
    server.command(&["ZADD", "z", "1.5", long, "2", "cafe\u{301} 😀"]);
    let mut screen = terminal(&server).start();
    screen.type_line("ZRANGE z 0 -1 WITHSCORES").assert_screen([
        "127.0.0.1:11111> ZRANGE z 0 -1 WITHSCORE",
        "S",
        "1# \"一二三四五六七八九十一二三四五六七八",
        "\" => (double) 1.5",
        "2# \"cafe\u{301} 😀\" => (double) 2",
        PROMPT,
    ]);
}

#[test]
fn an_entry_of_a_stream_has_its_time_and_without_views_none() {
    let server = Server::start();
    server.command(&[
        "XADD",
        "s",
        "1700000000123-0",
        "名前",
        "行を越えてしまう長い値",
    ]);
    let mut screen = terminal(&server).env("TZ", "XYZ-2").start();
    screen.type_line("XRANGE s - +").type_line(":set view off");
    screen.type_line("XRANGE s - +").assert_screen([
        prompted("XRANGE s - +").as_str(),
        "1) \"1700000000123-0\"  2023-11-15 00:13:2",
        "0.123",
        "   1# \"名前\" => \"行を越えてしまう長い値\"",
        &prompted(":set view off"),
        &prompted("XRANGE s - +"),
        "1) 1) \"1700000000123-0\"",
        "   2) 1) \"名前\"",
        "      2) \"行を越えてしまう長い値\"",
        PROMPT,
    ]);
}

#[test]
fn what_is_queued_is_shown_in_its_own_form() {
    let server = Server::start();
    server.command(&["HSET", "h", "名前", "値"]);
    let mut screen = terminal(&server).start();
    for line in ["MULTI", "HGETALL h", "GET 鍵", "clear", "EXEC"] {
        screen.type_line(line);
    }
    screen.assert_screen([
        "127.0.0.1:11111(TX)> EXEC",
        "1) 1# \"名前\" => \"値\"",
        "2) (nil)",
        PROMPT,
    ]);
}

#[test]
fn a_commands_documents_are_read_in_rows() {
    let server = Server::start();
    let mut screen = terminal(&server).start();
    screen.type_line("COMMAND DOCS get").assert_screen([
        prompted("COMMAND DOCS get").as_str(),
        "GET key",
        "Get the value of a key",
        "since       1.0.0",
        "group       string",
        "complexity  O(1)",
        PROMPT,
    ]);
}

#[test]
fn tables_have_the_columns_that_there_is_room_for_and_name_the_others() {
    let cluster = Cluster::start(1, 0);
    let mut screen = terminal(&cluster.nodes()[0]).start();
    asked(&mut screen, "CLUSTER SLOTS").assert_screen([
        prompted("CLUSTER SLOTS").as_str(),
        "slots    role     address",
        "0-16383  primary  127.0.0.1:11111",
        "hidden columns: id (window too narrow; :",
        "set view off)",
        PROMPT,
    ]);
    asked(&mut screen, "CLUSTER SHARDS").assert_screen([
        prompted("CLUSTER SHARDS").as_str(),
        "role     address          slots",
        "primary  127.0.0.1:11111  0-16383",
        "hidden columns: health replication-offse",
        "t id (window too narrow; :set view off)",
        PROMPT,
    ]);
    check(
        "client-list",
        "CLIENT LIST",
        &[
            &prompted("CLIENT LIST"),
            "id  addr             idle  cmd",
            "13  127.0.0.1:39970    0s  xreadgroup",
            "38  127.0.0.1:40172    0s  client|list",
            "hidden columns: name age db user flags t",
            "ot-mem laddr fd sub psub ssub multi qbuf",
            " qbuf-free argv-mem multi-mem rbs rbp ob",
            "l oll omem events redir resp (window too",
            " narrow; :set view off)",
            PROMPT,
        ],
    );
}

#[test]
fn where_not_even_the_least_has_room_each_row_is_a_list() {
    check(
        "cluster-nodes",
        "CLUSTER NODES",
        &[
            "role     replica",
            "address  127.0.0.1:17652@27652",
            "flags    myself",
            "link     connected",
            "epoch    2",
            "id       2b19be0a4f17c91987fee940d70eba0",
            "c1c049287",
            "pong     2026-11-23 03:08:50.000",
            "ping     0",
            PROMPT,
        ],
    );
    check(
        "slowlog-get",
        "SLOWLOG GET",
        &[
            "command  MSET 0 1 2 3 4 5 6 7 8 9 10 11",
            "12 13 14 15 16 17 18 19 20 21 22 23 24 2",
            "5 26 27 28 29 ... (170 more arguments)",
            "",
            "id       119",
            "time     2026-11-23 03:08:46",
            "took     2µs",
            "client   127.0.0.1:39970",
            "command  SET k \"\\x1b]0;t\\a\"",
            PROMPT,
        ],
    );
}

#[test]
fn latencies_are_shown_with_their_times_and_without_bars() {
    check(
        "latency-latest",
        "LATENCY LATEST",
        &[
            &prompted("LATENCY LATEST"),
            "event   command",
            "time    2026-11-23 03:06:32",
            "latest  255ms",
            "max     255ms",
            PROMPT,
        ],
    );
    check(
        "latency-history",
        "LATENCY HISTORY command",
        &[
            &prompted("LATENCY HISTORY command"),
            "",
            "time                  took",
            "2026-11-23 03:06:31   26ms",
            "2026-11-23 03:06:32  255ms",
            PROMPT,
        ],
    );
}
