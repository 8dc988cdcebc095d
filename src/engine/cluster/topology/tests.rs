use proptest::prelude::*;

use super::*;
use crate::resp::{Null, Value};

const A: &str = "292b8525a40099e63841930844b5b487cad15660";
const B: &str = "0f185de735adf1145294dfb28b5649c74f85a7e5";

fn asked() -> Address {
    Address::tcp("seed", 7000)
}

fn bulk(text: &str) -> Value {
    Value::Bulk(text.into())
}

fn int(number: i64) -> Value {
    Value::Integer(number)
}

fn array<const N: usize>(items: [Value; N]) -> Value {
    Value::Array(items.into())
}

fn map(pairs: Vec<(&str, Value)>) -> Value {
    Value::Map(
        pairs
            .into_iter()
            .map(|(name, value)| (bulk(name), value))
            .collect(),
    )
}

/// Converts maps to flat arrays, as RESP2 sends them.
fn flattened(value: Value) -> Value {
    match value {
        Value::Map(pairs) => Value::Array(
            pairs
                .into_iter()
                .flat_map(|(k, v)| [flattened(k), flattened(v)])
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(flattened).collect()),
        other => other,
    }
}

/// A node of CLUSTER SHARDS; `more` overrides and adds.
fn node(id: &str, port: i64, role: &str, more: &[(&'static str, Value)]) -> Value {
    let defaults = [
        ("id", bulk(id)),
        ("port", int(port)),
        ("ip", bulk("127.0.0.1")),
        ("endpoint", bulk("127.0.0.1")),
        ("role", bulk(role)),
        ("replication-offset", int(28)),
        ("health", bulk("online")),
    ];
    let kept = defaults
        .into_iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    map(kept.chain(more.iter().cloned()).collect())
}

fn shard(slots: &[i64], nodes: &[Value]) -> Value {
    let slots = slots.iter().map(|slot| int(*slot)).collect();
    map(vec![
        ("slots", Value::Array(slots)),
        ("nodes", Value::Array(nodes.to_vec())),
    ])
}

fn slot(number: u16) -> Slot {
    Slot::new(number).unwrap()
}

/// The ranges of slots and their nodes, such as `0-5460 a:1 b:2, 5461-16383 nobody`.
fn shown(topology: &Topology) -> String {
    let range = |slots: &[Slot]| {
        let (first, last) = (slots[0], slots[slots.len() - 1]);
        let nodes = topology
            .owner(first)
            .into_iter()
            .flat_map(|shard| std::iter::once(&shard.primary).chain(&shard.replicas));
        let nodes: String = nodes.map(|node| format!(" {}", node.address)).collect();
        let nodes = if nodes.is_empty() { " nobody" } else { &nodes };
        format!("{first}-{last}{nodes}")
    };
    let slots: Vec<Slot> = Slot::all().collect();
    let runs = slots.chunk_by(|one, next| topology.owners[*one] == topology.owners[*next]);
    runs.map(range).collect::<Vec<_>>().join(", ")
}

fn from_shards(reply: Value, tls: bool) -> Topology {
    let both = [reply.clone(), flattened(reply)]
        .map(|reply| Topology::from_shards(&reply, &asked(), tls).unwrap());
    assert_eq!(both[0], both[1], "RESP2 and RESP3 say the same");
    both[0].clone()
}

fn two_shards() -> Topology {
    let loading = node(B, 7494, "replica", &[("health", bulk("loading"))]);
    from_shards(
        array([
            shard(&[0, 5460], &[node(A, 7491, "master", &[]), loading]),
            shard(
                &[5461, 10922, 11000, 16383],
                &[node(B, 7492, "master", &[])],
            ),
        ]),
        false,
    )
}

#[test]
fn cluster_shards_is_read_in_both_protocols() {
    let topology = two_shards();
    let expected = "0-5460 127.0.0.1:7491 127.0.0.1:7494, 5461-10922 127.0.0.1:7492, 10923-10999 nobody, \
                    11000-16383 127.0.0.1:7492";
    assert_eq!(shown(&topology), expected);
    assert_eq!(topology.owner(slot(5460)).unwrap().primary.id, A);
    assert_eq!(topology.owner(slot(10923)), None);
    assert_eq!(
        topology.replicas().next().unwrap().health,
        NodeHealth::Loading
    );
}

#[test]
fn missing_hosts_are_completed() {
    let cases: [(&[(&'static str, Value)], &str); 7] = [
        (
            &[
                ("endpoint", bulk("n1.example")),
                ("hostname", bulk("n1.example")),
            ],
            "n1.example:1",
        ),
        (&[("endpoint", bulk("?"))], "127.0.0.1:1"),
        (&[("endpoint", bulk(""))], "seed:1"),
        (&[("endpoint", Value::Null(Null::Plain))], "seed:1"),
        (&[("endpoint", bulk("::1"))], "[::1]:1"),
        (&[("endpoint", bulk("?")), ("ip", bulk(""))], "seed:1"),
        (&[("future", array([int(1)]))], "127.0.0.1:1"),
    ];
    for (more, expected) in cases {
        let topology = from_shards(
            array([shard(&[0, 16383], &[node(A, 1, "master", more)])]),
            false,
        );
        assert_eq!(shown(&topology), format!("0-16383 {expected}"));
    }
}

#[test]
fn the_port_depends_on_tls() {
    let both = node(A, 1, "master", &[("tls-port", int(2))]);
    let plain = node(A, 1, "master", &[]);
    let only_tls = node(A, 0, "master", &[("tls-port", int(2))]);
    for (node, tls, expected) in [
        (&both, true, 2),
        (&both, false, 1),
        (&plain, true, 1),
        (&only_tls, false, 2),
    ] {
        let topology = from_shards(array([shard(&[0, 16383], std::slice::from_ref(node))]), tls);
        assert_eq!(shown(&topology), format!("0-16383 127.0.0.1:{expected}"));
    }
}

#[test]
fn a_failed_primary_is_replaced_by_its_successor() {
    let failed = || node(A, 7491, "master", &[("health", bulk("fail"))]);
    // Redis 7.0 lists it as a shard without slots, other versions beside its successor.
    let apart = array([
        shard(&[0, 16383], &[node(B, 7494, "master", &[])]),
        shard(&[], &[failed()]),
    ]);
    let together = array([shard(
        &[0, 16383],
        &[failed(), node(B, 7494, "master", &[])],
    )]);
    for reply in [apart, together] {
        let topology = from_shards(reply, false);
        let primaries: Vec<_> = topology
            .primaries()
            .map(|node| node.address.to_string())
            .collect();
        assert_eq!(primaries, ["127.0.0.1:7494"]);
        assert_eq!(topology.owner(slot(1)).unwrap().primary.id, B);
    }
    let alone = from_shards(array([shard(&[0, 16383], &[failed()])]), false);
    assert_eq!(alone.primaries().next().unwrap().health, NodeHealth::Failed);
}

#[test]
fn cluster_slots_of_all_versions_is_read() {
    let metadata = map(vec![("ip", bulk("127.0.0.1"))]);
    let reply = array([
        array([
            int(0),
            int(99),
            array([bulk("n1.example"), int(1), bulk(A), metadata.clone()]),
        ]),
        array([
            int(100),
            int(199),
            array([bulk("?"), int(2), bulk(B), metadata]),
        ]),
        array([
            int(200),
            int(299),
            array([Value::Null(Null::Bulk), int(3), bulk(B), array([])]),
        ]),
        array([
            int(300),
            int(399),
            array([bulk(""), int(4)]),
            array([bulk("10.0.0.1"), int(5)]),
        ]),
        array([
            int(400),
            int(16383),
            array([bulk("n1.example"), int(1), bulk(A)]),
        ]),
        array([int(0), int(9), array([bulk("?"), int(2), bulk(B)])]),
    ]);
    for reply in [reply.clone(), flattened(reply)] {
        let topology = Topology::from_slots(&reply, &asked()).unwrap();
        let expected = "0-99 n1.example:1, 100-199 127.0.0.1:2, 200-299 seed:3, 300-399 seed:4 10.0.0.1:5, \
                        400-16383 n1.example:1";
        assert_eq!(shown(&topology), expected);
        assert_eq!(topology.shards.len(), 4);
    }
}

#[test]
fn errors_are_rejected_and_a_new_cluster_is_empty() {
    let refusal = Value::Error(b"ERR This instance has cluster support disabled".to_vec());
    assert_eq!(Topology::from_shards(&refusal, &asked(), false), None);
    assert_eq!(Topology::from_slots(&refusal, &asked()), None);
    let empty = Topology::from_slots(&array([]), &asked()).unwrap();
    assert_eq!(shown(&empty), "0-16383 nobody");
}

#[test]
fn invalid_ranges_are_skipped() {
    let topology = from_shards(
        array([shard(
            &[9, 5, 0, 16384, -1, 3, 7],
            &[node(A, 1, "master", &[])],
        )]),
        false,
    );
    assert_eq!(shown(&topology), "0-16383 nobody");
}

#[test]
fn a_moved_reply_updates_the_owner_of_its_slot() {
    let mut topology = two_shards();
    topology.moved(slot(7), &Address::tcp("127.0.0.1", 7492));
    assert_eq!(
        topology.owner(slot(7)).unwrap().primary.address.to_string(),
        "127.0.0.1:7492"
    );
    assert_eq!(
        topology.owner(slot(8)).unwrap().primary.address.to_string(),
        "127.0.0.1:7491"
    );
}

#[test]
fn a_moved_reply_that_names_a_replica_promotes_it() {
    let mut topology = two_shards();
    topology.moved(slot(7), &Address::tcp("127.0.0.1", 7494));
    assert!(shown(&topology).starts_with("0-5460 127.0.0.1:7494 127.0.0.1:7491, "));
}

#[test]
fn a_moved_reply_that_names_an_unknown_node_adds_a_shard_once() {
    let mut topology = two_shards();
    for number in [7, 8] {
        topology.moved(slot(number), &Address::tcp("new", 1));
    }
    assert_eq!(topology.shards.len(), 3);
    assert!(shown(&topology).contains("7-8 new:1, "));
}

#[test]
fn announced_addresses_are_mapped() {
    let mut topology = two_shards();
    topology.map_addresses(&"127.0.0.1=docker,127.0.0.1:7494=docker:94".parse().unwrap());
    assert!(shown(&topology).starts_with("0-5460 docker:7491 docker:94, 5461-10922 docker:7492"));
}

fn any_value() -> impl Strategy<Value = Value> {
    let word = "slots|nodes|id|port|tls-port|ip|endpoint|role|master|health|\\?|";
    let leaf = prop_oneof![
        word.prop_map(|word| bulk(&word)),
        (-2..16386i64).prop_map(int),
        any::<i64>().prop_map(int),
        Just(Value::Null(Null::Plain)),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        let pairs = prop::collection::vec((word.prop_map(|word| bulk(&word)), inner.clone()), 0..8);
        prop_oneof![
            prop::collection::vec(inner, 0..8).prop_map(Value::Array),
            pairs.prop_map(Value::Map)
        ]
    })
}

proptest! {
    #[test]
    fn any_reply_is_parsed_without_a_panic(reply in any_value()) {
        let topologies = [
            Topology::from_shards(&reply, &asked(), true),
            Topology::from_slots(&reply, &asked()),
        ];
        for topology in topologies.into_iter().flatten() {
            let known = |owner: &u16| *owner == NO_OWNER || usize::from(*owner) < topology.shards.len();
            prop_assert!(topology.owners.values().all(known));
        }
    }

    #[test]
    fn the_last_moved_reply_wins(moves in prop::collection::vec((0..16384u16, 7490..7499u16), 1..40)) {
        let mut topology = two_shards();
        let mut last = std::collections::HashMap::new();
        for (number, port) in moves {
            topology.moved(slot(number), &Address::tcp("127.0.0.1", port));
            last.insert(number, port);
            let owner = topology.owner(slot(number)).unwrap();
            prop_assert_eq!(&owner.primary.address, &Address::tcp("127.0.0.1", port));
        }
    }
}
