//! Parses CLUSTER SHARDS (since Redis 7.0) into a topology.
//!
//! Source: <https://redis.io/docs/latest/commands/cluster-shards/>.

use std::ops::RangeInclusive;

use super::announced::resolve;
use super::{ClusterNode, NodeHealth, Shard, Slot, Topology};
use crate::net::Address;
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
}

/// Returns `None` without a primary that has an address.
fn shard(entry: &Value, asked: &Address, tls: bool) -> Option<(Shard, Vec<RangeInclusive<Slot>>)> {
    let nodes = entry.field("nodes")?.as_slice()?.iter();
    let nodes = nodes.filter_map(|fields| Some((is_primary(fields), node(fields, asked, tls)?)));
    let (primaries, replicas): (Vec<_>, Vec<_>) = nodes.partition(|(is_primary, _)| *is_primary);
    let mut nodes: Vec<_> = primaries.into_iter().map(|(_, node)| node).collect();
    // After a failover the old primary may still be listed as one, so the healthy one comes first.
    nodes.sort_by_key(|node| node.health == NodeHealth::Failed);
    let has_primary = !nodes.is_empty();
    nodes.extend(replicas.into_iter().map(|(_, node)| node));
    let mut nodes = has_primary.then_some(nodes)?.into_iter();
    let shard = Shard {
        primary: nodes.next()?,
        replicas: nodes.collect(),
    };
    Some((shard, ranges(entry.field("slots")?)))
}

fn is_primary(fields: &Value) -> bool {
    fields.field("role").and_then(Value::as_str) == Some("master")
}

fn node(fields: &Value, asked: &Address, tls: bool) -> Option<ClusterNode> {
    let text = |name| fields.field(name).and_then(Value::as_str);
    let address = address(text("endpoint"), text("ip"), port(fields, tls)?, asked)?;
    Some(ClusterNode {
        id: text("id").unwrap_or_default().to_owned(),
        address,
        health: health(text("health")),
    })
}

/// The preferred endpoint, or the IP address if that is unknown.
fn address(
    endpoint: Option<&str>,
    ip: Option<&str>,
    port: u16,
    asked: &Address,
) -> Option<Address> {
    resolve(endpoint, port, asked).or_else(|| resolve(Some(ip?), port, asked))
}

/// The port for TLS or plain text, or the other one if it is the only one.
fn port(fields: &Value, tls: bool) -> Option<u16> {
    let names = if tls {
        ["tls-port", "port"]
    } else {
        ["port", "tls-port"]
    };
    let port = |name| u16::try_from(fields.field(name)?.as_integer()?).ok();
    names.into_iter().filter_map(port).find(|port| *port != 0)
}

fn health(word: Option<&str>) -> NodeHealth {
    match word {
        Some("fail" | "failed") => NodeHealth::Failed,
        Some("loading") => NodeHealth::Loading,
        _ => NodeHealth::Online,
    }
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
