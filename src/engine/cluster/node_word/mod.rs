//! The word before a command that says which nodes it is for: `@primaries DBSIZE`.
//!
//! No command begins with an `@`: to a server such a line is an error, so that no script can mean another thing by it.

use std::fmt;

use super::announced::host_and_port;
use super::{NatMap, Node, Slot, Topology};
use crate::command::{RequestPolicy, ResponsePolicy, Tips};
use crate::net::Address;

/// How many letters of a node's id must be given, so that a word is not one by accident.
const LEAST_ID: usize = 4;

/// How many letters an id has.
const WHOLE_ID: usize = 40;

/// Which nodes are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeWord {
    /// `@primaries`
    Primaries,
    /// `@replicas`
    Replicas,
    /// `@all`: primaries and replicas.
    All,
    /// `@HOST:PORT`, as the map has it or as the cluster announces it.
    At(Address),
    /// `@ID`: the node whose id begins so, 4 to 40 hexadecimal letters.
    Id(String),
    /// `@slot:N`, or `@key:NAME` by the slot of that key: the primary that owns it.
    Owner(Slot),
}

/// One node that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Where it is.
    pub address: Address,
    /// It serves reads of its slots only to a connection that has said READONLY.
    pub is_replica: bool,
}

/// A node word that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodeWordError {
    /// It is none of those that there are.
    #[error(
        "'{0}' is no node word: there are @primaries, @replicas, @all, @HOST:PORT, @ID, @slot:N and @key:NAME"
    )]
    NotUnderstood(String),
    /// There is no such node, or no replica at all.
    #[error("'{0}' is no node that is known; '@all PING' tells which are")]
    Unknown(String),
    /// Several nodes' ids begin so.
    #[error("'{0}' is the beginning of several nodes' ids: give more of it")]
    Ambiguous(String),
    /// The slot has no owner.
    #[error("no node owns slot {0}")]
    NoOwner(Slot),
}

impl NodeWord {
    /// Whether a command's first word is meant to say for which nodes it is.
    pub fn is_meant<A: AsRef<[u8]>>(words: &[A]) -> bool {
        let first = words.first().map(AsRef::as_ref);
        first.is_some_and(|word| word.starts_with(b"@"))
    }

    /// Reads a word with its `@`. `primaries`, `slot:` and their kin in letters of any case.
    ///
    /// # Errors
    /// [`NodeWordError::NotUnderstood`].
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

    /// Whether it may mean several nodes, however many there are at the moment.
    pub fn is_group(&self) -> bool {
        matches!(
            self,
            NodeWord::Primaries | NodeWord::Replicas | NodeWord::All
        )
    }

    /// The nodes that are meant, in the order of the server, at least one. An address that is not in the topology is
    /// looked for as `natmap` maps it, too.
    ///
    /// # Errors
    /// There is none, or it is not clear which one.
    pub fn pick(&self, topology: &Topology, natmap: &NatMap) -> Result<Vec<Member>, NodeWordError> {
        let members = members(topology);
        let found: Vec<Member> = match self {
            NodeWord::Primaries => chosen(members, |_, member| !member.is_replica),
            NodeWord::Replicas => chosen(members, |_, member| member.is_replica),
            NodeWord::All => chosen(members, |_, _| true),
            NodeWord::Id(id) => chosen(members, |node, _| node.id.starts_with(id)),
            NodeWord::At(address) => {
                let mut mapped = address.clone();
                natmap.apply(&mut mapped);
                chosen(members, |node, _| {
                    same(&node.address, address) || same(&node.address, &mapped)
                })
            }
            NodeWord::Owner(slot) => return owner(topology, *slot),
        };
        match found.len() {
            0 => Err(NodeWordError::Unknown(self.to_string())),
            2.. if !self.is_group() => Err(NodeWordError::Ambiguous(self.to_string())),
            _ => Ok(found),
        }
    }

    /// Whether replies that are merged by these tips mean something for these nodes. Replicas have what their primaries
    /// have, so a sum or a list of what is in the shards is one of primaries alone.
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

fn members(topology: &Topology) -> impl Iterator<Item = (&Node, Member)> {
    let primaries = topology.primaries().map(|node| (node, false));
    let replicas = topology.replicas().map(|node| (node, true));
    primaries
        .chain(replicas)
        .map(|(node, is_replica)| (node, member(node, is_replica)))
}

fn member(node: &Node, is_replica: bool) -> Member {
    Member {
        address: node.address.clone(),
        is_replica,
    }
}

fn chosen<'t>(
    members: impl Iterator<Item = (&'t Node, Member)>,
    is_meant: impl Fn(&Node, &Member) -> bool,
) -> Vec<Member> {
    members
        .filter(|(node, member)| is_meant(node, member))
        .map(|(_, member)| member)
        .collect()
}

/// Names of hosts mean the same in letters of any case.
fn same(one: &Address, other: &Address) -> bool {
    match (one, other) {
        (
            Address::Tcp { host, port },
            Address::Tcp {
                host: name,
                port: number,
            },
        ) => port == number && host.eq_ignore_ascii_case(name),
        _ => one == other,
    }
}

fn owner(topology: &Topology, slot: Slot) -> Result<Vec<Member>, NodeWordError> {
    let shard = topology.owner(slot).ok_or(NodeWordError::NoOwner(slot))?;
    Ok(vec![member(&shard.primary, false)])
}

#[cfg(test)]
mod tests;
