//! CLUSTER NODES as text, CLUSTER SHARDS and CLUSTER SLOTS in RESP. A topology that was parsed from a reply is written as a
//! reply, which must parse to the same topology.

use redsh_engine::cluster::{ClusterNode, OwnView, Shard, Slot, SlotSet, Topology};
use redsh_engine::net::Address;
use redsh_engine::resp::Value;

use super::{decoded, shown};

pub(crate) fn check_nodes(data: &[u8]) {
    let reply = Value::Bulk(data.to_vec());
    shown("CLUSTER NODES", &reply);
    let Some(view) = OwnView::from_nodes(&reply) else {
        return;
    };
    let (id, epoch) = (&view.id, view.epoch);
    let slots = words(&view.slots);
    let open = view.open.iter().map(|slot| format!(" [{slot}->-x]"));
    let open: String = open.collect();
    let line = format!("{id} h:1@2 myself - 0 0 {epoch} connected{slots}{open}\n");
    let again = OwnView::from_nodes(&Value::Bulk(line.into_bytes()));
    assert_eq!(again, Some(view));
}

/// Writes the ranges of slots.
fn words(slots: &SlotSet) -> String {
    let slots: Vec<Slot> = slots.iter().collect();
    let ranges = slots.chunk_by(|one, next| one.number() + 1 == next.number());
    let word = |range: &[Slot]| format!(" {}-{}", range[0], range[range.len() - 1]);
    ranges.map(word).collect()
}

pub(crate) fn check_shards(data: &[u8]) {
    let Some(reply) = decoded(data) else {
        return;
    };
    shown("CLUSTER SHARDS", &reply);
    for tls in [false, true] {
        if let Some(topology) = Topology::from_shards(&reply, &asked(), tls) {
            check(topology);
        }
    }
}

pub(crate) fn check_slots(data: &[u8]) {
    let Some(reply) = decoded(data) else {
        return;
    };
    shown("CLUSTER SLOTS", &reply);
    if let Some(topology) = Topology::from_slots(&reply, &asked()) {
        check(topology);
    }
}

fn asked() -> Address {
    Address::tcp("asked", 7)
}

fn check(topology: Topology) {
    for node in topology.nodes() {
        let is_known = |host: &str| !host.is_empty() && host != "?";
        assert!(matches!(&node.address, Address::Tcp { host, .. } if is_known(host)));
    }
    let again = Topology::from_slots(&reply(&topology), &asked()).expect("a reply");
    let corrected = topology.clone().corrected_by(again.clone());
    for slot in Slot::all() {
        let expected = owner(&topology, slot);
        assert_eq!(owner(&again, slot), expected);
        assert_eq!(owner(&corrected, slot), expected);
    }
    let mut owners: Vec<&Shard> = Slot::all()
        .filter_map(|slot| topology.owner(slot))
        .collect();
    owners.dedup_by(|one, other| std::ptr::eq(*one, *other));
    for shard in owners {
        assert!(topology.primaries().any(|node| node == &shard.primary));
    }
}

fn owner(topology: &Topology, slot: Slot) -> Option<&Address> {
    Some(&topology.owner(slot)?.primary.address)
}

/// Writes the reply to CLUSTER SLOTS.
fn reply(topology: &Topology) -> Value {
    let slots: Vec<Slot> = Slot::all().collect();
    let owner = |slot: &Slot| topology.owner(*slot);
    let same = |one: &Slot, other: &Slot| match (owner(one), owner(other)) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let ranges = slots.chunk_by(same);
    let range = |range: &[Slot]| Some(entry(owner(&range[0])?, range));
    Value::Array(ranges.filter_map(range).collect())
}

fn entry(shard: &Shard, range: &[Slot]) -> Value {
    let number = |slot: &Slot| Value::Integer(slot.number().into());
    let mut items = vec![number(&range[0]), number(&range[range.len() - 1])];
    let nodes = std::iter::once(&shard.primary).chain(&shard.replicas);
    items.extend(nodes.map(node));
    Value::Array(items)
}

fn node(node: &ClusterNode) -> Value {
    let Address::Tcp { host, port } = &node.address else {
        unreachable!("nodes have hosts");
    };
    let text = |text: &str| Value::Bulk(text.into());
    Value::Array(vec![
        text(host),
        Value::Integer((*port).into()),
        text(&node.id),
    ])
}
