//! `--each`: a command for each key, with any name.

use super::{cursor, lines, names, prepare, scan, scan_cluster, set};
use support::cluster::Cluster;
use support::migration::Migration;
use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;
use support::wait;

/// Keys that break a shell pipeline.
const HOSTILE: [&[u8]; 10] = [
    b"plain",
    b"with space",
    b" ",
    b"line\nend\r\n",
    b"quotes \"'`$HOME",
    b"back\\slash\\n",
    b"nul\0in it",
    b"\xff\xfe",
    b"{}",
    b"-n --help",
];

fn server() -> Server {
    let server = Server::start();
    for key in HOSTILE {
        server.command(&[b"SET", key, key]);
    }
    server
}

fn keys_left(server: &Server) -> String {
    String::from_utf8_lossy(&server.command(&["DBSIZE"])).into_owned()
}

/// A peer that says nothing of a cluster, and then reads a SCAN.
fn no_cluster() -> Script {
    let script = Script::new().commands(1).send("$0\r\n\r\n");
    script.commands(1)
}

#[test]
fn any_key_is_one_argument_of_the_command() {
    let server = server();
    let read = scan(&server).args(["--each", "GET {}", "--csv"]).run();
    read.assert_success().assert_stderr("");
    let keys = scan(&server).args(["--csv"]).run();
    assert_eq!(lines(&read), lines(&keys));
    let outcome = scan(&server).args(["--each", "UNLINK {}"]).run();
    outcome
        .assert_success()
        .assert_stdout("1\n".repeat(HOSTILE.len()))
        .assert_stderr("");
    assert_eq!(keys_left(&server), ":0\r\n");
}

#[test]
fn a_key_replaces_every_placeholder_also_inside_of_words() {
    let server = server();
    let copy = ["--pattern", "[^c]*", "--each", "SET copy:{}:{} 'a {}'"];
    scan(&server).args(copy).run().assert_success();
    for key in HOSTILE {
        let name = [b"copy:", key, b":", key].concat();
        let value = [b"a ".as_slice(), key].concat();
        let reply = server.command(&[b"GET".as_slice(), &name]);
        let expected = [format!("${}\r\n", value.len()).as_bytes(), &value, b"\r\n"].concat();
        assert_eq!(reply, expected, "{}", key.escape_ascii());
    }
}

#[test]
fn replies_are_printed_in_the_chosen_format() {
    let server = Server::start();
    server.command(&["RPUSH", "list", "a", "b"]);
    let range = |format: &str| {
        scan(&server)
            .args([format, "--each", "LRANGE {} 0 -1"])
            .run()
    };
    range("--raw").assert_stdout("a\nb\n");
    range("--no-raw").assert_stdout("1) \"a\"\n2) \"b\"\n");
    range("--csv").assert_stdout("\"a\",\"b\"\n");
    range("--json").assert_stdout("[\"a\",\"b\"]\n");
}

#[test]
fn with_quiet_only_a_summary_is_printed() {
    let server = server();
    server.command(&["RPUSH", "list", "a"]);
    let outcome = scan(&server)
        .args(["--each", "EXPIRE {} 1000", "--quiet"])
        .run();
    outcome
        .assert_success()
        .assert_stdout("11 keys: 11 ok, 0 errors\n")
        .assert_stderr("");
    let one = scan(&server)
        .args(["--each", "TYPE {}", "--quiet", "--limit", "1"])
        .run();
    one.assert_success()
        .assert_stdout("1 key: 1 ok, 0 errors\n");
    let json = ["--json", "--each", "TYPE {}", "--quiet", "--limit", "2"];
    let two = scan(&server).args(json).run();
    two.assert_stdout("{\"keys\":2,\"ok\":2,\"errors\":0,\"unknown\":0,\"not_run\":0}\n");
    let outcome = scan(&server).args(["--each", "STRLEN {}", "--quiet"]).run();
    outcome
        .assert_code(1)
        .assert_stdout("11 keys: 10 ok, 1 error\n")
        .assert_told("STRLEN \"list\": WRONGTYPE Operation against a key");
}

#[test]
fn the_first_errors_are_reported_with_their_keys_and_then_their_number() {
    let server = Server::start();
    for number in 0..25 {
        server.command(&["SET", &format!("key {number}"), "v"]);
    }
    server.command(&["RPUSH", "list", "a"]);
    let outcome = scan(&server).args(["--each", "LLEN {}"]).run();
    outcome.assert_code(1).assert_stdout("1\n");
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(lines.len(), 21, "{stderr}");
    for line in &lines[..20] {
        assert!(line.starts_with("LLEN \"key "), "{line}");
        assert!(line.contains("\": WRONGTYPE "), "{line}");
    }
    assert_eq!(lines[20], "26 keys: 1 ok, 25 errors");
}

#[test]
fn a_dry_run_prints_commands_that_can_be_pasted_and_runs_nothing() {
    let server = server();
    let outcome = scan(&server)
        .args(["--each", "UNLINK {} 'x {}'", "--dry-run"])
        .run();
    outcome
        .assert_success()
        .assert_stdout_has("UNLINK plain \"x plain\"\n")
        .assert_stdout_has("UNLINK \"line\\nend\\r\\n\" \"x line\\nend\\r\\n\"\n")
        .assert_stderr("");
    assert_eq!(keys_left(&server), format!(":{}\r\n", HOSTILE.len()));
    let pasted = Shell::redsh().on(&server).stdin(outcome.stdout).run();
    pasted
        .assert_success()
        .assert_stdout("1\n".repeat(HOSTILE.len()));
    assert_eq!(keys_left(&server), ":0\r\n");
}

#[test]
fn the_command_runs_only_for_keys_that_pass_the_filters() {
    let server = server();
    server.command(&["SET", "soon", "v", "EX", "50"]);
    server.command(&["RPUSH", "list", "v"]);
    let filtered = ["--ttl", "<60s", "--each", "UNLINK {}", "--quiet"];
    let outcome = scan(&server).args(filtered).run();
    outcome
        .assert_success()
        .assert_stdout("1 key: 1 ok, 0 errors\n");
    let limited = [
        "--type",
        "string",
        "--limit",
        "3",
        "--each",
        "UNLINK {}",
        "--quiet",
    ];
    let outcome = scan(&server).args(limited).run();
    outcome
        .assert_success()
        .assert_stdout("3 keys: 3 ok, 0 errors\n");
    assert_eq!(
        keys_left(&server),
        format!(":{}\r\n", HOSTILE.len() + 1 - 3)
    );
}

#[test]
fn the_rate_of_commands_can_be_limited() {
    let server = server();
    let outcome = scan(&server)
        .args(["--each", "UNLINK {}", "--rate", "200"])
        .run();
    outcome
        .assert_success()
        .assert_stdout("1\n".repeat(HOSTILE.len()));
    assert_eq!(keys_left(&server), ":0\r\n");
}

#[test]
fn ctrl_c_waits_for_outstanding_replies_and_prints_the_cursor() {
    let server = Server::start();
    set(&server, &names(1000));
    let held_back = ["--each", "UNLINK {}", "--rate", "100"];
    let mut ours = scan(&server).args(held_back).start();
    assert_eq!(ours.read_line(), "1");
    ours.interrupt();
    let ended = ours.finish();
    ended
        .assert_code(130)
        .assert_told("interrupted; resume with --cursor ");
    let replies = lines(&ended).len() + 1;
    assert_eq!(keys_left(&server), format!(":{}\r\n", 1000 - replies));
    let rest = scan(&server).args(["--cursor", &cursor(&ended), "--each", "UNLINK {}"]);
    rest.run().assert_success().assert_stderr("");
    assert_eq!(keys_left(&server), ":0\r\n");
}

#[test]
fn a_reader_that_closes_early_ends_it_quietly() {
    let server = Server::start();
    set(&server, &names(50_000));
    let redsh = env!("CARGO_BIN_EXE_redsh");
    let script = format!(
        "{{ {redsh} --scan -p {} --each 'GET {{}}'; echo \"exit $?\" >&2; }} | head -c 2",
        server.port()
    );
    let shell = Shell::program("/bin/sh".as_ref()).args(["-c", &script]);
    shell
        .run()
        .assert_success()
        .assert_stdout("v\n")
        .assert_stderr("exit 0\n");
}

#[test]
fn without_c_a_key_of_another_node_is_an_error_with_advice() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(0, 0);
    let away = cluster.key_on(1, 1);
    cluster.nodes()[0].command(&["SET", &key, "v"]);
    let command = format!("SET {away} {{}}");
    let outcome = scan(&cluster.nodes()[0]).args(["--each", &command]).run();
    outcome
        .assert_code(1)
        .assert_stdout("")
        .assert_stderr_has(&format!("SET \"{key}\": MOVED "))
        .assert_stderr_has("; add -c, and each command goes to the node of its key\n");
}

#[test]
fn commands_about_connections_or_nodes_are_refused_before_anything_runs() {
    let server = server();
    for (command, part) in [
        ("SUBSCRIBE {}", "--each cannot run SUBSCRIBE"),
        ("multi {}", "--each cannot run multi"),
        ("SELECT {}", "--each cannot run SELECT"),
        ("@all UNLINK {}", "remove the @ word"),
    ] {
        for more in [&[][..], &["--dry-run"]] {
            let shell = scan(&server).args(["--each", command]).args(more);
            shell.run().assert_code(1).assert_complaint(part);
        }
    }
    assert_eq!(keys_left(&server), format!(":{}\r\n", HOSTILE.len()));
}

#[test]
fn when_one_error_means_that_all_are_refused_only_its_key_is_reported() {
    let server = Server::with(&[("user", "ann on >pw ~mine* +@all")]);
    for number in 0..100 {
        server.command(&["SET", &format!("mine:{number}"), "v"]);
    }
    server.command(&["SET", "not mine", "v"]);
    let outcome = scan(&server)
        .args(["--user", "ann", "--pass", "pw", "--no-auth-warning"])
        .args(["--each", "UNLINK {}"])
        .run();
    outcome
        .assert_code(1)
        .assert_stdout("1\n".repeat(100))
        .assert_stderr_has("UNLINK \"not mine\": NOPERM")
        .assert_stderr_has("101 keys: 100 ok, 1 error\n");
    assert_eq!(keys_left(&server), ":1\r\n");
}

#[test]
fn keys_that_were_deleted_have_their_replies_too() {
    let listed = [
        b"*2\r\n$1\r\n0\r\n".as_slice(),
        &encoded(&["a", "gone", "b"]),
    ];
    let peer = Peer::in_turn([
        no_cluster().send(listed.concat()).until_closed(),
        Script::new().commands(1).send(":2\r\n").until_closed(),
    ]);
    let port = peer.port().to_string();
    let shell = Shell::redsh().args(["-p", &port, "--scan", "--each", "UNLINK {}"]);
    shell
        .run()
        .assert_success()
        .assert_stdout("1\n1\n0\n")
        .assert_stderr("");
    assert_eq!(peer.finish()[1], encoded(&["UNLINK", "a", "gone", "b"]));
}

#[test]
fn commands_whose_replies_are_lost_are_reported_with_their_keys() {
    let keys = encoded(&["one", "two words"]);
    let listed = [b"*2\r\n$1\r\n0\r\n".as_slice(), &keys].concat();
    let peer = Peer::in_turn([
        no_cluster().send(listed).until_closed(),
        Script::new()
            .until(encoded(&["INCR", "one"]))
            .send(":1\r\n")
            .until(encoded(&["INCR", "two words"])),
        Script::new().until_closed(),
    ]);
    let port = peer.port().to_string();
    let shell = Shell::redsh().args(["-p", &port, "--scan", "--each", "INCR {}"]);
    let outcome = shell.run();
    outcome
        .assert_code(1)
        .assert_stdout("1\n")
        .assert_stderr(format!(
            "INCR \"two words\": may have run: 127.0.0.1:{port} closed the connection\n\
             2 keys: 1 ok, 0 errors, 1 unknown\n"
        ));
    peer.finish();
}

#[test]
fn all_keys_whose_commands_may_have_run_are_listed() {
    let names: Vec<String> = (10..40).map(|number| format!("k{number}")).collect();
    let keys: Vec<&str> = names.iter().map(String::as_str).collect();
    let listed = [b"*2\r\n$1\r\n0\r\n".as_slice(), &encoded(&keys)].concat();
    let peer = Peer::in_turn([
        no_cluster().send(listed).until_closed(),
        Script::new()
            .until(encoded(&["INCR", "k10"]))
            .send(":1\r\n")
            .until(encoded(&["INCR", "k39"])),
        Script::new().until_closed(),
    ]);
    let port = peer.port().to_string();
    let shell = Shell::redsh().args(["-p", &port, "--scan", "--each", "INCR {}"]);
    let unknown = names[1..].iter().map(|key| {
        format!("INCR \"{key}\": may have run: 127.0.0.1:{port} closed the connection\n")
    });
    let summary = "30 keys: 1 ok, 0 errors, 29 unknown\n".to_owned();
    shell
        .run()
        .assert_code(1)
        .assert_stderr(unknown.chain([summary]).collect::<String>());
    peer.finish();
}

#[test]
fn in_a_cluster_commands_go_to_the_nodes_of_their_keys() {
    let cluster = Cluster::empty(3, 0);
    let lines = (0..3000).map(|number| format!("SET 'key {number}' v\n"));
    prepare(&cluster, lines.collect());
    let outcome = scan_cluster(&cluster)
        .args(["--each", "RENAME {} {{}}:new", "--pattern", "key *[0-9]"])
        .run();
    outcome
        .assert_success()
        .assert_stdout("OK\n".repeat(3000))
        .assert_stderr("");
    let outcome = scan_cluster(&cluster)
        .args(["--each", "UNLINK {}", "--quiet"])
        .run();
    outcome
        .assert_success()
        .assert_stdout("3000 keys: 3000 ok, 0 errors\n")
        .assert_stderr("");
    for node in cluster.nodes() {
        assert_eq!(node.command(&["DBSIZE"]), b":0\r\n");
    }
}

#[test]
fn a_command_finds_its_key_while_the_slot_moves() {
    let cluster = Cluster::empty(3, 0);
    let tag = cluster.key_on(0, 0);
    for number in 0..10 {
        cluster.nodes()[0].command(&["SET", &format!("{{{tag}}}:{number}"), "v"]);
    }
    let migration = Migration::begin(&cluster, cluster.slot_of(&tag), 1);
    migration.move_keys(5);
    let outcome = scan_cluster(&cluster)
        .args(["--each", "UNLINK {}", "--quiet"])
        .run();
    outcome
        .assert_success()
        .assert_stdout("10 keys: 10 ok, 0 errors\n")
        .assert_stderr("");
    for node in cluster.nodes() {
        assert_eq!(node.command(&["DBSIZE"]), b":0\r\n");
    }
    migration.finish();
}

#[test]
fn a_command_for_the_keys_of_one_node_of_a_cluster_causes_a_warning() {
    let cluster = Cluster::empty(2, 0);
    let key = cluster.key_on(0, 0);
    let node = &cluster.nodes()[0];
    node.command(&["SET", &key, "v"]);
    let warning =
        "is one node of a cluster: --each runs for the keys of this node; add -c for all\n";
    let run = Shell::redsh()
        .on(node)
        .args(["--scan", "--each", "GET {}"])
        .run();
    run.assert_success()
        .assert_stdout("v\n")
        .assert_stderr_has(warning);
    let run = Shell::redsh()
        .on(node)
        .args(["-c", "--scan", "--each", "GET {}"])
        .run();
    run.assert_success().assert_stdout("v\n").assert_stderr("");
}

#[test]
fn the_command_runs_at_most_once_for_a_key_when_primaries_fail_over() {
    const KEYS: usize = 10_000;
    // Long replies, so that redsh waits in the middle of the scan while nothing is read.
    let append = "EVAL \"redis.call('APPEND',KEYS[1],'x') return string.rep('y',200)\" 1 {}";
    let cluster = Cluster::empty(3, 1);
    let lines = |command: &str| -> String {
        let lines = (0..KEYS).map(|n| command.replace("{}", &format!("key:{n}")));
        lines.map(|line| line + "\n").collect()
    };
    let on_cluster = || Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    on_cluster().stdin(lines("SET {} v")).run().assert_success();
    (0..3).for_each(|shard| cluster.wait_until_replicated(shard));
    let mut each = on_cluster()
        .args(["--scan", "--count", "10", "--each", append])
        .start();
    for shard in 0..3 {
        (0..KEYS / 8).for_each(|_| drop(each.read_line()));
        let (primary, replica) = (cluster.primary_of(shard), cluster.replica_of(shard));
        cluster.nodes()[replica].command(&["CLUSTER", "FAILOVER"]);
        wait::until("the replica has taken over", || {
            cluster.nodes()[replica].role() == "master"
        });
        cluster.nodes()[primary].command(&["CLIENT", "KILL", "TYPE", "normal"]);
    }
    each.finish();
    cluster.wait_until_ok();
    let lengths = on_cluster().stdin(lines("STRLEN {}")).run();
    let lengths = String::from_utf8_lossy(&lengths.stdout).into_owned();
    let lengths: Vec<&str> = lengths.lines().collect();
    assert_eq!(lengths.len(), KEYS);
    let others: Vec<_> = lengths
        .iter()
        .filter(|length| !["1", "2"].contains(length))
        .collect();
    assert!(others.is_empty(), "{} keys: {others:?}", others.len());
}
