//! The keys of one server: selection, steps and formats.

use std::time::Duration;

use super::{lines, names, scan, set};
use support::server::Server;
use support::shell::Shell;

/// Keys that break careless programs.
const AWKWARD: [&[u8]; 6] = [
    b"a b",
    b"l1\nl2",
    b"q\"'\\",
    b"\xff\x00\xfe",
    "é".as_bytes(),
    b"",
];

fn awkward() -> Server {
    let server = Server::start();
    for key in AWKWARD {
        server.command(&[b"SET", key, b"v"]);
    }
    server
}

#[test]
fn every_key_is_listed_once_with_any_step_size() {
    let server = Server::start();
    let keys = names(10_000);
    set(&server, &keys);
    for words in [&[][..], &["--count", "7"], &["--count", "100000"], &["-3"]] {
        let outcome = scan(&server).args(words).run();
        outcome.assert_success().assert_stderr("");
        assert_eq!(lines(&outcome), keys, "{words:?}");
    }
}

#[test]
fn a_given_count_is_that_of_each_step() {
    let server = Server::start();
    set(&server, &names(1000));
    let steps = || server.info("commandstats", "cmdstat_scan");
    scan(&server)
        .args(["--count", "5000"])
        .run()
        .assert_success();
    assert_eq!(steps(), 1);
    scan(&server).args(["--count", "1"]).run().assert_success();
    // Valkey 9 returns a few keys even so.
    assert!(steps() > 100, "{}", steps());
}

#[test]
fn keys_with_a_nul_byte_are_whole() {
    let server = awkward();
    let outcome = scan(&server).args(["--quoted-pattern", r#""\xff*""#]).run();
    outcome.assert_success().assert_stdout(b"\xff\x00\xfe\n");
}

#[test]
fn each_key_ends_with_a_nul_byte_on_request() {
    let server = awkward();
    for option in ["-0", "--null"] {
        let outcome = scan(&server).arg(option).run();
        let text = outcome.assert_success().stdout.strip_suffix(b"\0");
        let keys = text.expect("it ends in NUL").split(|byte| *byte == 0);
        // One key contains a NUL byte too.
        assert_eq!(keys.count(), AWKWARD.len() + 1);
    }
    let outcome = scan(&server).args(["-0", "--pattern", "l*"]).run();
    outcome.assert_success().assert_stdout("l1\nl2\0");
}

#[test]
fn json_is_an_array_that_any_parser_takes() {
    let server = awkward();
    for option in ["--json", "--quoted-json"] {
        let outcome = scan(&server).arg(option).run();
        let keys: Vec<String> =
            serde_json::from_slice(&outcome.assert_success().stdout).expect("it is JSON");
        assert_eq!(keys.len(), AWKWARD.len());
        assert!(keys.contains(&"a b".to_owned()) && keys.contains(&String::new()));
    }
    let none = scan(&server).args(["--json", "--pattern", "nosuch"]).run();
    none.assert_success().assert_stdout("[]\n");
}

#[test]
fn csv_is_a_column_of_strings() {
    let server = awkward();
    let outcome = scan(&server).arg("--csv").run();
    let expected = [
        r#""""#,
        r#""\xc3\xa9""#,
        r#""\xff\x00\xfe""#,
        r#""a b""#,
        r#""l1\nl2""#,
        r#""q\"'\\""#,
    ];
    assert_eq!(lines(outcome.assert_success()), expected);
}

#[test]
fn a_pattern_and_a_type_select_keys() {
    let server = Server::start();
    set(&server, &names(20));
    server.command(&["RPUSH", "key:list", "1"]);
    server.command(&["RPUSH", "list", "1"]);
    let cases: [(&[&str], &[&str]); 4] = [
        (&["--type", "list"], &["key:list", "list"]),
        (&["--type", "list", "--pattern", "key:*"], &["key:list"]),
        (
            &["--pattern", "key:00000[0-2]"],
            &["key:000000", "key:000001", "key:000002"],
        ),
        (&["--type", "hash"], &[]),
    ];
    for (words, expected) in cases {
        let outcome = scan(&server).args(words).run();
        assert_eq!(lines(outcome.assert_success()), expected, "{words:?}");
    }
}

#[test]
fn a_limit_is_kept_and_no_more_keys_are_requested() {
    let server = Server::start();
    set(&server, &names(1000));
    for limit in [0, 1, 15, 1000, 2000] {
        let outcome = scan(&server).args(["--limit", &limit.to_string()]).run();
        assert_eq!(lines(outcome.assert_success()).len(), limit.min(1000));
    }
    let json = scan(&server).args(["--limit", "2", "--json"]).run();
    let keys: Vec<String> = serde_json::from_slice(&json.stdout).expect("it is JSON");
    assert_eq!(keys.len(), 2);
}

#[test]
fn the_pause_is_between_the_steps() {
    let server = Server::start();
    set(&server, &names(100));
    let started = std::time::Instant::now();
    let outcome = scan(&server).args(["--count", "40", "-i", "0.2"]).run();
    assert_eq!(lines(&outcome), names(100));
    assert!(
        started.elapsed() >= Duration::from_millis(400),
        "there are three steps at least"
    );
}

#[test]
fn an_error_is_reported_in_the_servers_words() {
    let server = Server::start();
    server.command(&[
        "ACL", "SETUSER", "u", "on", "nopass", "~*", "+@all", "-scan",
    ]);
    let outcome = scan(&server)
        .args(["--user", "u", "--pass", "x", "--no-auth-warning"])
        .run();
    outcome.assert_code(1).assert_complaint("NOPERM");
    let outcome = scan(&server).args(["--cursor", "x"]).run();
    outcome
        .assert_code(1)
        .assert_complaint("invalid cursor 'x'");
    let outcome = scan(&server).args(["--cursor", "h:1=2"]).run();
    outcome.assert_code(1).assert_complaint("a single server");
}

#[test]
fn a_scan_works_over_tls_and_over_a_socket() {
    let server = Server::tls();
    let keys = names(3000);
    set(&server, &keys);
    let outcome = scan(&server).run();
    assert_eq!(lines(outcome.assert_success()), keys);
    let outcome = Shell::redsh()
        .arg("-s")
        .arg(server.socket())
        .arg("--scan")
        .run();
    assert_eq!(lines(outcome.assert_success()), keys);
}
