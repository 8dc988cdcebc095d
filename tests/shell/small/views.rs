//! Tables and lists with little room. Some replies are read from `tests/golden/views`, because a real server's are
//! different in each run.

use std::path::Path;

use super::{PROMPT, prompted, terminal};
use support::cluster::Cluster;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::terminal::{Screen, Terminal};

/// Empties the screen, and types a line.
fn asked<'s>(screen: &'s mut Screen, line: &str) -> &'s mut Screen {
    screen.type_line("clear").type_line(line)
}

/// Asserts the screen with the reply in this file.
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
fn the_documentation_of_a_command_of_redis_7_0_is_a_list() {
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
fn a_table_has_the_columns_that_fit_and_names_the_others() {
    let cluster = Cluster::empty(1, 0);
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
fn where_not_even_the_first_columns_fit_each_row_is_a_list() {
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
fn latencies_have_their_times_but_no_bars() {
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
