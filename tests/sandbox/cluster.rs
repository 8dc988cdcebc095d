//! Throw-away clusters: complete when they have started, and able to lose a node.

use std::net::TcpStream;
use std::path::PathBuf;

use super::is_running;
use redsh_sandbox::{Plan, Sandbox};
use support::cluster::Cluster;
use support::migration::Migration;
use support::outcome::Outcome;
use support::shell::Shell;
use support::wait;

#[test]
fn a_new_cluster_accepts_a_key_for_every_node() {
    let cluster = Cluster::start(3, 0);
    for node in 0..3 {
        let key = cluster.key_on(node, 0);
        for seed in cluster.nodes() {
            redsh(seed, &["SET", &key, "v"]).assert_stdout("OK\n");
        }
        assert_eq!(cluster.nodes()[node].command(&["DBSIZE"]), b":1\r\n");
    }
}

#[test]
fn the_primaries_share_the_slots() {
    let cluster = Cluster::empty(3, 0);
    let owners = [0, 5460, 5461, 10921, 10922, 16383].map(|slot| cluster.owner(slot));
    assert_eq!(owners, [0, 0, 1, 1, 2, 2]);
}

#[test]
fn one_primary_is_a_cluster_too() {
    let cluster = Cluster::start(1, 1);
    redsh(&cluster.nodes()[0], &["SET", "k", "v"]).assert_stdout("OK\n");
    assert_eq!(cluster.nodes()[1].role(), "slave");
}

#[test]
fn a_primary_that_is_killed_is_replaced_by_its_replica() {
    let mut cluster = Cluster::start(3, 1);
    let key = cluster.key_on(1, 0);
    let slot = cluster.slot_of(&key);
    assert_eq!(cluster.nodes()[4].role(), "slave");
    assert_eq!(cluster.nodes()[1].command(&["SET", &key, "v"]), b"+OK\r\n");
    wait::until("the replica has the key", || {
        cluster.nodes()[4].command(&["DBSIZE"]) == b":1\r\n"
    });

    cluster.nodes_mut()[1].kill().expect("it can be killed");
    wait::until("the replica takes over", || cluster.owner(slot) == 4);
    cluster.wait_until_ok();
    redsh(&cluster.nodes()[0], &["GET", &key]).assert_stdout("v\n");

    cluster.nodes_mut()[1]
        .restart()
        .expect("it can be started again");
    wait::until("it comes back as a replica", || {
        cluster.nodes()[1].role() == "slave"
    });
}

#[test]
fn a_slot_can_be_moved_step_by_step() {
    let cluster = Cluster::empty(2, 0);
    let (from, to) = (&cluster.nodes()[0], &cluster.nodes()[1]);
    let key = cluster.key_on(0, 0);
    let slot = cluster.slot_of(&key);
    let twin = format!("{{{key}}}");
    from.command(&["MSET", &key, "v", &twin, "w"]);
    let ask = format!("-ASK {slot} 127.0.0.1:{}\r\n", to.port());
    let moved = format!("-MOVED {slot} 127.0.0.1:{}\r\n", to.port());

    let migration = Migration::begin(&cluster, slot, 1);
    assert_eq!(migration.move_keys(1), 1);
    let replies = [&key, &twin].map(|key| from.reply(&["GET", key]));
    let asks = replies.iter().filter(|&reply| reply == ask.as_bytes());
    assert_eq!(asks.count(), 1, "one of two keys has moved");
    assert!(from.reply(&["MGET", &key, &twin]).starts_with(b"-TRYAGAIN"));

    migration.move_all();
    migration.finish();
    assert_eq!(from.reply(&["GET", &key]), moved.as_bytes());
    assert_eq!(to.command(&["GET", &twin]), b"$1\r\nw\r\n");
    assert_eq!(cluster.owner(slot), 1);
}

#[test]
fn a_cluster_with_a_password_refuses_clients_without_it() {
    let cluster = Cluster::with(2, 1, &[("requirepass", "secret")]);
    let node = &cluster.nodes()[0];
    let key = cluster.key_on(1, 0);
    redsh(node, &["SET", &key, "v"]).assert_stdout_has("NOAUTH");
    let login = ["-a", "secret", "--no-auth-warning"];
    redsh(node, &[&login[..], &["SET", &key, "v"]].concat()).assert_stdout("OK\n");

    let migration = Migration::begin(&cluster, cluster.slot_of(&key), 0);
    assert_eq!(migration.move_keys(10), 1);
    migration.finish();
    redsh(node, &[&login[..], &["GET", &key]].concat()).assert_stdout("v\n");
}

#[test]
fn a_cluster_can_speak_only_tls() {
    let cluster = Cluster::tls(2, 1);
    let key = cluster.key_on(1, 0);
    redsh(&cluster.nodes()[0], &["SET", &key, "v"]).assert_stdout("OK\n");
    let port = cluster.ports()[0].to_string();
    Shell::redsh()
        .args(["-p", &port, "PING"])
        .run()
        .assert_code(1);
}

#[test]
fn nothing_is_left_when_a_cluster_is_dropped() {
    let cluster = Cluster::start(3, 0);
    let (ports, nodes) = (cluster.ports(), cluster.nodes().iter());
    let left: Vec<(u32, PathBuf)> = nodes
        .map(|node| (node.pid().expect("it runs"), node.folder().to_owned()))
        .collect();
    drop(cluster);
    for (pid, folder) in left {
        assert!(!is_running(pid, &folder), "a process is left");
        assert!(!folder.exists(), "a folder is left");
    }
    for port in ports {
        assert!(
            TcpStream::connect(("127.0.0.1", port)).is_err(),
            "a port is open"
        );
    }
}

#[test]
fn a_cluster_without_a_server_program_gives_the_reason() {
    let plan = Plan {
        server: Some("true".into()),
        ..Plan::default()
    };
    let error = redsh_sandbox::Cluster::start(&plan, 3, 0).expect_err("no server");
    assert!(error.to_string().starts_with("the server did not start"));
}

#[test]
fn redsh_starts_a_cluster_and_sends_to_its_first_node() {
    let outcome = Shell::redsh()
        .args(["--sandbox=cluster:3+1", "CLUSTER", "NODES"])
        .run();
    outcome.assert_success();
    let nodes = String::from_utf8_lossy(&outcome.stdout);
    let count = |flags: &str| nodes.lines().filter(|line| line.contains(flags)).count();
    assert_eq!((count("master"), count("slave")), (3, 3), "{nodes}");
    let own = nodes.lines().find(|line| line.contains("myself,master"));
    assert!(own.is_some_and(|line| line.ends_with(" 0-5460")), "{nodes}");
}

/// Runs redsh with `-c`.
fn redsh(node: &Sandbox, words: &[&str]) -> Outcome {
    Shell::redsh().on(node).arg("-c").args(words).run()
}
