//! `--scan --export restore`, loaded by `--pipe`.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::server::Server;
use support::shell::Shell;

fn export(server: &Sandbox, words: &[&str]) -> Outcome {
    let redsh = Shell::redsh()
        .on(server)
        .args(["--scan", "--export", "restore"]);
    redsh.args(words).run()
}

fn load(server: &Sandbox, commands: &[u8], words: &[&str]) {
    let redsh = Shell::redsh().on(server).args(words).arg("--pipe");
    redsh.stdin(commands).run().assert_success();
}

/// Keys of all types, with binary names and values, and some that expire.
fn fill(server: &Sandbox) {
    let commands: [&[&[u8]]; 9] = [
        &[b"SET", b"a\r\n\0\xff", b"\0\r\n\xff"],
        &[b"SET", b"", b"empty name"],
        &[b"SET", b"number", b"12"],
        &[b"RPUSH", b"list", b"a", b"b"],
        &[b"SADD", b"set", b"1", b"2"],
        &[b"HSET", b"hash", b"f", b"v"],
        &[b"ZADD", b"zset", b"1.5", b"m"],
        &[b"XADD", b"stream", b"1-1", b"f", b"v"],
        &[b"XGROUP", b"CREATE", b"stream", b"group", b"0"],
    ];
    for command in commands {
        server.command(command);
    }
    for number in 0..500 {
        let (key, time) = (format!("k:{number}"), format!("{}", 1_000_000 + number));
        server.command(&["SET", &key, "v", "EX", &time]);
    }
    server.command(&[
        "XREADGROUP",
        "GROUP",
        "group",
        "c",
        "STREAMS",
        "stream",
        ">",
    ]);
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct KeyContent {
    name: Vec<u8>,
    dump: Vec<u8>,
    /// The time to live, in milliseconds.
    ttl: i64,
}

impl KeyContent {
    /// Whether a key is the same as one that was read within a minute of it.
    fn is_same(&self, other: &Self) -> bool {
        (&self.name, &self.dump) == (&other.name, &other.dump)
            && (self.ttl - other.ttl).abs() < 60_000
    }
}

/// All keys of the servers together.
fn content(servers: &[&Sandbox]) -> Vec<KeyContent> {
    let mut content = Vec::new();
    for server in servers {
        let keys = server.ask(&["KEYS", "*"]).expect("a reply");
        for name in keys.strings().iter().cloned() {
            let dump = server.command(&[b"DUMP", name.as_slice()]);
            let ttl = server.ask(&[b"PTTL", name.as_slice()]).expect("a reply");
            let ttl = ttl.integer().expect("a number");
            content.push(KeyContent { name, dump, ttl });
        }
    }
    content.sort();
    content
}

/// Asserts that the servers have the same keys.
#[track_caller]
fn assert_same(servers: &[&Sandbox], others: &[&Sandbox]) {
    let (content, other) = (content(servers), content(others));
    assert_eq!((content.len(), other.len()), (508, 508));
    for (one, other) in content.iter().zip(&other) {
        assert!(one.is_same(other), "{one:?}\n{other:?}");
    }
}

#[test]
fn an_exported_server_is_the_same_after_it_is_loaded() {
    let (from, to) = (Server::start(), Server::start());
    fill(&from);
    to.command(&["RPUSH", "number", "is replaced"]);
    let exported = export(&from, &[]);
    exported.assert_success().assert_stderr("");
    load(&to, &exported.stdout, &[]);
    assert_same(&[&from], &[&to]);
}

#[test]
fn keys_are_selected_as_for_a_listing() {
    let from = Server::start();
    fill(&from);
    let count = |words: &[&str]| {
        let exported = export(&from, words);
        exported.assert_success().assert_stderr("");
        let text = String::from_utf8_lossy(&exported.stdout).into_owned();
        text.matches("\r\nRESTORE\r\n").count()
    };
    assert_eq!(count(&["--pattern", "k:1*"]), 111);
    assert_eq!(count(&["--type", "list"]), 1);
    assert_eq!(count(&["--ttl", "none"]), 8);
    assert_eq!(count(&["--limit", "5"]), 5);
}

#[test]
fn a_cluster_is_moved_to_a_server_and_back() {
    let cluster = Cluster::empty(3, 0);
    let (from, to) = (Server::start(), Server::start());
    fill(&from);
    let nodes = cluster.nodes();
    load(&nodes[0], &export(&from, &[]).stdout, &["-c"]);
    let exported = export(&nodes[0], &["-c"]);
    exported.assert_success();
    load(&to, &exported.stdout, &[]);
    let all: Vec<&Sandbox> = nodes.iter().collect();
    assert_same(&[&from], &all);
    assert_same(&[&from], &[&to]);
}

#[test]
fn idle_times_go_along() {
    let (from, to) = (Server::start(), Server::start());
    from.command(&["SET", "k", "v"]);
    let dump = from.ask(&["DUMP", "k"]).expect("a reply");
    let value = dump.strings()[0].as_slice();
    from.command(&[&b"RESTORE"[..], b"idle", b"0", value, b"IDLETIME", b"5000"]);
    load(&to, &export(&from, &[]).stdout, &[]);
    let idle = |server: &Sandbox| {
        server
            .ask(&["OBJECT", "IDLETIME", "idle"])
            .expect("a reply")
            .integer()
    };
    assert!(idle(&to) >= Some(5000), "{:?}", idle(&to));
}

#[test]
fn counters_of_use_go_along() {
    let lfu = [("maxmemory-policy", "allkeys-lfu"), ("lfu-decay-time", "0")];
    let from = Server::with(&lfu);
    from.command(&["SET", "k", "v"]);
    let exported = export(&from, &[]);
    exported.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&exported.stdout).into_owned();
    assert!(text.contains("\r\n$4\r\nFREQ\r\n"), "{text}");
}

#[test]
fn a_key_that_may_not_be_read_is_named() {
    let server = Server::start();
    server.command(&["SET", "a\n", "v"]);
    server.command(&["ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "-dump"]);
    let outcome = export(
        &server,
        &["--user", "u", "--pass", "p", "--no-auth-warning"],
    );
    outcome.assert_code(1).assert_stdout("");
    outcome.assert_stderr_has("no value is shown: NOPERM");
    outcome.assert_stderr_has("not exported: \"a\\n\"");
    outcome.assert_stderr_has("keys that were not exported: 1");
}

#[test]
fn a_key_whose_expiry_may_not_be_read_is_named() {
    let server = Server::start();
    server.command(&["SET", "k", "v", "EX", "500"]);
    let rules = ["+@all", "-ttl", "-pttl", "-expiretime", "-pexpiretime"];
    let words = [&["ACL", "SETUSER", "u", "on", ">p", "~*"][..], &rules].concat();
    server.command(&words);
    let outcome = export(
        &server,
        &["--user", "u", "--pass", "p", "--no-auth-warning"],
    );
    outcome.assert_code(1).assert_stdout("");
    outcome.assert_stderr_has("not exported: \"k\"");
}

#[test]
fn an_export_is_not_for_a_terminal_and_has_no_other_format() {
    for words in [&["--export", "restore"][..], &["--scan", "--export", "rdb"]] {
        Shell::redsh()
            .args(words)
            .run()
            .assert_code(1)
            .assert_stdout("");
    }
    for other in ["--csv", "--json", "--long", "-0", "--each=GET {}"] {
        let outcome = Shell::redsh()
            .args(["--scan", "--export", "restore", other])
            .run();
        outcome.assert_code(1).assert_stdout("");
    }
}
