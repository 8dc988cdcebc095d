//! A cluster that changes before and during a scan.

use super::cluster::{fill, listed};
use super::{distinct, lines, scan};
use support::cluster::Cluster;
use support::coprocess::Coprocess;
use support::migration::Migration;

/// Slots of the keys of a node, this many of them, each with several keys.
fn busy_slots(cluster: &Cluster, node: usize, count: usize) -> Vec<u16> {
    let mut slots: Vec<u16> = (0..count)
        .map(|number| cluster.slot_of(&cluster.key_on(node, number)))
        .collect();
    slots.dedup();
    for (number, slot) in slots.iter().enumerate() {
        let tag = cluster.key_on(node, number);
        assert_eq!(cluster.slot_of(&tag), *slot);
        for key in 0..10 {
            cluster.nodes()[node].command(&["SET", &format!("{{{tag}}}:{key}"), "v"]);
        }
    }
    slots
}

/// All keys of all nodes, each once.
fn all_keys(cluster: &Cluster) -> Vec<String> {
    distinct(
        cluster
            .nodes()
            .iter()
            .flat_map(|node| lines(&scan(node).run())),
    )
}

#[test]
fn keys_of_a_moving_slot_are_listed_in_every_stage() {
    let cluster = Cluster::empty(3, 0);
    fill(&cluster, 100);
    let slot = busy_slots(&cluster, 0, 1)[0];
    let keys = all_keys(&cluster);
    let migration = Migration::begin(&cluster, slot, 1);
    assert_eq!(lines(&listed(&cluster, &[])), keys, "it is open");
    migration.move_keys(4);
    // Keys that have not moved are listed at their old node first, and then again with the others.
    let twice = lines(&listed(&cluster, &[]));
    assert_eq!(twice.len(), keys.len() + 6, "some have moved");
    assert_eq!(distinct(twice), keys);
    let typed = listed(&cluster, &["--type", "string", "--pattern", "{*:[0-9]"]);
    assert_eq!(distinct(lines(&typed)).len(), 10);
    assert_eq!(lines(&listed(&cluster, &["--type", "hash"])).len(), 0);
    migration.move_all();
    assert_eq!(lines(&listed(&cluster, &[])), keys, "all have moved");
    migration.finish();
    assert_eq!(lines(&listed(&cluster, &[])), keys, "it has a new owner");
}

#[test]
fn keys_that_a_move_left_behind_are_not_listed() {
    let cluster = Cluster::empty(3, 0);
    let slot = busy_slots(&cluster, 0, 1)[0];
    let keys = all_keys(&cluster);
    let migration = Migration::begin(&cluster, slot, 1);
    migration.move_keys(4);
    for node in cluster.nodes() {
        node.command(&["CLUSTER", "SETSLOT", &slot.to_string(), "STABLE"]);
    }
    let left = lines(&listed(&cluster, &[]));
    assert_eq!(left.len(), 6);
    assert!(left.iter().all(|key| keys.contains(key)));
    assert_eq!(all_keys(&cluster), keys, "they are in memory still");
}

/// A slow scan that has begun at every node.
fn begun(cluster: &Cluster) -> (Coprocess, Vec<String>) {
    let mut ours = scan(&cluster.nodes()[0])
        .args(["-c", "--count", "10", "-i", "0.02"])
        .start();
    let first = (0..60).map(|_| ours.read_line()).collect();
    (ours, first)
}

#[track_caller]
fn assert_all(ours: Coprocess, first: Vec<String>, keys: &[String]) {
    let ended = ours.finish();
    ended.assert_success().assert_stderr("");
    let all = [first, lines(&ended)].concat();
    let count = all.len();
    assert_eq!(distinct(all), keys);
    assert!(
        count < keys.len() * 2,
        "{count} lines for {} keys",
        keys.len()
    );
}

#[test]
fn slots_that_move_during_a_scan_are_not_missed() {
    let cluster = Cluster::empty(3, 0);
    fill(&cluster, 2000);
    let slots: Vec<(u16, usize)> = (0..3)
        .flat_map(|node| {
            busy_slots(&cluster, node, 8)
                .into_iter()
                .map(move |slot| (slot, (node + 1) % 3))
        })
        .collect();
    let keys = all_keys(&cluster);
    let (ours, first) = begun(&cluster);
    for (slot, to) in slots {
        let migration = Migration::begin(&cluster, slot, to);
        migration.move_all();
        migration.finish();
    }
    assert_all(ours, first, &keys);
}

#[test]
fn a_slot_that_leaves_during_a_scan_and_comes_back_is_not_missed() {
    let cluster = Cluster::empty(3, 0);
    fill(&cluster, 2000);
    let slots = busy_slots(&cluster, 0, 8);
    let keys = all_keys(&cluster);
    let (ours, first) = begun(&cluster);
    for to in [1, 0] {
        for slot in &slots {
            let migration = Migration::begin(&cluster, *slot, to);
            migration.move_all();
            migration.finish();
        }
    }
    assert_all(ours, first, &keys);
}

#[test]
fn a_primary_that_is_lost_during_a_scan_is_scanned_again_at_its_replica() {
    let mut cluster = Cluster::empty(3, 1);
    let keys = fill(&cluster, 1500);
    for node in &cluster.nodes()[..3] {
        node.command(&["WAIT", "1", "0"]);
    }
    let (ours, first) = begun(&cluster);
    cluster.nodes_mut()[1].kill().expect("it can be killed");
    assert_all(ours, first, &keys);
}
