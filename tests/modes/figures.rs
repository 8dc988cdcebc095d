//! `--csv` and `--json` of the analyses.

use redsh_sandbox::Sandbox;
use serde_json::{Value, json};
use support::server::Server;
use support::shell::Shell;

const HASH_KEY: &str = "h\"\n";

fn server() -> Server {
    let server = Server::start();
    server.command(&["RPUSH", "l", "a", "b", "c"]);
    server.command(&["RPUSH", "l2", "a"]);
    server.command(&["SET", "s", "12345"]);
    server.command(&["HSET", HASH_KEY, "f", "v"]);
    server
}

fn stdout(server: &Sandbox, words: &str) -> String {
    let outcome = Shell::redsh().on(server).args(words.split(' ')).run();
    outcome.assert_success().assert_stderr("");
    String::from_utf8(outcome.stdout).expect("UTF-8")
}

fn json(server: &Sandbox, words: &str) -> Value {
    let text = stdout(server, &format!("{words} --json"));
    assert_eq!(text.matches('\n').count(), 1, "one line");
    serde_json::from_str(&text).expect("JSON")
}

/// The memory usage of a key.
fn size(server: &Sandbox, key: &str) -> u64 {
    let size = server
        .ask(&["MEMORY", "USAGE", key])
        .expect("a reply")
        .integer();
    size.and_then(|size| u64::try_from(size).ok())
        .expect("a size")
}

#[test]
fn bigkeys_has_the_totals_of_each_type() {
    let expected = json!({
        "analysis": "bigkeys", "complete": true, "keys": 4, "name_bytes": 7,
        "types": [
            {"type": "list", "keys": 2, "total": 4, "unit": "items", "largest_key": "l", "largest": 3},
            {"type": "hash", "keys": 1, "total": 1, "unit": "fields", "largest_key": HASH_KEY, "largest": 1},
            {"type": "string", "keys": 1, "total": 5, "unit": "bytes", "largest_key": "s", "largest": 5}
        ]
    });
    let server = server();
    assert_eq!(json(&server, "--bigkeys"), expected);
    let expected = r#""type","keys","total","unit","largest_key","largest"
"list",2,4,"items","l",3
"hash",1,1,"fields","h\"\n",1
"string",1,5,"bytes","s",5
"#;
    assert_eq!(stdout(&server, "--bigkeys --csv"), expected);
}

#[test]
fn memkeys_has_bytes() {
    let server = server();
    let report = json(&server, "--memkeys");
    assert_eq!(report["analysis"], "memkeys");
    let list = &report["types"][0];
    let bytes = size(&server, "l") + size(&server, "l2");
    assert_eq!(
        (&list["total"], &list["unit"]),
        (&json!(bytes), &json!("bytes"))
    );
}

#[test]
fn keystats_has_every_part_of_the_report() {
    let server = server();
    let report = json(&server, "--keystats --top 1");
    let sizes = ["l", "l2", "s", HASH_KEY].map(|key| size(&server, key));
    assert_eq!(report["keys"], 4);
    assert_eq!(report["bytes"], json!(sizes.iter().sum::<u64>()));
    assert_eq!(report["largest"].as_array().map(Vec::len), Some(1));
    assert_eq!(report["largest"][0]["bytes"], json!(sizes.iter().max()));
    let list = json!({
        "type": "list", "keys": 2, "bytes": sizes[0] + sizes[1], "length": 4, "unit": "items",
        "largest_key": report["types"][0]["largest_key"], "largest_bytes": sizes[0].max(sizes[1]),
        "longest_key": "l", "longest_length": 3
    });
    assert_eq!(report["types"][0], list);
    let last = report["sizes"].as_array().and_then(|rows| rows.last());
    let last = last.expect("a row");
    assert_eq!(last["percentile"].as_f64(), Some(100.0));
    assert_eq!(last["keys"], 4);
    assert_eq!(report["name_lengths"], json!([{"length": 3, "keys": 4}]));
}

#[test]
fn keystats_is_one_table_in_csv() {
    let server = server();
    let text = stdout(&server, "--keystats --csv");
    let mut lines = text.lines();
    let header = r#""part","key","type","keys","bytes","length","percentile""#;
    assert_eq!(lines.next(), Some(header));
    let all: u64 = ["l", "l2", "s", HASH_KEY]
        .map(|key| size(&server, key))
        .iter()
        .sum();
    let total = format!(r#""total",NULL,NULL,4,{all},7,NULL"#);
    assert_eq!(lines.next(), Some(&*total));
    let part = |name: &str| {
        text.lines()
            .filter(|line| line.starts_with(&format!("\"{name}\"")))
            .count()
    };
    let parts = [
        "largest",
        "type",
        "largest of type",
        "longest of type",
        "name length",
    ]
    .map(part);
    assert_eq!(parts, [4, 3, 3, 3, 1]);
    let longest = r#""longest of type","l","list",NULL,NULL,3,NULL"#;
    assert!(text.lines().any(|line| line == longest), "{text}");
}

#[test]
fn hotkeys_has_the_counters() {
    let server = Server::with(&[("maxmemory-policy", "allkeys-lfu"), ("lfu-decay-time", "0")]);
    for _ in 0..200 {
        server.command(&["SET", "hot", "v"]);
    }
    let report = json(&server, "--hotkeys");
    assert_eq!(
        (&report["analysis"], &report["keys"]),
        (&json!("hotkeys"), &json!(1))
    );
    assert_eq!(report["hottest"][0]["key"], "hot");
    let counter = report["hottest"][0]["counter"].as_u64().expect("a counter");
    let expected = format!("\"key\",\"counter\"\n\"hot\",{counter}\n");
    assert_eq!(stdout(&server, "--hotkeys --csv"), expected);
}

#[test]
fn no_keys_are_empty_tables() {
    let server = Server::start();
    let report = json(&server, "--keystats");
    assert_eq!(
        (&report["keys"], &report["mean_bytes"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(report["types"], json!([]));
    let expected = "\"type\",\"keys\",\"total\",\"unit\",\"largest_key\",\"largest\"\n";
    assert_eq!(stdout(&server, "--bigkeys --csv"), expected);
}

#[test]
fn quoted_json_keeps_the_bytes_of_names() {
    let server = Server::start();
    server.command(&[&b"SET"[..], b"a\xff", b"v"]);
    let text = stdout(&server, "--bigkeys --quoted-json");
    assert!(text.contains(r#""largest_key":"a\\xff""#), "{text}");
}

#[test]
fn after_ctrl_c_the_report_is_not_complete() {
    let server = Server::start();
    for number in 0..1000 {
        server.command(&["SET", &format!("k:{number}"), "v"]);
    }
    let redsh =
        Shell::redsh()
            .on(&server)
            .args(["--bigkeys", "--json", "-i", "60", "--count", "1"]);
    let ours = redsh.start();
    support::wait::until("it pauses", || {
        server.info("commandstats", "cmdstat_scan") >= 100
    });
    ours.interrupt();
    let outcome = ours.finish();
    outcome
        .assert_success()
        .assert_told("resume with --cursor ");
    let report: Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    assert_eq!(report["complete"], false);
}
