//! Many lines over a cluster that does not change.

use super::{digests, empty, redis_cli, redsh, without_notes};
use support::cluster::Cluster;

const LINES: usize = 20_000;

#[test]
fn twenty_thousand_lines_write_the_same_as_in_redis_cli_over_one_connection_for_each_node() {
    let cluster = Cluster::empty(3, 0);
    let script: String = (0..LINES)
        .map(|n| format!("SET key:{} value:{n}\n", n % 15_000))
        .collect();
    let theirs = redis_cli(&cluster).stdin(script.as_str()).run();
    assert_eq!(
        without_notes(&theirs.stdout),
        "OK\n".repeat(LINES).as_bytes()
    );
    let (left, _) = (digests(&cluster), empty(&cluster));

    let before = connections(&cluster);
    let ours = redsh(&cluster).stdin(script).run();
    let after = connections(&cluster);
    ours.assert_success().assert_stderr("");
    ours.assert_stdout("OK\n".repeat(LINES));
    assert_eq!(digests(&cluster), left);
    for (before, after) in before.iter().zip(after) {
        // The second question is a connection too.
        assert_eq!(after - before - 1, 1, "connections to one node");
    }
}

/// The number of connections that each node has accepted, including the one that asks for it.
fn connections(cluster: &Cluster) -> Vec<u64> {
    let nodes = cluster.nodes().iter();
    nodes
        .map(|node| node.info("stats", "total_connections_received"))
        .collect()
}
