//! The topology of a cluster as a client uses it: the owner of each slot, and the pipeline that leads there.

use super::Waits;
use crate::client::connections::Connections;
use crate::cluster::{NatMap, NodeHealth, Redirect, Route, Slot, SlotMap, Topology};
use crate::command::{CommandFlag, CommandSpec, CommandTable, Keys};
use crate::net::Address;

/// The slots of a cluster, their owners, and the keys of commands.
#[derive(Debug)]
pub struct ClusterMap {
    pub(super) topology: Option<Topology>,
    /// The user may not ask for the topology: owners are learnt from replies and redirects.
    pub(super) learns_owners: bool,
    /// The slot of the last command with keys. Its owner gets commands without keys.
    pub(super) last_slot: Option<Slot>,
    /// The number of the pipeline of each slot; `None` if it was not looked up since the topology changed.
    pipelines: SlotMap<Option<u16>>,
    pub(super) table: CommandTable,
    has_learnt: bool,
    pub(super) natmap: NatMap,
}

impl ClusterMap {
    /// A map whose topology is not known. Announced addresses go through `natmap`.
    pub(super) fn new(natmap: NatMap) -> Self {
        ClusterMap {
            topology: None,
            learns_owners: false,
            last_slot: None,
            pipelines: SlotMap::filled(None),
            table: CommandTable::builtin(),
            has_learnt: false,
            natmap,
        }
    }

    /// Forgets the cluster, and keeps the map of addresses.
    pub(super) fn forget(&mut self) {
        *self = ClusterMap::new(std::mem::take(&mut self.natmap));
    }

    pub(super) fn is_known(&self) -> bool {
        self.topology.is_some()
    }

    pub(super) fn set(&mut self, mut topology: Topology) {
        topology.map_addresses(&self.natmap);
        self.topology = Some(topology);
        self.pipelines.fill(None);
    }

    /// Begins to learn the owners of slots from replies and redirects.
    pub(super) fn learn_owners(&mut self) {
        self.learns_owners = true;
        self.set(Topology::empty());
    }

    /// A node has replied to a command for this slot.
    pub(super) fn replied(&mut self, slot: Slot, by: &Address) {
        if self.owner(slot).is_none()
            && let Some(topology) = &mut self.topology
        {
            topology.moved(slot, by);
            self.pipelines[slot] = None;
        }
    }

    /// Learns from a MOVED, and returns the new owner; `None` where only the topology can say it.
    pub(super) fn moved(&mut self, redirect: &Redirect) -> Option<Address> {
        let address = self.natmap.apply(redirect.address.as_ref()?);
        self.topology.as_mut()?.moved(redirect.slot, &address);
        self.pipelines.fill(None);
        Some(address)
    }

    pub(super) fn owner(&self, slot: Slot) -> Option<&Address> {
        let shard = self.topology.as_ref()?.owner(slot)?;
        Some(&shard.primary.address)
    }

    pub(super) fn pipeline_of(
        &mut self,
        slot: Slot,
        connections: &mut Connections,
    ) -> Option<usize> {
        if let Some(pipeline) = self.pipelines[slot] {
            return Some(usize::from(pipeline));
        }
        let pipeline = connections.pipeline_to(self.owner(slot)?);
        self.pipelines[slot] = u16::try_from(pipeline).ok();
        Some(pipeline)
    }

    /// True the first time: the server is asked about its commands once.
    pub(super) fn begin_learning(&mut self) -> bool {
        !std::mem::replace(&mut self.has_learnt, true)
    }

    /// The replicas of a slot's owner that have not failed.
    pub(super) fn replicas(&self, slot: Slot) -> Vec<Address> {
        let shard = self.topology.as_ref().and_then(|map| map.owner(slot));
        let replicas = shard.iter().flat_map(|shard| &shard.replicas);
        let serving = replicas.filter(|node| node.health != NodeHealth::Failed);
        serving.map(|node| node.address.clone()).collect()
    }

    pub(super) fn addresses(&self) -> Vec<Address> {
        let nodes = self.topology.iter().flat_map(Topology::nodes);
        nodes.map(|node| node.address.clone()).collect()
    }

    pub(super) fn route<A: AsRef<[u8]>>(&self, words: &[A]) -> Option<(Route, Waits)> {
        route_of(self.table.find(words)?, words)
    }
}

/// The route of a command. Looks its keys up once, since a load asks for the route of every command.
pub(super) fn route_of<A: AsRef<[u8]>>(spec: &CommandSpec, words: &[A]) -> Option<(Route, Waits)> {
    if !spec.accepts(words.len()) {
        // Any server refuses it before it looks at the keys.
        return None;
    }
    let keys = spec.slot_words(words);
    let waits = match &keys {
        _ if spec.flags.contains(CommandFlag::Blocking) => Waits::All,
        Keys::At(places) if places.len() > 1 => Waits::Slot,
        _ => Waits::Nothing,
    };
    Some((Route::of(&keys, words), waits))
}
