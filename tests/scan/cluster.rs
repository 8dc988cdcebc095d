//! The keys of a whole cluster.

use super::{lines, names, scan, set};
use redsh_engine::cluster::Slot;
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::server::Server;

/// Writes this number of keys, each at its node.
pub(super) fn fill(cluster: &Cluster, count: usize) -> Vec<String> {
    let keys = names(count);
    let lines = keys.iter().map(|key| format!("SET {key} v\n"));
    let redsh = support::shell::Shell::redsh()
        .on(&cluster.nodes()[0])
        .arg("-c");
    redsh
        .stdin(lines.collect::<String>())
        .run()
        .assert_success();
    keys
}

pub(super) fn listed(cluster: &Cluster, words: &[&str]) -> Outcome {
    let outcome = scan(&cluster.nodes()[0]).arg("-c").args(words).run();
    outcome.assert_success().assert_stderr("");
    outcome
}

#[test]
fn all_keys_of_all_primaries_are_listed_once() {
    let cluster = Cluster::empty(3, 0);
    let keys = fill(&cluster, 5000);
    for words in [&[][..], &["--count", "10"], &["-3"]] {
        assert_eq!(lines(&listed(&cluster, words)), keys, "{words:?}");
    }
    let json = listed(&cluster, &["--json"]);
    let mut array: Vec<String> = serde_json::from_slice(&json.stdout).expect("it is JSON");
    array.sort();
    assert_eq!(array, keys);
    assert_eq!(lines(&listed(&cluster, &["--limit", "12"])).len(), 12);
    let matched = listed(&cluster, &["--pattern", "key:00000*", "--type", "string"]);
    assert_eq!(lines(&matched), keys[..10]);
}

#[test]
fn without_c_a_node_lists_its_own_keys() {
    let cluster = Cluster::empty(3, 0);
    let keys = fill(&cluster, 300);
    let parts = cluster
        .nodes()
        .iter()
        .map(|node| lines(scan(node).run().assert_success()));
    let parts: Vec<_> = parts.collect();
    assert!(parts.iter().all(|part| part.len() < keys.len()));
    let mut all = parts.concat();
    all.sort();
    assert_eq!(all, keys);
}

#[test]
fn with_c_a_server_without_cluster_support_lists_its_keys() {
    let server = Server::start();
    set(&server, &names(30));
    let outcome = scan(&server).arg("-c").run();
    assert_eq!(lines(outcome.assert_success()), names(30));
}

#[test]
fn only_the_nodes_in_the_cursor_are_scanned() {
    let cluster = Cluster::empty(3, 0);
    fill(&cluster, 300);
    let port = cluster.nodes()[1].port();
    let one = listed(&cluster, &["--cursor", &format!("127.0.0.1:{port}=0")]);
    let alone = scan(&cluster.nodes()[1]).run();
    assert_eq!(lines(&one), lines(&alone));

    let scan = |cursor| {
        scan(&cluster.nodes()[0])
            .args(["-c", "--cursor", cursor])
            .run()
    };
    scan("nowhere:1=0")
        .assert_code(1)
        .assert_complaint("cannot resume at the cursor of nowhere:1");
    scan("17")
        .assert_code(1)
        .assert_complaint("'17' is not a cursor of a cluster");
}

#[test]
fn a_cluster_is_scanned_over_tls() {
    let cluster = Cluster::tls(3, 0);
    let keys = fill(&cluster, 300);
    assert_eq!(lines(&listed(&cluster, &[])), keys);
}

/// Scans as a user with all permissions but this.
fn without(cluster: &Cluster, command: &str) -> Outcome {
    for node in cluster.nodes() {
        node.command(&[
            "ACL", "SETUSER", "u", "reset", "on", "nopass", "~*", "+@all", command,
        ]);
    }
    let login = ["-c", "--user", "u", "--pass", "x", "--no-auth-warning"];
    scan(&cluster.nodes()[0]).args(login).run()
}

#[test]
fn a_missing_permission_is_worked_around_or_reported_at_once() {
    let cluster = Cluster::empty(3, 0);
    let keys = fill(&cluster, 100);
    assert_eq!(lines(without(&cluster, "-info").assert_success()), keys);
    let outcome = without(&cluster, "-cluster|nodes");
    outcome
        .assert_code(1)
        .assert_complaint("refused CLUSTER NODES: NOPERM");
    let outcome = without(&cluster, "-scan");
    outcome
        .assert_code(1)
        .assert_complaint("refused SCAN: NOPERM");
}

#[test]
fn a_slot_without_an_owner_is_an_error_behind_the_keys_of_the_others() {
    let cluster = Cluster::with(3, 0, &[("cluster-require-full-coverage", "no")]);
    let keys = fill(&cluster, 100);
    let slot = Slot::of(b"not among the keys").number().to_string();
    for node in cluster.nodes() {
        node.command(&["CLUSTER", "DELSLOTS", &slot]);
    }
    let outcome = scan(&cluster.nodes()[0]).arg("-c").run();
    assert_eq!(lines(outcome.assert_code(1)), keys);
    outcome.assert_told("no reachable node owns 1 of the cluster's slots");
}
