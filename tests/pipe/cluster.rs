//! Loads into a cluster: each command goes to the node of its keys, in order; commands without a node are rejected.

use super::load::{self, Load, answered};
use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::migration::Migration;
use support::shell::Shell;

/// The number of keys of each load that must reach all nodes.
const KEYS: usize = 300;

fn key(number: usize) -> String {
    format!("key:{number}")
}

/// The values of the keys.
fn values(cluster: &Cluster, keys: impl Iterator<Item = String>) -> String {
    let lines: String = keys.map(|key| format!("GET {key}\n")).collect();
    let seed = &cluster.nodes()[0];
    let outcome = Shell::redsh().on(seed).arg("-c").stdin(lines).run();
    outcome.assert_success();
    String::from_utf8(outcome.stdout).expect("the values are text")
}

/// Loads into the cluster of the first node.
fn load(cluster: &Cluster, options: &[&str], input: &[u8]) -> Load {
    load::load(&cluster.nodes()[0], options, input)
}

#[test]
fn every_command_goes_to_the_owner_of_its_keys_and_in_order() {
    let cluster = Cluster::empty(3, 0);
    let appends = |letter: &str| -> String {
        (0..KEYS)
            .map(|n| format!("APPEND {} {letter}\n", key(n)))
            .collect()
    };
    let input: String = ["a", "b", "c"].map(appends).concat();
    let load = load(&cluster, &["-c"], input.as_bytes());
    load.outcome
        .assert_success()
        .assert_stdout(answered(0, 3 * KEYS))
        .assert_stderr("");
    assert_eq!(load.rejects.as_deref(), Some(&b""[..]));
    assert_eq!(values(&cluster, (0..KEYS).map(key)), "abc\n".repeat(KEYS));
}

#[test]
fn without_c_the_first_redirect_explains_the_missing_option() {
    let cluster = Cluster::empty(3, 0);
    let elsewhere = cluster.key_on(1, 0);
    let input = format!("SET {elsewhere} 1\nSET {elsewhere} 2\n");
    let load = load(&cluster, &[], input.as_bytes());
    load.outcome.assert_code(1).assert_stdout(answered(2, 2));
    let told = String::from_utf8_lossy(&load.outcome.stderr);
    assert_eq!(told.matches("add -c").count(), 1, "{told}");
}

#[test]
fn a_transaction_has_one_slot_or_is_refused_as_a_whole() {
    let cluster = Cluster::empty(3, 0);
    let input = "MULTI\nINCR {a}1\nAPPEND {a}2 x\nEXEC\nMULTI\nINCR a\nINCR b\nEXEC\nGET a\n";
    let load = load(&cluster, &["-c"], input.as_bytes());
    load.outcome
        .assert_code(1)
        .assert_stdout(answered(1, 5))
        .assert_stderr_has(
            "command 5 at byte 35: MULTI: not sent: the transaction has keys in several slots",
        );
    assert_eq!(
        values(
            &cluster,
            ["{a}1".into(), "{a}2".into(), "a".into()].into_iter()
        ),
        "1\nx\n\n"
    );
    let rejects = String::from_utf8(load.rejects.expect("the file")).expect("text");
    assert_eq!(
        rejects,
        "*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\na\r\n*2\r\n$4\r\nINCR\r\n$1\r\nb\r\n*1\r\n$4\r\nEXEC\r\n"
    );
}

#[test]
fn commands_without_keys_are_refused_or_sent_where_the_user_says() {
    let cluster = Cluster::empty(3, 0);
    let input = b"SCRIPT LOAD \"return 1\"\nSET a 1\n";
    let scripts = || {
        let digest = "e0e1f9fabfc9d4800c877a703b823ac0578ff8db";
        let has = |node: &Sandbox| {
            let reply = node.ask(&["SCRIPT", "EXISTS", digest]).expect("a reply");
            reply.integer() == Some(1)
        };
        cluster.nodes().iter().filter(|node| has(node)).count()
    };
    let refused = load(&cluster, &["-c"], input);
    refused
        .outcome
        .assert_code(1)
        .assert_stdout(answered(1, 1))
        .assert_stderr_has("command 1 at byte 0: SCRIPT: not sent: the command has no key");
    assert_eq!(scripts(), 0);
    for (policy, nodes) in [("any", 1), ("all", 3)] {
        let option = format!("--pipe-keyless={policy}");
        let load = load(&cluster, &["-c", &option], input);
        load.outcome.assert_success().assert_stdout(answered(0, 2));
        assert_eq!(scripts(), nodes, "{policy}");
    }
}

#[test]
fn an_error_of_all_nodes_is_reported_and_counted_once() {
    let cluster = Cluster::empty(3, 0);
    let load = load(
        &cluster,
        &["-c", "--pipe-keyless=all"],
        b"CONFIG SET no-such 1\n",
    );
    load.outcome
        .assert_code(1)
        .assert_stdout(answered(1, 1))
        .assert_told("command 1 at byte 0: CONFIG: ERR");
}

#[test]
fn the_dump_of_a_node_is_loaded_with_its_select_commands() {
    let cluster = Cluster::empty(3, 0);
    let input = "SELECT 0\nSET a 1\nSELECT 1\nSET a 2\nSELECT 0\nSET b 3\n";
    let load = load(&cluster, &["-c"], input.as_bytes());
    load.outcome
        .assert_code(1)
        .assert_stdout(answered(2, 5))
        .assert_stderr_has("command 3 at byte 17: SELECT: ERR ");
    assert_eq!(
        values(&cluster, ["a".into(), "b".into()].into_iter()),
        "1\n3\n"
    );
}

#[test]
fn a_password_in_the_stream_is_used_on_every_node() {
    let cluster = Cluster::with(3, 0, &[("requirepass", "first"), ("masterauth", "first")]);
    let sets: String = (0..KEYS).map(|n| format!("SET {} 1\n", key(n))).collect();
    let input = format!("AUTH first\n{sets}");
    let outcome = Shell::redsh()
        .on(&cluster.nodes()[0])
        .args(["-c", "--no-auth-warning", "-a", "first", "--pipe"])
        .stdin(input)
        .run();
    outcome
        .assert_success()
        .assert_stdout(answered(0, KEYS + 1));
}

#[test]
fn commands_that_are_sent_while_their_slot_moves_are_applied_in_order() {
    let cluster = Cluster::empty(2, 0);
    let number = |n: usize| format!("{{moves}}:{n}");
    let slot = cluster.slot_of("{moves}");
    for n in 0..20 {
        cluster.nodes()[cluster.owner(slot)]
            .ask(&["SET", &number(n), "-"])
            .expect("the key is set");
    }
    let migration = Migration::begin(&cluster, slot, 1 - cluster.owner(slot));
    migration.move_keys(10);
    // Keys that have moved, keys that have not, new keys, pairs on both sides, and transactions of these.
    let appends: String = (0..30)
        .map(|n| format!("APPEND {} a\nAPPEND {} b\n", number(n), number(n)))
        .collect();
    let load_all = load(&cluster, &["-c"], appends.as_bytes());
    load_all
        .outcome
        .assert_success()
        .assert_stdout(answered(0, 60));
    migration.move_all();
    migration.finish();
    let expected = ["-ab\n".repeat(20), "ab\n".repeat(10)].concat();
    assert_eq!(values(&cluster, (0..30).map(number)), expected);
}
