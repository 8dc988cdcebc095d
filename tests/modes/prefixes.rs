//! `--prefixes`.

use std::collections::BTreeMap;

use redsh_sandbox::Sandbox;
use serde_json::{Value, json};
use support::cluster::Cluster;
use support::server::Server;
use support::shell::Shell;

/// The value "v", as DUMP of Redis 6.2 and later returns it.
const DUMPED: &[u8] = b"\x00\x01\x76\x09\x00\x41\xfa\x9f\x7e\x4d\xbe\xe9\x7f";

fn prefixes(server: &Sandbox, words: &str) -> String {
    let words = words.split(' ').filter(|word| !word.is_empty());
    let redsh = Shell::redsh().on(server).arg("--prefixes").args(words);
    let outcome = redsh.run();
    outcome.assert_success().assert_stderr("");
    String::from_utf8(outcome.stdout).expect("UTF-8")
}

fn json(server: &Sandbox, words: &str) -> Value {
    let text = prefixes(server, &format!("{words} --json"));
    serde_json::from_str(&text).expect("JSON")
}

/// The object of a prefix.
#[track_caller]
fn row<'r>(report: &'r Value, prefix: &str) -> &'r Value {
    let mut rows = report["prefixes"].as_array().expect("rows").iter();
    let row = rows.find(|row| row["prefix"] == prefix);
    row.unwrap_or_else(|| panic!("{prefix}: {report}"))
}

fn size(server: &Sandbox, key: &str) -> u64 {
    let size = server
        .ask(&["MEMORY", "USAGE", key])
        .expect("a reply")
        .integer();
    size.and_then(|size| u64::try_from(size).ok())
        .expect("a size")
}

/// Loads a script, with `-c` if it is given.
fn load(server: &Sandbox, script: String, words: &[&str]) {
    let redsh = Shell::redsh().on(server).args(words).stdin(script);
    redsh.run().assert_success();
}

/// Users with names, profiles and sessions, and the bytes of each prefix, counted key by key.
fn users(server: &Sandbox) -> BTreeMap<&'static str, u64> {
    let lines = (1..=50).flat_map(|number| {
        [
            format!("SET user:{number} {}\n", "v".repeat(number)),
            format!("HSET user:{number}:profile name {number}\n"),
            format!("SET session:{number:016x}f v EX {}\n", 1000 * number),
        ]
    });
    load(server, lines.chain(["SET alone v\n".into()]).collect(), &[]);
    let mut bytes = BTreeMap::new();
    let mut count = |key: String, prefixes: &[&'static str]| {
        let size = size(server, &key);
        for prefix in prefixes {
            *bytes.entry(*prefix).or_default() += size;
        }
    };
    for number in 1..=50 {
        count(format!("user:{number}"), &["", "user"]);
        count(
            format!("user:{number}:profile"),
            &["", "user", "user:*", "user:*:profile"],
        );
        count(format!("session:{number:016x}f"), &["", "session"]);
    }
    count("alone".to_owned(), &[""]);
    bytes
}

#[test]
fn the_figures_of_each_prefix_are_exact() {
    let server = Server::start();
    let bytes = users(&server);
    let report = json(&server, "");
    for (key, expected) in [
        ("analysis", json!("prefixes")),
        ("complete", json!(true)),
        ("keys", json!(151)),
        ("bytes", json!(bytes[""])),
        ("separator", json!(":")),
        ("folded_keys", json!(0)),
        ("max_error_bytes", json!(0)),
    ] {
        assert_eq!(report[key], expected, "{key}");
    }
    assert_eq!(report["prefixes"].as_array().map(Vec::len), Some(5));
    for (prefix, bytes) in &bytes {
        assert_eq!(row(&report, prefix)["bytes"], json!(bytes), "{prefix}");
    }
    let user = row(&report, "user");
    assert_eq!(
        (&user["keys"], &user["own_keys"]),
        (&json!(100), &json!(50))
    );
    assert_eq!(user["keys_without_ttl"], json!(100));
    let session = row(&report, "session");
    let ttls = [
        "ttl_below_1m",
        "ttl_below_1h",
        "ttl_below_1d",
        "ttl_below_7d",
    ];
    let ttls = ttls.map(|name| session[name].as_u64());
    assert_eq!(ttls, [Some(0), Some(3), Some(47), Some(0)]);
    assert_eq!(session["keys_without_ttl"], json!(0));
}

#[test]
fn csv_and_json_have_the_same_rows() {
    let server = Server::start();
    users(&server);
    let (report, csv) = (json(&server, ""), prefixes(&server, "--csv"));
    let mut lines = csv.lines();
    let header = r#""prefix","depth","keys","bytes","own_keys","own_bytes","keys_without_ttl","ttl_below_1m","ttl_below_1h","ttl_below_1d","ttl_below_7d","ttl_below_30d","ttl_30d_or_more","mean_idle_s","max_error_bytes""#;
    assert_eq!(lines.next(), Some(header));
    let names: Vec<_> = header
        .split(',')
        .map(|name| name.trim_matches('"'))
        .collect();
    for (line, object) in lines.zip(report["prefixes"].as_array().expect("rows")) {
        for (name, value) in names.iter().zip(line.split(',')) {
            // Idle times go on.
            let expected = object[*name].to_string();
            assert!(
                *name == "mean_idle_s" || expected == value,
                "{name} {value} {object}"
            );
        }
    }
    assert_eq!(csv.lines().count(), 6);
}

#[test]
fn a_tree_has_limits() {
    let server = Server::start();
    let bytes = users(&server);
    let text = prefixes(&server, "");
    let names = |text: &str| -> Vec<String> {
        let lines = text.lines().skip(1).take_while(|line| !line.is_empty());
        lines
            .map(|line| line.get(72..).unwrap_or_default().to_owned())
            .collect()
    };
    let mut parts = [("user", bytes["user"]), ("session", bytes["session"])];
    parts.sort_by_key(|part| std::cmp::Reverse(part.1));
    assert_eq!(parts[0].0, "user");
    let expected = ["all keys", "  user", "    *", "      profile", "  session"];
    assert_eq!(names(&text), expected, "{text}");
    let alone = size(&server, "alone");
    let notes = format!("\nprefixes: 4\nkeys without a prefix: 1, {alone}B\n");
    assert!(text.ends_with(&notes), "{text}");
    let expected = ["all keys", "  user", "  (1 more)"];
    assert_eq!(names(&prefixes(&server, "--depth 1 --top 1")), expected);
}

#[test]
fn folded_stacks_add_up_to_all_bytes() {
    let server = Server::start();
    let bytes = users(&server);
    let text = prefixes(&server, "--folded-stacks");
    let lines = text
        .lines()
        .map(|line| line.rsplit_once(' ').expect("a number"));
    let stacks: BTreeMap<&str, u64> = lines
        .map(|(stack, bytes)| (stack, bytes.parse().expect("a number")))
        .collect();
    assert_eq!(stacks["user;*;profile"], bytes["user:*:profile"]);
    assert_eq!(stacks["user"], bytes["user"] - bytes["user:*"]);
    assert_eq!(stacks["(no prefix)"], size(&server, "alone"));
    assert_eq!(stacks.values().sum::<u64>(), bytes[""]);
}

#[test]
fn the_separator_and_the_keys_can_be_chosen() {
    let server = Server::start();
    load(
        &server,
        "SET a/b/c v\nSET a/b:c v\nSET x/y v\n".to_owned(),
        &[],
    );
    let report = json(&server, "--separator / --pattern a*");
    assert_eq!(report["keys"], 2);
    assert_eq!(row(&report, "a")["keys"], 2);
    assert_eq!(row(&report, "a/b")["keys"], 1);
    let outcome = Shell::redsh().args(["--prefixes", "--separator", ""]).run();
    outcome
        .assert_code(1)
        .assert_told("--separator must not be empty");
    let outcome = Shell::redsh().args(["--bigkeys", "--depth", "2"]).run();
    outcome
        .assert_code(1)
        .assert_stderr_has("--depth requires --prefixes");
}

#[test]
fn light_prefixes_fold_beyond_the_limit() {
    let server = Server::start();
    let light = (0..500).map(|number| format!("SET l:n{number}:k v\n"));
    let heavy = (0..100).map(|number| format!("SET heavy:x{number} {}\n", "v".repeat(500)));
    load(&server, light.chain(heavy).collect(), &[]);
    let report = json(&server, "--prefix-limit 50");
    assert!(report["prefixes"].as_array().expect("rows").len() <= 53);
    assert_eq!(
        (&report["keys"], &row(&report, "heavy")["keys"]),
        (&json!(600), &json!(100))
    );
    let folded = row(&report, "l:…");
    assert_eq!(folded["bytes"], report["folded_bytes"]);
    let light = row(&report, "l");
    let (all, error) = (light["bytes"].as_u64(), light["max_error_bytes"].as_u64());
    let exact: u64 = (0..500)
        .map(|number| size(&server, &format!("l:n{number}:k")))
        .sum();
    assert_eq!((all, error), (Some(exact), Some(0)));
    let text = prefixes(&server, "--prefix-limit 50");
    assert!(text.contains("\nkeys folded into …: "), "{text}");
}

#[test]
fn the_mean_idle_time_is_that_of_the_keys() {
    let server = Server::start();
    for (key, idle) in [("a:1", "1000"), ("a:2", "3000")] {
        let words = [
            &b"RESTORE"[..],
            key.as_bytes(),
            b"0",
            DUMPED,
            b"IDLETIME",
            idle.as_bytes(),
        ];
        server.command(&words);
    }
    let report = json(&server, "");
    let idle = row(&report, "a")["mean_idle_s"].as_u64().expect("a time");
    assert!((2000..2100).contains(&idle), "{idle}");
}

#[test]
fn a_server_without_idle_times_is_reported() {
    let server = Server::with(&[("maxmemory-policy", "allkeys-lfu")]);
    server.command(&["SET", "a:b", "v"]);
    let redsh = Shell::redsh().on(&server).args(["--prefixes", "--json"]);
    let outcome = redsh.run();
    outcome
        .assert_success()
        .assert_told("the idle time of some keys is not known: ");
    let report: Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    assert_eq!(row(&report, "a")["mean_idle_s"], Value::Null);
    assert_eq!(row(&report, "a")["bytes"], json!(size(&server, "a:b")));
}

#[test]
fn all_primaries_of_a_cluster_are_one_report() {
    let cluster = Cluster::empty(3, 0);
    let server = &cluster.nodes()[0];
    let lines = (0..300).map(|number| format!("SET user:{number}:name v\n"));
    load(server, lines.collect(), &["-c"]);
    let report = json(server, "-c");
    assert_eq!(row(&report, "user:*:name")["keys"], 300);
    let alone = json(server, "");
    assert!(alone["keys"].as_u64() < Some(300));
}
