//! Parses CLUSTER SLOTS into a topology.
//!
//! Source: <https://redis.io/docs/latest/commands/cluster-slots/>.

use std::ops::RangeInclusive;

use super::announced::resolve;
use super::{ClusterNode, NodeHealth, Shard, Slot, Topology};
use crate::net::Address;
use crate::resp::Value;

impl Topology {
    /// Parses the reply of the node `asked` to CLUSTER SLOTS. Returns `None` for an error or another type of reply.
    pub fn from_slots(reply: &Value, asked: &Address) -> Option<Self> {
        let mut shards: Vec<(Shard, Vec<RangeInclusive<Slot>>)> = Vec::new();
        for (shard, range) in reply
            .as_slice()?
            .iter()
            .filter_map(|entry| range(entry, asked))
        {
            match shards
                .iter_mut()
                .find(|(known, _)| known.primary == shard.primary)
            {
                Some((_, ranges)) => ranges.push(range),
                None => shards.push((shard, vec![range])),
            }
        }
        Some(Topology::new(shards))
    }
}

/// A range of slots: the first, the last, the primary, the replicas.
fn range(entry: &Value, asked: &Address) -> Option<(Shard, RangeInclusive<Slot>)> {
    let [first, last, primary, replicas @ ..] = entry.as_slice()? else {
        return None;
    };
    let primary = node(primary, asked)?;
    let replicas = replicas
        .iter()
        .filter_map(|replica| node(replica, asked))
        .collect();
    let slot = |value: &Value| Slot::from_wire(value.as_integer()?);
    Some((Shard { primary, replicas }, slot(first)?..=slot(last)?))
}

/// Host, port, since 4.0 the id, and since 7.0 more about the host.
fn node(entry: &Value, asked: &Address) -> Option<ClusterNode> {
    let items = entry.as_slice()?;
    let port = u16::try_from(items.get(1)?.as_integer()?).ok()?;
    let ip = || resolve(Some(items.get(3)?.field("ip")?.as_str()?), port, asked);
    let address = resolve(items.first()?.as_str(), port, asked).or_else(ip)?;
    let id = items
        .get(2)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    Some(ClusterNode {
        id,
        address,
        health: NodeHealth::Online,
    })
}
