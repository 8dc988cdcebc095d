//! Reads from replicas.

use std::fmt::Write as _;

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::script::Script;
use support::sentinel::SentinelSet;
use support::shell::Shell;
use support::wait;

use super::cluster::fakes;

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

#[test]
fn a_replica_that_is_loading_is_not_waited_for() {
    let [primary, replica] = fakes::stages();
    let node = |role: &str, port: u16| {
        format!(
            "*8\r\n$2\r\nid\r\n${}\r\n{role}\r\n$4\r\nport\r\n:{port}\r\n$2\r\nip\r\n$9\r\n127.0.0.1\r\n\
             $4\r\nrole\r\n${}\r\n{role}\r\n",
            role.len(),
            role.len()
        )
    };
    let port = primary.port();
    let nodes = node("master", port) + &node("replica", replica.port());
    let shards = format!(
        "*1\r\n*4\r\n$5\r\nslots\r\n*2\r\n:0\r\n:16383\r\n$5\r\nnodes\r\n*2\r\n{nodes}{}",
        fakes::slots(port)
    );
    let value = |script: Script| script.commands(1).send("$1\r\nv\r\n");
    let owner = value(value(Script::new().commands(2).send(shards)));
    let owner = primary.play([owner.until_closed()]);
    let loading = "-LOADING the dataset\r\n".repeat(2);
    let script = Script::new().commands(3).send(format!("+OK\r\n{loading}"));
    let replica = replica.play([script.until_closed()]);
    let redsh = Shell::redsh().args(["-c", "--replicas", "-p", &port.to_string()]);
    let redsh = redsh.stdin("GET foo\nGET foo\n").run();
    redsh.assert_success().assert_stdout("v\nv\n");
    owner.finish();
    replica.finish();
}
