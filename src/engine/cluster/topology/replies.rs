//! Parses the replies to CLUSTER SHARDS (since Redis 7.0), CLUSTER SLOTS and ROLE into a topology.
//!
//! Sources: <https://redis.io/docs/latest/commands/cluster-shards/>,
//! <https://redis.io/docs/latest/commands/cluster-slots/>.

use std::ops::RangeInclusive;

use crate::address::Address;
use crate::cluster::announced::resolve;
use crate::cluster::{ClusterNode, NodeHealth, Shard, Slot, Topology};
use crate::resp::Value;

impl Topology {
    /// Parses the reply of the node `asked` to CLUSTER SHARDS. `tls` selects a node's TLS port. Returns `None` if the
    /// reply is an error, or if no part of it can be parsed.
    pub fn from_shards(reply: &Value, asked: &Address, tls: bool) -> Option<Self> {
        let entries = reply.as_slice()?;
        let shards = entries.iter().filter_map(|entry| shard(entry, asked, tls));
        let shards: Vec<_> = shards.collect();
        (entries.is_empty() || !shards.is_empty()).then(|| Topology::new(shards))
    }

    /// Parses the reply of the node `asked` to CLUSTER SLOTS. Returns `None` for an error or another type of reply.
    pub fn from_slots(reply: &Value, asked: &Address) -> Option<Self> {
        let mut shards: Vec<(Shard, Vec<RangeInclusive<Slot>>)> = Vec::new();
        let entries = reply.as_slice()?.iter();
        for (shard, range) in entries.filter_map(|entry| slot_range(entry, asked)) {
            let is_same = |known: &Shard| known.primary == shard.primary;
            match shards.iter_mut().find(|(known, _)| is_same(known)) {
                Some((_, ranges)) => ranges.push(range),
                None => shards.push((shard, vec![range])),
            }
        }
        Some(Topology::new(shards))
    }

    /// Creates the topology of a standalone server: one shard that owns every slot. With it, node words work outside of
    /// a cluster, too.
    pub fn standalone(primary: Address, replicas: Vec<Address>) -> Self {
        let shard = Shard {
            primary: ClusterNode::new(primary),
            replicas: replicas.into_iter().map(ClusterNode::new).collect(),
        };
        let slots = Slot::FIRST..=Slot::LAST;
        Topology::new(vec![(shard, vec![slots])])
    }

    /// Parses the reply of the server `asked` to ROLE: a primary names its replicas, a replica its primary. If the
    /// reply cannot be parsed, the topology has only the server itself.
    pub fn from_role(reply: &Value, asked: &Address) -> Self {
        let items = reply.as_slice().unwrap_or_default();
        let (primary, mut replicas) = match items.first().and_then(Value::as_str) {
            Some("master") => (None, items.get(2).map_or_else(Vec::new, replica_addresses)),
            Some("slave") => (host_and_port(&items[1..]), vec![asked.clone()]),
            _ => (None, Vec::new()),
        };
        let primary = primary.unwrap_or_else(|| asked.clone());
        replicas.retain(|address| *address != primary);
        Topology::standalone(primary, replicas)
    }
}

/// Returns `None` without a primary that has an address.
fn shard(entry: &Value, asked: &Address, tls: bool) -> Option<(Shard, Vec<RangeInclusive<Slot>>)> {
    let nodes = entry.field("nodes")?.as_slice()?.iter();
    let (primaries, replicas): (Vec<_>, Vec<_>) = nodes.partition(|fields| is_primary(fields));
    let node = |fields: &Value| node(fields, asked, tls);
    let mut primaries: Vec<_> = primaries.into_iter().filter_map(node).collect();
    // After a failover the old primary may still be listed as one, so the healthy one comes first.
    primaries.sort_by_key(|node| node.health == NodeHealth::Failed);
    let mut primaries = primaries.into_iter();
    let shard = Shard {
        primary: primaries.next()?,
        replicas: primaries
            .chain(replicas.into_iter().filter_map(node))
            .collect(),
    };
    Some((shard, ranges(entry.field("slots")?)))
}

fn is_primary(fields: &Value) -> bool {
    fields.field("role").and_then(Value::as_str) == Some("master")
}

fn node(fields: &Value, asked: &Address, tls: bool) -> Option<ClusterNode> {
    let text = |name| fields.field(name).and_then(Value::as_str);
    let port = port(fields, tls)?;
    // The IP address serves if the preferred endpoint is unknown.
    let ip = || resolve(Some(text("ip")?), port, asked);
    let address = resolve(text("endpoint"), port, asked).or_else(ip)?;
    Some(ClusterNode {
        id: text("id").unwrap_or_default().to_owned(),
        address,
        health: match text("health") {
            Some("fail" | "failed") => NodeHealth::Failed,
            Some("loading") => NodeHealth::Loading,
            _ => NodeHealth::Online,
        },
    })
}

/// The port for TLS or plain text, or the other one if it is the only one.
fn port(fields: &Value, tls: bool) -> Option<u16> {
    let names = match tls {
        true => ["tls-port", "port"],
        false => ["port", "tls-port"],
    };
    let port = |name| u16::try_from(fields.field(name)?.as_integer()?).ok();
    names.into_iter().filter_map(port).find(|port| *port != 0)
}

/// Pairs of first and last slots in a flat array.
fn ranges(slots: &Value) -> Vec<RangeInclusive<Slot>> {
    let pairs = slots.as_slice().unwrap_or_default().chunks_exact(2);
    pairs
        .filter_map(|pair| Some(slot(&pair[0])?..=slot(&pair[1])?))
        .collect()
}

fn slot(value: &Value) -> Option<Slot> {
    Slot::from_wire(value.as_integer()?)
}

/// A range of slots: the first, the last, the primary, the replicas.
fn slot_range(entry: &Value, asked: &Address) -> Option<(Shard, RangeInclusive<Slot>)> {
    let [first, last, primary, replicas @ ..] = entry.as_slice()? else {
        return None;
    };
    let primary = listed_node(primary, asked)?;
    let replicas = replicas.iter().filter_map(|node| listed_node(node, asked));
    let replicas = replicas.collect();
    Some((Shard { primary, replicas }, slot(first)?..=slot(last)?))
}

/// Host, port, since 4.0 the id, and since 7.0 more about the host.
fn listed_node(entry: &Value, asked: &Address) -> Option<ClusterNode> {
    let items = entry.as_slice()?;
    let port = u16::try_from(items.get(1)?.as_integer()?).ok()?;
    let ip = || resolve(Some(items.get(3)?.field("ip")?.as_str()?), port, asked);
    let address = resolve(items.first()?.as_str(), port, asked).or_else(ip)?;
    let id = items.get(2).and_then(Value::as_str).unwrap_or_default();
    Some(ClusterNode {
        id: id.to_owned(),
        ..ClusterNode::new(address)
    })
}

fn replica_addresses(replicas: &Value) -> Vec<Address> {
    let replicas = replicas.as_slice().unwrap_or_default().iter();
    replicas
        .filter_map(|replica| host_and_port(replica.as_slice()?))
        .collect()
}

/// The host and the port, the first two items.
fn host_and_port(items: &[Value]) -> Option<Address> {
    let host = items.first()?.as_str().filter(|host| !host.is_empty())?;
    let port = u16::try_from(items.get(1)?.as_integer()?).ok()?;
    Some(Address::tcp(host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk(text: &str) -> Value {
        Value::Bulk(text.into())
    }

    fn told(reply: Value) -> (Vec<String>, Vec<String>) {
        let topology = Topology::from_role(&reply, &Address::tcp("asked", 1));
        let addresses = |node: &ClusterNode| node.address.to_string();
        (
            topology.primaries().map(addresses).collect(),
            topology.replicas().map(addresses).collect(),
        )
    }

    #[test]
    fn role_lists_the_primary_and_its_replicas() {
        let replica =
            |host: &str, port: &str| Value::Array(vec![bulk(host), bulk(port), bulk("0")]);
        let primary = |replicas| {
            Value::Array(vec![
                bulk("master"),
                Value::Integer(9),
                Value::Array(replicas),
            ])
        };
        let slave = Value::Array(vec![
            bulk("slave"),
            bulk("a"),
            Value::Integer(2),
            bulk("connected"),
            Value::Integer(9),
        ]);
        let cases = [
            (primary(vec![]), vec!["asked:1"], vec![]),
            (
                primary(vec![replica("a", "2"), replica("b", "x"), replica("", "3")]),
                vec!["asked:1"],
                vec!["a:2"],
            ),
            (slave, vec!["a:2"], vec!["asked:1"]),
            (Value::Array(vec![bulk("slave")]), vec!["asked:1"], vec![]),
            (Value::Error(b"NOPERM no".to_vec()), vec!["asked:1"], vec![]),
        ];
        for (reply, primaries, replicas) in cases {
            let (found_primaries, found_replicas) = told(reply.clone());
            assert_eq!(found_primaries, primaries, "{reply:?}");
            assert_eq!(found_replicas, replicas, "{reply:?}");
        }
    }

    #[test]
    fn one_server_owns_every_slot() {
        let topology = Topology::standalone(Address::tcp("a", 1), Vec::new());
        assert!(Slot::all().all(|slot| topology.owner(slot).is_some()));
    }
}
