//! Nodes that send the map in old formats, or send none.

use super::fakes::{only_shards, owned_by, sent, shards, slots, stages, with_lines};
use support::full::Full;
use support::script::Script;

const UNKNOWN: &str =
    "-ERR Unknown subcommand or wrong number of arguments for 'SHARDS'. Try CLUSTER HELP.\r\n";

#[test]
fn a_server_without_cluster_shards_is_asked_for_cluster_slots() {
    let [node] = stages();
    let port = node.port();
    let script = Script::new()
        .commands(2)
        .send(UNKNOWN.to_owned() + &slots(port));
    let node = node.play([script.commands(1).send("$1\r\nv\r\n").until_closed()]);
    with_lines(port, "GET foo\n")
        .assert_success()
        .assert_stdout("v\n")
        .assert_stderr("");
    let lines = ["CLUSTER SHARDS", "CLUSTER SLOTS", "GET foo"];
    assert_eq!(node.finish(), [sent(&lines)]);
}

#[test]
fn inconsistent_shards_are_ignored_in_favour_of_slots() {
    let senseless = [
        "*1\r\n*2\r\n$5\r\nslots\r\n$4\r\nnone\r\n",
        "+OK\r\n",
        "$-1\r\n",
        "*1\r\n*4\r\n$5\r\nnodes\r\n:1\r\n$5\r\nslots\r\n:2\r\n",
        "*3\r\n*0\r\n*0\r\n:7\r\n",
    ];
    for shards in senseless {
        let [node] = stages();
        let port = node.port();
        let script = Script::new()
            .commands(2)
            .send(shards.to_owned() + &slots(port));
        let node = node.play([script.commands(1).send("$1\r\nv\r\n").until_closed()]);
        with_lines(port, "GET foo\n")
            .assert_success()
            .assert_stdout("v\n")
            .assert_stderr("");
        node.finish();
    }
}

#[test]
fn slots_that_shards_omit_or_assign_to_an_old_primary_are_taken_from_slots() {
    for last in [16_383, 12_000] {
        let [node, other] = stages();
        let map = only_shards(&[(0, last, node.port())]) + &slots(other.port());
        let script = Script::new().commands(2).send(map).until_closed();
        let port = node.port();
        let node = node.play([script]);
        let other = other.play([Script::new().commands(1).send("$1\r\nv\r\n").until_closed()]);
        with_lines(port, "GET foo\n")
            .assert_success()
            .assert_stdout("v\n");
        node.finish();
        assert_eq!(other.finish(), [sent(&["GET foo"])]);
    }
}

#[test]
fn a_server_that_sends_no_map_is_named() {
    let [node] = stages();
    let port = node.port();
    let script = Script::new().commands(2).send("+OK\r\n:1\r\n");
    let node = node.play([script.until_closed()]);
    let ours = with_lines(port, "GET foo\n");
    ours.assert_code(1).assert_complaint(&format!(
        "could not read the cluster topology from 127.0.0.1:{port}: unexpected reply to CLUSTER SLOTS"
    ));
    node.finish();
}

#[test]
fn a_map_that_is_not_resp_is_reported() {
    let [node] = stages();
    let port = node.port();
    let node = node.play([Script::new()
        .commands(1)
        .send("HTTP/1.1 400 Bad Request\r\n\r\n")
        .until_closed()]);
    let ours = with_lines(port, "GET foo\n");
    ours.assert_code(1)
        .assert_complaint(&format!("127.0.0.1:{port} does not speak RESP"));
    node.finish();
}

#[test]
fn a_command_for_an_unassigned_slot_goes_to_the_current_node() {
    let [node] = stages();
    let port = node.port();
    let script = Script::new().commands(2).send(shards(&[(0, 100, port)]));
    let node = node.play([script.commands(1).send("$1\r\nv\r\n").until_closed()]);
    with_lines(port, "GET foo\n")
        .assert_success()
        .assert_stdout("v\n");
    node.finish();
}

#[test]
fn a_silent_host_is_given_up_when_another_node_sends_a_map() {
    let silent = Full::new();
    let [node] = stages();
    let port = node.port();
    let node = node.play([owned_by(silent.port())
        .commands(2)
        .send(shards(&[(0, 16_383, port)]))
        .commands(1)
        .send("+OK\r\n")
        .until_closed()]);
    with_lines(port, "SET foo v\n")
        .assert_success()
        .assert_stdout("OK\n")
        .assert_stderr("");
    assert!(node.finish()[0].ends_with(&sent(&["SET foo v"])));
}
