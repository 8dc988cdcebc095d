//! Words for one node, whose reply is printed as if redsh had connected to it.

use super::{name, run};
use support::cluster::Cluster;

#[test]
fn a_node_is_named_by_address_id_slot_or_key() {
    let cluster = Cluster::empty(3, 0);
    let seed = &cluster.nodes()[0];
    let node = &cluster.nodes()[1];
    let id = node.ask(&["CLUSTER", "MYID"]).expect("it has an id");
    let id = id.text();
    let key = cluster.key_on(1, 0);
    let slot = cluster.slot_of(&key);
    let port = format!("port\n{}\n", node.port());
    for word in [
        format!("@{}", name(node)),
        format!("@{id}"),
        format!("@{}", &id[..12]),
        format!("@slot:{slot}"),
        format!("@key:{key}"),
    ] {
        run(seed, &format!("{word} CONFIG GET port")).assert_stdout(&port);
        run(seed, &format!("-c {word} CONFIG GET port")).assert_stdout(&port);
    }
}

#[test]
fn a_command_for_one_node_is_never_redirected() {
    let cluster = Cluster::empty(3, 0);
    let seed = &cluster.nodes()[0];
    let key = cluster.key_on(0, 0);
    let other = name(&cluster.nodes()[1]);
    let moved = format!("MOVED {} {}\n\n", cluster.slot_of(&key), name(seed));
    run(seed, &format!("-c @{other} GET {key}")).assert_stdout(moved);
}

#[test]
fn a_long_reply_of_one_node_is_whole() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(1, 0);
    let value = "x".repeat(1 << 20);
    cluster.nodes()[1].command(&["SET", &key, &value]);
    run(&cluster.nodes()[0], &format!("@key:{key} GET {key}")).assert_stdout(value + "\n");
}

#[test]
fn texts_for_people_are_printed_unchanged() {
    let cluster = Cluster::empty(3, 0);
    let node = name(&cluster.nodes()[1]);
    run(
        &cluster.nodes()[0],
        &format!("--no-raw @{node} CLUSTER NODES"),
    )
    .assert_success()
    .assert_stdout_has("myself,master");
}
