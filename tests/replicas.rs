//! Reads from replicas.

use std::fmt::Write as _;

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::sentinel::SentinelSet;
use support::shell::Shell;
use support::wait;

const KEYS: usize = 60;

/// The number of calls of a command at a server.
fn calls(server: &Sandbox, command: &str) -> usize {
    let calls = server.info("commandstats", &format!("cmdstat_{command}"));
    usize::try_from(calls).expect("they are few")
}

fn lines(command: impl Fn(usize) -> String) -> String {
    (0..KEYS).fold(String::new(), |mut script, number| {
        let _ = writeln!(script, "{}", command(number));
        script
    })
}

fn values() -> String {
    lines(|number| format!("v{number}"))
}

#[test]
fn in_a_cluster_replicas_answer_reads_and_primaries_everything_else() {
    let cluster = Cluster::empty(3, 1);
    let port = cluster.ports()[0].to_string();
    let redsh = |script: String| {
        Shell::redsh()
            .args(["-c", "--replicas", "-p", &port])
            .stdin(script)
            .run()
    };
    redsh(lines(|number| format!("SET k{number} v{number}"))).assert_success();
    let (primaries, replicas) = cluster.nodes().split_at(3);
    wait::until("the replicas have all keys", || {
        let size = |node: &Sandbox| node.ask(&["DBSIZE"]).ok()?.integer();
        let sizes = replicas.iter().map(|node| size(node).unwrap_or(0));
        sizes.sum::<i64>() == KEYS as i64
    });
    redsh(lines(|number| format!("GET k{number}")))
        .assert_success()
        .assert_stdout(values());
    let sum = |nodes: &[Sandbox]| nodes.iter().map(|node| calls(node, "get")).sum::<usize>();
    assert_eq!((sum(primaries), sum(replicas)), (0, KEYS));
}

#[test]
fn a_transaction_is_not_read_from_a_replica() {
    let cluster = Cluster::empty(3, 1);
    let port = cluster.ports()[0].to_string();
    Shell::redsh()
        .args(["-c", "--replicas", "-p", &port])
        .stdin("MULTI\nSET k v\nGET k\nEXEC\n")
        .run()
        .assert_success()
        .assert_stdout("OK\nQUEUED\nQUEUED\nOK\nv\n");
}

#[test]
fn with_sentinels_the_replicas_take_turns() {
    let set = SentinelSet::start();
    let sentinel = format!("127.0.0.1:{}", set.sentinels()[0].port());
    let asked = [
        "--sentinel",
        &sentinel,
        "--master",
        "mymaster",
        "--replicas",
    ];
    let redsh = |script: String| Shell::redsh().args(asked).stdin(script).run();
    redsh(lines(|number| format!("SET k{number} v{number}")) + "WAIT 2 0\n").assert_success();
    redsh(lines(|number| format!("GET k{number}")))
        .assert_success()
        .assert_stdout(values());
    let gets: Vec<usize> = set
        .replicas()
        .iter()
        .map(|node| calls(node, "get"))
        .collect();
    assert_eq!(gets, [KEYS / 2, KEYS / 2]);
    assert_eq!(calls(set.primary(), "get"), 0);
}
