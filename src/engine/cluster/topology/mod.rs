//! The owner of every slot.
//!
//! A topology is parsed from CLUSTER SHARDS or CLUSTER SLOTS, and updated by redirects.

mod replies;

use std::ops::RangeInclusive;

use super::{NatMap, Slot, SlotMap};
use crate::address::Address;

/// The shards of a cluster, and the owner of each slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topology {
    shards: Vec<Shard>,
    /// For each slot an index into `shards`, or [`NO_OWNER`].
    owners: SlotMap<u16>,
}

/// Marks a slot that no shard owns.
const NO_OWNER: u16 = u16::MAX;

/// A primary and its replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// The primary, which takes the writes.
    pub primary: ClusterNode,
    /// The replicas, which can serve reads, in the order of the server.
    pub replicas: Vec<ClusterNode>,
}

/// A node of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterNode {
    /// The 40-digit id; empty if the server did not report it.
    pub id: String,
    /// The node's address.
    pub address: Address,
    /// The node's health, as the node that was asked reported it.
    pub health: NodeHealth,
}

/// The health of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeHealth {
    /// The node is available.
    Online,
    /// A replica that has not loaded all of its data. Servers also report this for a replica that has never received
    /// a write.
    Loading,
    /// The other nodes cannot reach it.
    Failed,
}

impl ClusterNode {
    fn new(address: Address) -> Self {
        ClusterNode {
            id: String::new(),
            address,
            health: NodeHealth::Online,
        }
    }
}

impl Topology {
    /// Creates a topology without nodes.
    pub(crate) fn empty() -> Self {
        Topology::new(Vec::new())
    }

    /// Creates a topology from shards and their slots. A slot of several shards belongs to the last of them.
    pub(super) fn new(shards: Vec<(Shard, Vec<RangeInclusive<Slot>>)>) -> Self {
        let mut topology = Topology {
            shards: Vec::new(),
            owners: SlotMap::filled(NO_OWNER),
        };
        for (shard, slots) in shards {
            let owner = topology.push(shard);
            for range in slots {
                topology.owners.fill_range(&range, owner);
            }
        }
        topology
    }

    /// Iterates over the primaries, without failed ones whose slots have been taken over.
    pub fn primaries(&self) -> impl Iterator<Item = &ClusterNode> {
        let serves = |(place, shard): &(usize, &Shard)| {
            shard.primary.health != NodeHealth::Failed || self.owns(*place)
        };
        let shards = self.shards.iter().enumerate().filter(serves);
        shards.map(|(_, shard)| &shard.primary)
    }

    /// Iterates over the replicas.
    pub fn replicas(&self) -> impl Iterator<Item = &ClusterNode> {
        self.shards.iter().flat_map(|shard| &shard.replicas)
    }

    /// Iterates over the primaries and the replicas.
    pub fn nodes(&self) -> impl Iterator<Item = &ClusterNode> {
        self.primaries().chain(self.replicas())
    }

    /// Returns the shard that owns a slot.
    pub fn owner(&self, slot: Slot) -> Option<&Shard> {
        self.shards.get(usize::from(self.owners[slot]))
    }

    /// Records a MOVED. A replica that owns a slot has been promoted, and becomes the primary of its shard. An
    /// unknown node becomes a shard of its own until the topology is read again.
    pub fn moved(&mut self, slot: Slot, to: &Address) {
        let owner = self.primary_at(to).or_else(|| self.promote(to));
        let owner = owner.unwrap_or_else(|| {
            self.push(Shard {
                primary: ClusterNode::new(to.clone()),
                replicas: Vec::new(),
            })
        });
        self.owners[slot] = owner;
    }

    /// The topology by CLUSTER SHARDS (`self`), corrected by CLUSTER SLOTS of the same node.
    ///
    /// Redis 8.2 reports in CLUSTER SHARDS the old primary for up to a second after a failover, and omits the slots of a
    /// primary that has failed. CLUSTER SLOTS omits nodes without slots, and the health of nodes.
    pub fn corrected_by(self, mut slots: Topology) -> Topology {
        if self.has_owners_of(&slots) {
            return self;
        }
        let known: Vec<ClusterNode> = self.nodes().cloned().collect();
        let health = |address: &Address| {
            let node = known.iter().find(|node| node.address == *address);
            node.map_or(NodeHealth::Online, |node| node.health)
        };
        for shard in &mut slots.shards {
            let nodes = std::iter::once(&mut shard.primary).chain(&mut shard.replicas);
            nodes.for_each(|node| node.health = health(&node.address));
        }
        for shard in self.shards {
            let is_listed = slots
                .nodes()
                .any(|node| node.address == shard.primary.address);
            if !is_listed {
                slots.push(shard);
            }
        }
        slots
    }

    /// Whether each slot has the same owner in another topology.
    fn has_owners_of(&self, other: &Topology) -> bool {
        let same: Vec<Option<u16>> = (self.shards.iter())
            .map(|shard| other.primary_at(&shard.primary.address))
            .collect();
        Slot::all().all(|slot| {
            let own = same.get(usize::from(self.owners[slot]));
            own.copied().flatten().unwrap_or(NO_OWNER) == other.owners[slot]
        })
    }

    /// Replaces announced addresses by reachable ones.
    pub fn map_addresses(&mut self, natmap: &NatMap) {
        for Shard { primary, replicas } in &mut self.shards {
            let nodes = std::iter::once(primary).chain(replicas);
            nodes.for_each(|node| node.address = natmap.apply(&node.address));
        }
    }

    fn push(&mut self, shard: Shard) -> u16 {
        self.shards.push(shard);
        // A cluster has at most 16384 primaries with slots. Shards beyond the range of u16 own no slots.
        u16::try_from(self.shards.len() - 1).unwrap_or(NO_OWNER)
    }

    fn owns(&self, place: usize) -> bool {
        let mut owners = self.owners.values();
        owners.any(|owner| usize::from(*owner) == place)
    }

    fn primary_at(&self, address: &Address) -> Option<u16> {
        let mut shards = self.shards.iter();
        let place = shards.position(|shard| shard.primary.address == *address)?;
        u16::try_from(place).ok()
    }

    fn promote(&mut self, address: &Address) -> Option<u16> {
        let is_here = |node: &ClusterNode| node.address == *address;
        for (place, Shard { primary, replicas }) in self.shards.iter_mut().enumerate() {
            if let Some(replica) = replicas.iter_mut().find(|node| is_here(node)) {
                std::mem::swap(primary, replica);
                return u16::try_from(place).ok();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
