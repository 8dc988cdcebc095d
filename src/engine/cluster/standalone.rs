//! The topology of a standalone server: one shard that owns every slot.
//!
//! With it, node words work outside of a cluster, too.

use super::{ClusterNode, NodeHealth, Shard, Slot, Topology};
use crate::net::Address;
use crate::resp::Value;

impl Topology {
    /// Creates a topology of one primary and its replicas.
    pub fn standalone(primary: Address, replicas: Vec<Address>) -> Self {
        let shard = Shard {
            primary: node(primary),
            replicas: replicas.into_iter().map(node).collect(),
        };
        let slots = Slot::FIRST..=Slot::LAST;
        Topology::new(vec![(shard, vec![slots])])
    }

    /// Parses the reply of the server `asked` to ROLE: a primary names its replicas, a replica its primary. If the
    /// reply cannot be parsed, the topology has only the server itself.
    pub fn from_role(reply: &Value, asked: &Address) -> Self {
        let items = reply.as_slice().unwrap_or_default();
        let (primary, replicas) = match items.first().and_then(Value::as_str) {
            Some("master") => (None, items.get(2).map_or_else(Vec::new, addresses)),
            Some("slave") => (address(&items[1..]), vec![asked.clone()]),
            _ => (None, Vec::new()),
        };
        match primary {
            Some(primary) => Topology::standalone(primary, replicas),
            None => Topology::standalone(asked.clone(), without(replicas, asked)),
        }
    }
}

fn without(mut addresses: Vec<Address>, one: &Address) -> Vec<Address> {
    addresses.retain(|address| address != one);
    addresses
}

fn addresses(replicas: &Value) -> Vec<Address> {
    let replicas = replicas.as_slice().unwrap_or_default().iter();
    replicas
        .filter_map(|replica| address(replica.as_slice()?))
        .collect()
}

/// The host and the port, the first two items.
fn address(items: &[Value]) -> Option<Address> {
    let host = items.first()?.as_str().filter(|host| !host.is_empty())?;
    let port = u16::try_from(items.get(1)?.as_integer()?).ok()?;
    Some(Address::tcp(host, port))
}

fn node(address: Address) -> ClusterNode {
    ClusterNode {
        id: String::new(),
        address,
        health: NodeHealth::Online,
    }
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
