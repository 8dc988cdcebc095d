//! The keys that a scan must list, and those that it must not.

use std::collections::HashSet;

use support::cluster::Cluster;

/// Tag `n` belongs to shard `n` modulo 3 at the start, and has a slot of its own.
const TAGS: usize = 15;
/// The slots of the remaining tags never move.
pub(super) const MOVING: usize = 12;
const KEYS_A_TAG: usize = 50;
/// The number of keys of the first tag that stays. Its node is scanned longer than the others.
const MANY: usize = 300;
/// The length of a name, so that a pipe can buffer few of them.
const LENGTH: usize = 2000;
/// The number of keys on a node that does not own their slot.
const STRAYS: usize = 10;

/// The keys of a cluster.
pub(super) struct Keys {
    slots: Vec<u16>,
    names: HashSet<String>,
}

impl Keys {
    pub(super) fn set(cluster: &Cluster) -> Self {
        let tags: Vec<String> = (0..TAGS).map(|n| cluster.key_on(n % 3, n)).collect();
        let mut names = HashSet::new();
        for (number, tag) in tags.iter().enumerate() {
            let count = if number == MOVING { MANY } else { KEYS_A_TAG };
            let keys: Vec<String> = (0..count).map(|key| name(tag, key)).collect();
            let pairs = keys.iter().flat_map(|key| [key.as_str(), "v"]);
            let words: Vec<&str> = ["MSET"].into_iter().chain(pairs).collect();
            cluster.nodes()[number % 3].command(&words);
            names.extend(keys);
        }
        for (number, tag) in tags.iter().enumerate().skip(MOVING) {
            leave_behind(cluster, tag, (number + 1) % 3);
        }
        let slots = tags.iter().map(|tag| cluster.slot_of(tag)).collect();
        Keys { slots, names }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn slot(&self, tag: usize) -> u16 {
        self.slots[tag]
    }

    #[track_caller]
    pub(super) fn assert_listed(&self, listed: &HashSet<String>, when: &str) {
        let missing = told(self.names.difference(listed));
        let strange = told(listed.difference(&self.names));
        assert!(
            missing.is_empty() && strange.is_empty(),
            "{when}: missing: {missing:?}; never there: {strange:?}"
        );
    }
}

fn name(tag: &str, number: usize) -> String {
    let name = format!("{{{tag}}}:{number}:");
    format!("{name:x<LENGTH$}")
}

/// Writes keys that no client can read: a node has them, but does not own their slot.
fn leave_behind(cluster: &Cluster, tag: &str, node: usize) {
    let slot = cluster.slot_of(tag);
    let owner = &cluster.nodes()[cluster.owner(slot)];
    let id = owner.ask(&["CLUSTER", "MYID"]).expect("it has a name");
    let id = id.text();
    let dump = owner.ask(&["DUMP", &name(tag, 0)]).expect("a key's dump");
    let dump = &dump.strings()[0];
    let (node, slot) = (&cluster.nodes()[node], slot.to_string());
    node.command(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", id]);
    for key in MANY..MANY + STRAYS {
        let name = name(tag, key);
        node.command(&[b"RESTORE-ASKING", name.as_bytes(), b"0", dump]);
    }
    node.command(&["CLUSTER", "SETSLOT", &slot, "STABLE"]);
}

/// The names without their padding.
fn told<'k>(names: impl Iterator<Item = &'k String>) -> Vec<&'k str> {
    names.map(|name| name.trim_end_matches('x')).collect()
}
