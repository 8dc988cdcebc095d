//! Who owns which slot.
//!
//! Made from CLUSTER SHARDS or CLUSTER SLOTS (in files of their own), and kept up by what redirects say.

use std::ops::RangeInclusive;

use super::{NatMap, Slot};
use crate::net::Address;

/// The shards of a cluster, and which of them owns each slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topology {
    shards: Vec<Shard>,
    /// By slot: a place in `shards`, or [`NOBODY`]. One word a slot, since redirects change single ones.
    owners: Box<[u16]>,
}

/// Marks a slot that no shard owns.
const NOBODY: u16 = u16::MAX;

/// A primary and its replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Takes the writes.
    pub primary: Node,
    /// May be read from, in the order of the server.
    pub replicas: Vec<Node>,
}

/// One server of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The 40 letters of CLUSTER NODES; empty where a server did not say them.
    pub id: String,
    /// Where to reach it.
    pub address: Address,
    /// How it is, as the node that was asked saw it.
    pub health: Health,
}

/// How a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It serves.
    Online,
    /// It is a replica that has not all of its data. Servers also say so of one that has never been sent a write.
    Loading,
    /// The others cannot reach it.
    Failed,
}

impl Topology {
    /// A topology of shards with the slots that each owns. Where two claim a slot, the later one has it.
    pub(super) fn new(shards: Vec<(Shard, Vec<RangeInclusive<Slot>>)>) -> Self {
        let mut topology = Topology {
            shards: Vec::new(),
            owners: vec![NOBODY; Slot::COUNT.into()].into(),
        };
        for (shard, slots) in shards {
            let owner = topology.push(shard);
            for range in slots {
                let (start, end) = (
                    usize::from(range.start().number()),
                    usize::from(range.end().number()),
                );
                // A range that ends before it starts is empty.
                topology
                    .owners
                    .get_mut(start..=end)
                    .unwrap_or_default()
                    .fill(owner);
            }
        }
        topology
    }

    /// All shards, those without slots too, in the order of the server.
    pub fn shards(&self) -> &[Shard] {
        &self.shards
    }

    /// The primaries; not those that failed and whose slots another one has taken over.
    pub fn primaries(&self) -> impl Iterator<Item = &Node> {
        let serves = |(place, shard): &(usize, &Shard)| {
            shard.primary.health != Health::Failed || self.owns(*place)
        };
        self.shards
            .iter()
            .enumerate()
            .filter(serves)
            .map(|(_, shard)| &shard.primary)
    }

    /// All replicas.
    pub fn replicas(&self) -> impl Iterator<Item = &Node> {
        self.shards.iter().flat_map(|shard| &shard.replicas)
    }

    /// All primaries and replicas.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.primaries().chain(self.replicas())
    }

    /// The shard that owns a slot, if one does.
    pub fn owner(&self, slot: Slot) -> Option<&Shard> {
        self.shards
            .get(usize::from(self.owners[usize::from(slot.number())]))
    }

    /// The runs of slots that one shard owns, or none, from the first slot to the last.
    pub fn ranges(&self) -> impl Iterator<Item = (RangeInclusive<Slot>, Option<&Shard>)> {
        let mut start = 0;
        self.owners
            .chunk_by(|one, next| one == next)
            .filter_map(move |run| {
                let first = Slot::from_wire(start)?;
                start += i64::try_from(run.len()).ok()?;
                Some((
                    first..=Slot::from_wire(start - 1)?,
                    self.shards.get(usize::from(run[0])),
                ))
            })
    }

    /// Learns from MOVED that this slot is at that node. A replica that owns a slot has been promoted, and takes over
    /// its shard; a node that was not known is a shard of its own until the topology is asked for again.
    pub fn moved(&mut self, slot: Slot, to: &Address) {
        let owner = self.primary_at(to).or_else(|| self.promote(to));
        let owner = owner.unwrap_or_else(|| {
            let primary = Node {
                id: String::new(),
                address: to.clone(),
                health: Health::Online,
            };
            self.push(Shard {
                primary,
                replicas: Vec::new(),
            })
        });
        self.owners[usize::from(slot.number())] = owner;
    }

    /// Puts the addresses that can be reached in place of those that were announced.
    pub fn map_addresses(&mut self, natmap: &NatMap) {
        let nodes = self
            .shards
            .iter_mut()
            .flat_map(|shard| std::iter::once(&mut shard.primary).chain(&mut shard.replicas));
        nodes.for_each(|node| natmap.apply(&mut node.address));
    }

    fn push(&mut self, shard: Shard) -> u16 {
        self.shards.push(shard);
        // A cluster has at most 16384 primaries with slots; what a server claims beyond u16 owns nothing.
        u16::try_from(self.shards.len() - 1).unwrap_or(NOBODY)
    }

    fn owns(&self, place: usize) -> bool {
        self.owners.iter().any(|owner| usize::from(*owner) == place)
    }

    fn primary_at(&self, address: &Address) -> Option<u16> {
        let place = self
            .shards
            .iter()
            .position(|shard| shard.primary.address == *address)?;
        u16::try_from(place).ok()
    }

    fn promote(&mut self, address: &Address) -> Option<u16> {
        let at = |shard: &Shard| {
            shard
                .replicas
                .iter()
                .position(|replica| replica.address == *address)
        };
        let (place, replica) = self
            .shards
            .iter()
            .enumerate()
            .find_map(|(place, shard)| Some((place, at(shard)?)))?;
        let Shard { primary, replicas } = &mut self.shards[place];
        std::mem::swap(primary, &mut replicas[replica]);
        u16::try_from(place).ok()
    }
}

#[cfg(test)]
mod tests;
