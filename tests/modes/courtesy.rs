//! The analyses do not disturb the server, and can be found on it.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::server::Server;
use support::shell::Shell;

/// The values of keys of several types, as DUMP of Redis 6.2 and later returns them.
const DUMPED: [&[u8]; 2] = [
    // The string "v".
    b"\x00\x01\x76\x09\x00\x41\xfa\x9f\x7e\x4d\xbe\xe9\x7f",
    // The list of one "v".
    b"\x01\x01\x01\x76\x09\x00\x0b\xb4\x22\x76\x4f\x48\x70\xa9",
];

/// The time for which the keys were idle, in seconds.
const IDLE: i64 = 100_000;

fn fill(server: &Sandbox) {
    for number in 0..1000 {
        let (key, value) = (format!("a:{number}:b"), DUMPED[number % DUMPED.len()]);
        let idle = IDLE.to_string();
        let words = [
            &b"RESTORE"[..],
            key.as_bytes(),
            b"0",
            value,
            b"IDLETIME",
            idle.as_bytes(),
        ];
        server.command(&words);
    }
}

/// The number of keys that were used since they were restored.
fn used(server: &Sandbox) -> usize {
    let idle = |number: &usize| {
        let key = format!("a:{number}:b");
        let idle = server.ask(&["OBJECT", "IDLETIME", &key]);
        idle.expect("a reply").integer()
    };
    (0..1000).filter(|number| idle(number) < Some(IDLE)).count()
}

fn keeps_idle_times(server: &Sandbox) -> bool {
    server.ask(&["CLIENT", "NO-TOUCH", "OFF"]).is_ok()
}

#[test]
fn idle_times_stay_as_they_were() {
    let server = Server::start();
    fill(&server);
    for words in ["--memkeys", "--prefixes", "--prefixes --json"] {
        let redsh = Shell::redsh().on(&server).args(words.split(' '));
        redsh.run().assert_success();
        assert_eq!(used(&server), 0, "{words}");
    }
    // Before 7.2 the commands for lengths are uses of the keys.
    for words in ["--bigkeys", "--keystats"] {
        Shell::redsh().on(&server).arg(words).run().assert_success();
        let expected = if keeps_idle_times(&server) { 0 } else { 1000 };
        assert_eq!(used(&server), expected, "{words}");
    }
}

/// The names of the clients of a server.
fn names(server: &Sandbox) -> Vec<String> {
    let clients = server.ask(&["CLIENT", "LIST"]).expect("a reply");
    let fields = clients.text().split_ascii_whitespace();
    let names = fields.filter_map(|field| field.strip_prefix("name="));
    names.map(str::to_owned).collect()
}

#[test]
fn the_connection_has_the_name_of_the_analysis() {
    let server = Server::start();
    for number in 0..1000 {
        server.command(&["SET", &format!("k:{number}"), "v"]);
    }
    for name in ["bigkeys", "memkeys", "keystats", "prefixes"] {
        let option = format!("--{name}");
        let redsh = Shell::redsh()
            .on(&server)
            .args([&*option, "-i", "60", "--count", "1"]);
        let mut running = redsh.start();
        let expected = format!("redsh-{name}");
        support::wait::until(&expected, || names(&server).contains(&expected));
        running.kill();
        running.finish();
    }
}

#[test]
fn every_node_of_a_cluster_sees_the_name() {
    let cluster = Cluster::empty(3, 0);
    let lines = (0..3000).map(|number| format!("SET k:{number} v\n"));
    let redsh = || Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    redsh()
        .stdin(lines.collect::<String>())
        .run()
        .assert_success();
    let mut running = redsh()
        .args(["--bigkeys", "-i", "60", "--count", "1"])
        .start();
    for node in cluster.nodes() {
        support::wait::until("the node has the client", || {
            names(node).iter().any(|name| name == "redsh-bigkeys")
        });
    }
    running.kill();
    running.finish();
}

#[test]
fn a_user_without_the_permission_needs_no_name() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "-client"]);
    let redsh =
        Shell::redsh()
            .on(&server)
            .args(["--user", "u", "--pass", "p", "--no-auth-warning"]);
    redsh
        .arg("--bigkeys")
        .run()
        .assert_success()
        .assert_stderr("");
}
