//! The number of connections.

use support::cluster::Cluster;
use support::shell::Shell;

#[test]
fn a_hostname_for_the_first_node_costs_one_more_connection() {
    let cluster = Cluster::empty(3, 0);
    let keys = (0..3).map(|node| format!("SET {} v\nPING\n", cluster.key_on(node, 0)));
    let script = keys.collect::<String>().repeat(2);
    let port = cluster.ports()[0].to_string();
    let before = connections(&cluster);
    let ours = Shell::redsh().args(["-c", "-h", "localhost", "-p", &port]);
    let ours = ours.stdin(script).run();
    let after = connections(&cluster);
    ours.assert_success().assert_stdout("OK\nPONG\n".repeat(6));
    let pairs = before.iter().zip(after);
    let made: Vec<u64> = pairs.map(|(before, after)| after - before - 1).collect();
    assert_eq!(made, [2, 1, 1]);
}

/// The number of connections that each node has accepted, including the one that asks for it.
fn connections(cluster: &Cluster) -> Vec<u64> {
    let nodes = cluster.nodes().iter();
    nodes
        .map(|node| node.info("stats", "total_connections_received"))
        .collect()
}
