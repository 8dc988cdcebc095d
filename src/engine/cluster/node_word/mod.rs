//! The word before a command that selects nodes: `@primaries DBSIZE`.
//!
//! No command begins with `@`; servers reject such a line. So the word cannot change the meaning of a script.

use std::fmt;

use super::announced::host_and_port;
use super::{ClusterNode, NatMap, Slot, Topology};
use crate::address::Address;
use crate::command::{RequestPolicy, ResponsePolicy, Tips};

/// The minimum length of an id prefix, so that a word is not an id by accident.
const LEAST_ID: usize = 4;

/// The length of a whole id.
const WHOLE_ID: usize = 40;

/// A selection of nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeWord {
    /// `@primaries`
    Primaries,
    /// `@replicas`
    Replicas,
    /// `@all`: primaries and replicas.
    All,
    /// `@HOST:PORT`, as the topology or the cluster spells it.
    At(Address),
    /// `@ID`: the node whose id has this prefix of 4 to 40 hexadecimal digits.
    Id(String),
    /// `@slot:N` or `@key:NAME`: the primary that owns the slot.
    Owner(Slot),
}

/// A selected node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The node's address.
    pub address: Address,
    /// Whether it is a replica, which serves reads only after READONLY.
    pub is_replica: bool,
}

/// A node word that selects no node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeWordError {
    /// The word has no known form.
    #[error(
        "unknown node name '{0}'; use @primaries, @replicas, @all, @HOST:PORT, @ID, @slot:N or @key:NAME"
    )]
    NotUnderstood(String),
    /// No node matches, or the cluster has no replicas.
    #[error("no known node matches '{0}'; '@all PING' lists the nodes")]
    Unknown(String),
    /// Several nodes match an id.
    #[error("'{0}' matches the ids of several nodes; write more of the id")]
    Ambiguous(String),
    /// The slot has no owner.
    #[error("no node owns slot {0}")]
    NoOwner(Slot),
}

impl NodeWord {
    /// Returns whether the first of these words selects nodes.
    pub fn is_meant<A: AsRef<[u8]>>(words: &[A]) -> bool {
        let first = words.first().map(AsRef::as_ref);
        first.is_some_and(|word| word.starts_with(b"@"))
    }

    /// Parses a word that begins with `@`. Keywords may be in upper or lower case.
    ///
    /// # Errors
    /// Returns [`NodeWordError::NotUnderstood`].
    pub fn parse(word: &[u8]) -> Result<Self, NodeWordError> {
        let not_understood = || {
            let word = String::from_utf8_lossy(word);
            NodeWordError::NotUnderstood(word.into_owned())
        };
        let name = word.strip_prefix(b"@").ok_or_else(not_understood)?;
        if let Some(key) = after(name, b"key:") {
            return Ok(NodeWord::Owner(Slot::of(key)));
        }
        let name = std::str::from_utf8(name).ok();
        name.and_then(named).ok_or_else(not_understood)
    }

    /// Returns whether the word may select several nodes.
    pub fn is_group(&self) -> bool {
        matches!(
            self,
            NodeWord::Primaries | NodeWord::Replicas | NodeWord::All
        )
    }

    /// Returns the selected nodes, at least one, in the order of the topology. An address is also looked up as
    /// `natmap` maps it.
    ///
    /// # Errors
    /// Returns the other variants of [`NodeWordError`] if no node matches, or several match an id.
    pub fn pick(&self, topology: &Topology, natmap: &NatMap) -> Result<Vec<Member>, NodeWordError> {
        if let NodeWord::Owner(slot) = self {
            let shard = topology.owner(*slot);
            let shard = shard.ok_or(NodeWordError::NoOwner(*slot))?;
            return Ok(vec![member(&shard.primary, false)]);
        }
        let is_meant = |node: &ClusterNode, is_replica: bool| match self {
            NodeWord::Primaries => !is_replica,
            NodeWord::Replicas => is_replica,
            NodeWord::Id(id) => node.id.starts_with(id),
            NodeWord::At(address) => {
                same(&node.address, address) || same(&node.address, &natmap.apply(address))
            }
            NodeWord::All | NodeWord::Owner(_) => true,
        };
        let primaries = topology.primaries().map(|node| (node, false));
        let replicas = topology.replicas().map(|node| (node, true));
        let found: Vec<Member> = primaries
            .chain(replicas)
            .filter(|(node, is_replica)| is_meant(node, *is_replica))
            .map(|(node, is_replica)| member(node, is_replica))
            .collect();
        match found.len() {
            0 => Err(NodeWordError::Unknown(self.to_string())),
            2.. if !self.is_group() => Err(NodeWordError::Ambiguous(self.to_string())),
            _ => Ok(found),
        }
    }

    /// Returns whether merging by these tips makes sense for the selected nodes. Replicas hold copies of their
    /// primaries' data, so sums and lists of it are correct for primaries only.
    pub fn merges(&self, tips: &Tips) -> bool {
        let of_shards = matches!(
            tips.request,
            Some(RequestPolicy::AllShards | RequestPolicy::MultiShard)
        );
        let adds_up = matches!(tips.response, Some(ResponsePolicy::Sum) | None);
        *self == NodeWord::Primaries || !(of_shards && adds_up)
    }
}

impl fmt::Display for NodeWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NodeWord::Primaries => f.write_str("@primaries"),
            NodeWord::Replicas => f.write_str("@replicas"),
            NodeWord::All => f.write_str("@all"),
            NodeWord::At(address) => write!(f, "@{address}"),
            NodeWord::Id(id) => write!(f, "@{id}"),
            NodeWord::Owner(slot) => write!(f, "@slot:{slot}"),
        }
    }
}

fn named(name: &str) -> Option<NodeWord> {
    match name.to_ascii_lowercase().as_str() {
        "primaries" => return Some(NodeWord::Primaries),
        "replicas" => return Some(NodeWord::Replicas),
        "all" => return Some(NodeWord::All),
        id if is_id(id) => return Some(NodeWord::Id(id.to_owned())),
        _ => {}
    }
    if let Some(number) = after(name.as_bytes(), b"slot:") {
        let number = std::str::from_utf8(number).ok()?.parse().ok()?;
        return Slot::new(number).map(NodeWord::Owner);
    }
    let (host, port) = host_and_port(name).filter(|(host, _)| !host.is_empty())?;
    Some(NodeWord::At(Address::tcp(host, port)))
}

fn is_id(name: &str) -> bool {
    (LEAST_ID..=WHOLE_ID).contains(&name.len())
        && name.bytes().all(|letter| letter.is_ascii_hexdigit())
}

fn after<'w>(word: &'w [u8], prefix: &[u8]) -> Option<&'w [u8]> {
    let (begin, rest) = word.split_at_checked(prefix.len())?;
    begin.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn member(node: &ClusterNode, is_replica: bool) -> Member {
    Member {
        address: node.address.clone(),
        is_replica,
    }
}

/// Host names are compared without regard to case.
fn same(one: &Address, other: &Address) -> bool {
    match (one, other) {
        (Address::Tcp { host: a, port: b }, Address::Tcp { host: c, port: d }) => {
            a.eq_ignore_ascii_case(c) && b == d
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests;
