//! `--long`: facts about each key, beside it.

use serde_json::Value;

use super::{lines, scan, scan_cluster};
use support::cluster::Cluster;
use support::server::Server;

/// A server with keys of several types.
fn server(config: &[(&str, &str)]) -> Server {
    let server = Server::with(config);
    for words in [
        &["SET", "a string", "v", "EX", "5000"][..],
        &["RPUSH", "list", "v"],
        &["SETRANGE", "large", "2000000", "v"],
        &["ZADD", "line\nend", "1", "v"],
    ] {
        server.command(words);
    }
    server
}

#[test]
fn columns_have_a_fixed_order_and_the_key_comes_last() {
    let server = server(&[]);
    let outcome = scan(&server).args(["--long", "--pattern", "*[a-z]"]).run();
    outcome.assert_success().assert_stderr("");
    let of = |key: &str| {
        let stdout = String::from_utf8_lossy(&outcome.stdout);
        let line = stdout.lines().find(|line| line.ends_with(key));
        let line = line.expect(key).to_owned();
        assert_eq!(&line[37..], key, "{line}");
        let words = line.split_whitespace().map(str::to_owned);
        words.take(4).collect::<Vec<_>>()
    };
    let string = of("a string");
    assert_eq!((&*string[0], &*string[1]), ("string", "1h23m"));
    let large = of("large");
    assert_eq!((&*large[0], &*large[1]), ("string", "-"));
    // The size depends on the allocator.
    assert!(["1.9MB", "2.0MB"].contains(&&*large[3]), "{large:?}");
    let list = of("list");
    assert_eq!((&*list[0], &*list[1]), ("list", "-"));
    assert!(list[3].ends_with('B'), "{list:?}");
}

#[test]
fn a_typed_listing_quotes_the_key() {
    let server = server(&[]);
    let outcome = scan(&server)
        .args(["--long", "--no-raw", "--type", "zset"])
        .run();
    outcome.assert_success();
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    assert!(stdout.starts_with("zset "), "{stdout}");
    assert_eq!(&stdout[37..], "\"line\\nend\"\n");
}

#[test]
fn csv_has_a_header_and_numbers() {
    let server = server(&[]);
    let outcome = scan(&server)
        .args(["--long", "--csv", "--ttl", "none", "--type", "string"])
        .run();
    outcome.assert_success().assert_stderr("");
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines[0], r#""type","ttl_ms","idle_s","size_bytes","key""#);
    let fields: Vec<&str> = lines[1].split(',').collect();
    assert_eq!(
        (fields[0], fields[1], fields[4]),
        (r#""string""#, "-1", r#""large""#)
    );
    assert!(fields[3].parse::<u64>().expect("a number") > 2_000_000);
    assert_eq!(lines.len(), 2);
}

#[test]
fn json_has_an_object_for_each_key() {
    let server = server(&[]);
    let outcome = scan(&server).args(["--long", "--json"]).run();
    outcome.assert_success().assert_stderr("");
    let all: Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    let of = |key: &str| {
        let mut all = all.as_array().expect("an array").iter();
        all.find(|object| object["key"] == key).expect(key).clone()
    };
    assert_eq!(all.as_array().map(Vec::len), Some(4));
    let string = of("a string");
    assert_eq!(string["type"], "string");
    let ttl = string["ttl_ms"].as_u64().expect("a number");
    assert!((4_000_000..=5_000_000).contains(&ttl), "{ttl}");
    let zset = of("line\nend");
    assert_eq!(
        (&zset["type"], &zset["ttl_ms"]),
        (&"zset".into(), &(-1).into())
    );
    assert!(
        zset["idle_s"].is_u64() && zset["size_bytes"].is_u64(),
        "{zset}"
    );
}

#[test]
fn a_fact_that_the_server_does_not_give_is_reported_once_and_shown_as_unknown() {
    let server = server(&[("maxmemory-policy", "allkeys-lfu")]);
    let outcome = scan(&server).args(["--long", "--pattern", "l*t"]).run();
    outcome
        .assert_success()
        .assert_told("no idle time is shown: ERR An LFU maxmemory policy is selected");
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    let words: Vec<&str> = stdout.split_whitespace().collect();
    assert_eq!(
        (words[0], words[1], words[2], words[4]),
        ("list", "-", "?", "list")
    );
    let csv = scan(&server).args(["--long", "--csv"]).run();
    csv.assert_success().assert_stdout_has(",NULL,");
}

#[test]
fn in_a_cluster_keys_of_all_nodes_are_listed() {
    let cluster = Cluster::empty(3, 0);
    let keys: Vec<String> = (0..3).map(|node| cluster.key_on(node, 0)).collect();
    for (node, key) in keys.iter().enumerate() {
        cluster.nodes()[node].command(&["SADD", key, "v"]);
    }
    let outcome = scan_cluster(&cluster).args(["--long"]).run();
    outcome.assert_success().assert_stderr("");
    let lines = lines(&outcome);
    assert_eq!(lines.len(), 3);
    for key in &keys {
        let is_key = |line: &&String| line.starts_with("set  ") && line.ends_with(key.as_str());
        assert!(lines.iter().any(|line| is_key(&line)), "{key} in {lines:?}");
    }
}
