//! `--hotkeys`.

use support::cluster::Cluster;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

#[test]
fn a_key_that_vanishes_is_reported_and_counted() {
    let refusals = "-ERR unknown subcommand\r\n-ERR cluster support disabled\r\n+OK\r\n";
    let page = "*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n";
    let script = Script::new().commands(3).send(refusals);
    let script = script.commands(1).send(":2\r\n").commands(1).send(page);
    let script = script.commands(2).send("$-1\r\n:7\r\n");
    let peer = Peer::playing(script.until_closed());
    let port = peer.port().to_string();
    let outcome = Shell::redsh().args(["-p", &port, "--hotkeys"]).run();
    outcome.assert_success();
    outcome.assert_stderr("Warning: OBJECT freq on '\"a\"' failed (may have been deleted)\n");
    outcome.assert_stdout(
        "
# Scanning the entire keyspace to find hot keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

[00.00%] Hot key '\"b\"' found so far with counter 7

-------- summary -------

Sampled 2 keys in the keyspace!
hot key found with counter: 7\tkeyname: \"b\"
",
    );
}

#[test]
fn a_server_without_counters_says_how_to_get_them() {
    let server = Server::start();
    server.command(&["SET", "k", "v"]);
    let outcome = Shell::redsh().on(&server).arg("--hotkeys").run();
    outcome
        .assert_code(1)
        .assert_told("could not read the counters of the keys: ERR An LFU maxmemory policy");
}

#[test]
fn the_hottest_keys_of_a_cluster_are_one_list() {
    let cluster = Cluster::start(3, 0);
    for node in cluster.nodes() {
        node.command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"]);
    }
    let lines = (0..60).map(|number| format!("SET key:{number} v\n"));
    let redsh = || Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    redsh()
        .stdin(lines.collect::<String>())
        .run()
        .assert_success();
    let outcome = redsh().args(["--hotkeys-count", "50"]).run();
    outcome.assert_success().assert_stderr("");
    outcome.assert_stdout_has("\nSampled 60 keys in the keyspace!\n");
    let text = String::from_utf8_lossy(&outcome.stdout);
    assert_eq!(text.matches("hot key found with counter: ").count(), 50);
}
