//! `--ttl`, `--idle` and `--size`: only keys with these properties.

use super::{lines, prepare, scan, scan_cluster};
use support::cluster::Cluster;
use support::migration::Migration;
use support::outcome::Outcome;
use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;

/// The number of bytes of a large value.
const LARGE: &str = "2000000";

/// A server with keys of all kinds, whose names describe them.
fn server() -> Server {
    let server = Server::start();
    for words in [
        &["SET", "endless", "v"][..],
        &["SET", "minute", "v", "EX", "50"],
        &["SET", "hour", "v", "EX", "3600"],
        &["SET", "week", "v", "EX", "604800"],
        &["SETRANGE", "large", LARGE, "v"],
        &["SETRANGE", "large-hour", LARGE, "v"],
        &["EXPIRE", "large-hour", "3600"],
        &["RPUSH", "old", "v"],
        &["RPUSH", "old-hour", "v"],
    ] {
        server.command(words);
    }
    age(&server, "old", "0");
    age(&server, "old-hour", "3600000");
    server
}

/// Makes a key that was last used two hours ago, with this TTL in milliseconds, or none if 0.
fn age(server: &Server, key: &str, ttl: &str) {
    const AGE: &str = "redis.call('RESTORE', KEYS[1], ARGV[1], redis.call('DUMP', KEYS[1]), 'REPLACE', 'IDLETIME', 7200)";
    server.command(&["EVAL", AGE, "1", key, ttl]);
}

#[track_caller]
fn assert_keys(outcome: &Outcome, expected: &str) {
    outcome.assert_success().assert_stderr("");
    assert_eq!(lines(outcome).join(" "), expected);
}

#[test]
fn keys_are_filtered_by_the_servers_facts_about_them() {
    let server = server();
    let cases: [(&[&str], &str); 8] = [
        (&["--ttl", "none"], "endless large old"),
        (&["--ttl", "<60s"], "minute"),
        (&["--ttl", ">1d"], "week"),
        (&["--ttl", "<=2h"], "hour large-hour minute old-hour"),
        (&["--idle", ">1h"], "old old-hour"),
        (&["--idle", "<1h", "--ttl", ">1d"], "week"),
        (&["--size", ">1MB"], "large large-hour"),
        (&["--size", "<1KB", "--ttl", "none"], "endless old"),
    ];
    for (options, expected) in cases {
        assert_keys(&scan(&server).args(options).run(), expected);
    }
}

#[test]
fn filters_pattern_and_type_must_all_match() {
    let server = server();
    let all = ["--ttl", "<2h", "--idle", ">1h", "--size", "<1KB"];
    assert_keys(&scan(&server).args(all).run(), "old-hour");
    let one = ["--pattern", "*-hour", "--ttl", "<2h", "--size", ">1MB"];
    assert_keys(&scan(&server).args(one).run(), "large-hour");
    let kind = ["--type", "list", "--ttl", "none"];
    assert_keys(&scan(&server).args(kind).run(), "old");
}

#[test]
fn a_limit_counts_the_keys_that_pass_the_filters() {
    let server = server();
    let outcome = scan(&server).args(["--ttl", "none", "--limit", "2"]).run();
    outcome.assert_success().assert_stderr("");
    assert_eq!(lines(&outcome).len(), 2);
    assert_keys(
        &scan(&server).args(["--size", ">1MB", "--limit", "9"]).run(),
        "large large-hour",
    );
}

#[test]
fn a_question_about_a_key_does_not_count_as_its_use() {
    let server = server();
    let all = ["--ttl", "none", "--idle", ">1h", "--size", "<1KB"];
    for _ in 0..2 {
        assert_keys(&scan(&server).args(all).run(), "old");
        assert_keys(&scan(&server).args(["--idle", ">1h"]).run(), "old old-hour");
    }
}

#[test]
fn a_server_with_an_lfu_policy_has_no_idle_times_and_reports_that_once() {
    let server = Server::with(&[("maxmemory-policy", "allkeys-lfu")]);
    for key in ["a", "b", "c"] {
        server.command(&["SET", key, "v"]);
    }
    let outcome = scan(&server).args(["--idle", ">1h"]).run();
    outcome
        .assert_code(1)
        .assert_complaint("could not filter by idle time: ERR An LFU maxmemory policy is selected");
    assert_keys(&scan(&server).args(["--ttl", "none"]).run(), "a b c");
}

#[test]
fn a_missing_permission_is_reported_in_the_servers_words() {
    let server = Server::with(&[("user", "ann on >pw ~* +@all -memory")]);
    server.command(&["SET", "k", "v"]);
    let ann = |options: &[&str]| {
        let login = ["--user", "ann", "--pass", "pw", "--no-auth-warning"];
        scan(&server).args(login).args(options).run()
    };
    ann(&["--size", ">1"])
        .assert_code(1)
        .assert_complaint("could not filter by size: NOPERM");
    assert_keys(&ann(&["--ttl", "none"]), "k");
}

#[test]
fn a_key_that_was_deleted_after_its_listing_is_left_out() {
    let keys = encoded(&["gone", "there"]);
    let listed = [b"*2\r\n$1\r\n0\r\n".as_slice(), &keys].concat();
    let script = Script::new()
        .commands(1)
        .send(listed)
        .until(encoded(&["PTTL", "there"]))
        .send(":-2\r\n:-1\r\n");
    let peer = Peer::playing(script.until_closed());
    let port = peer.port().to_string();
    let shell = Shell::redsh().args(["-p", &port, "--scan", "--ttl", "none"]);
    assert_keys(&shell.run(), "there");
    let asked = [encoded(&["PTTL", "gone"]), encoded(&["PTTL", "there"])].concat();
    assert!(peer.finish()[0].ends_with(&asked));
}

#[test]
fn in_a_cluster_each_key_is_asked_about_at_its_node() {
    let cluster = Cluster::empty(3, 0);
    let line = |number| match number % 2 {
        0 => format!("SET key:{number} v EX 3600\n"),
        _ => format!("SETRANGE key:{number} 5000 v\n"),
    };
    prepare(&cluster, (0..300).map(line).collect());
    let expected = (0..300).step_by(2).map(|number| format!("key:{number}"));
    let mut expected: Vec<String> = expected.collect();
    expected.sort();
    let outcome = scan_cluster(&cluster)
        .args(["--ttl", "<2h", "--size", "<1KB"])
        .run();
    assert_keys(&outcome, &expected.join(" "));
}

#[test]
fn keys_of_a_moving_slot_are_asked_about_at_their_current_node() {
    let cluster = Cluster::empty(3, 0);
    let tag = cluster.key_on(0, 0);
    let keys: Vec<String> = (0..10)
        .map(|number| format!("{{{tag}}}:{number}"))
        .collect();
    for key in &keys {
        cluster.nodes()[0].command(&["SET", key, "v"]);
    }
    let migration = Migration::begin(&cluster, cluster.slot_of(&tag), 1);
    for moved in [0, 4, 10] {
        migration.move_keys(moved);
        let outcome = scan_cluster(&cluster).args(["--ttl", "none"]).run();
        outcome.assert_success().assert_stderr("");
        // While its slot is at two nodes, a key may be listed twice, as by SCAN.
        let mut listed = lines(&outcome);
        listed.dedup();
        assert_eq!(listed, keys);
    }
    migration.finish();
}
