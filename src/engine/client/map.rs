//! The map of a cluster as a client has it: who owns which slot, and which lane leads there.

use super::destination::{Destination, Holds};
use super::dispatch::Client;
use super::{ReplyHandler, Routing};
use crate::Error;
use crate::cluster::{Health, NatMap, Redirect, Route, Slot, SlotSet, Topology};
use crate::command::{CommandSpec, CommandTable, Flag, Keys};
use crate::net::{Address, Endpoint, Login};

/// Marks a slot whose lane has not been looked up since the map changed.
const UNKNOWN: u16 = u16::MAX;

/// What is known of a cluster.
#[derive(Debug)]
pub struct Map {
    topology: Option<Topology>,
    /// The slot of the last command that had keys: commands without go to whoever owns it.
    last_slot: Option<Slot>,
    /// By slot: the number of a lane, or [`UNKNOWN`].
    lanes: Box<[u16]>,
    /// Where the keys of commands are: built in, and learnt from the server when a command is not.
    table: CommandTable,
    has_learnt: bool,
    natmap: NatMap,
}

impl Map {
    /// A map that is still to be asked for; what it will say of addresses goes through `natmap`.
    pub(super) fn new(natmap: NatMap) -> Self {
        Map {
            topology: None,
            last_slot: None,
            lanes: vec![UNKNOWN; usize::from(Slot::COUNT)].into(),
            table: CommandTable::builtin(),
            has_learnt: false,
            natmap,
        }
    }

    /// Another cluster has been named.
    pub(super) fn forget(&mut self) {
        *self = Map::new(std::mem::take(&mut self.natmap));
    }
}

impl Map {
    /// The map, where it has been read.
    pub(super) fn topology(&self) -> Option<&Topology> {
        self.topology.as_ref()
    }

    /// Whether the map has been read.
    pub(super) fn is_known(&self) -> bool {
        self.topology.is_some()
    }

    /// Takes a map that a node has given.
    pub(super) fn set(&mut self, mut topology: Topology) {
        topology.map_addresses(&self.natmap);
        self.topology = Some(topology);
        self.lanes.fill(UNKNOWN);
    }

    /// Learns from a redirect that is for good. `None` where only a new map can tell where the slot is.
    pub(super) fn learn(&mut self, redirect: &Redirect) -> Option<Address> {
        let mut address = redirect.address.clone()?;
        self.natmap.apply(&mut address);
        self.topology.as_mut()?.moved(redirect.slot, &address);
        self.lanes.fill(UNKNOWN);
        Some(address)
    }

    /// How announced addresses are reached.
    pub(super) fn natmap(&self) -> &NatMap {
        &self.natmap
    }

    fn owner(&self, slot: Slot) -> Option<&Address> {
        let shard = self.topology.as_ref()?.owner(slot)?;
        Some(&shard.primary.address)
    }

    /// What is known of commands.
    pub(super) fn table(&self) -> &CommandTable {
        &self.table
    }

    /// The replicas that hold a slot, but those that have failed.
    pub(super) fn replicas(&self, slot: Slot) -> Vec<Address> {
        let shard = self.topology.as_ref().and_then(|map| map.owner(slot));
        let replicas = shard.iter().flat_map(|shard| &shard.replicas);
        let serving = replicas.filter(|node| node.health != Health::Failed);
        serving.map(|node| node.address.clone()).collect()
    }

    pub(super) fn addresses(&self) -> Vec<Address> {
        let nodes = self.topology.iter().flat_map(Topology::nodes);
        nodes.map(|node| node.address.clone()).collect()
    }

    /// Where a command belongs, and whether what is behind it has to wait.
    fn route<A: AsRef<[u8]>>(&self, words: &[A]) -> Option<(Route, Holds)> {
        route_of(self.table.find(words)?, words)
    }
}

impl<T> Client<T> {
    /// Where a command goes; `None` where there is no choice. The map, and what is needed of the command table, are asked
    /// for where they are missing.
    pub(super) fn destination(
        &mut self,
        words: &[Vec<u8>],
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Option<Destination>, Error> {
        if !self.has_slots(handler)? {
            return Ok(None);
        }
        let by_keys = match self.route(words, handler) {
            Some((Route::Slot(slot), holds)) => {
                self.note_slot(slot);
                let lane = self.slot_lane(slot);
                lane.map(|lane| Destination::Lane { lane, slot, holds })
            }
            _ => None,
        };
        Ok(Some(by_keys.unwrap_or(Destination::Alone)))
    }

    /// Whether commands go by the slots of their keys. The map is asked for where it is missing; a server that is in no
    /// cluster is the only one from then on.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::NoMap`].
    pub fn has_slots(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<bool, Error> {
        match &self.routing {
            Routing::Cluster(map) if map.is_known() => Ok(true),
            Routing::Cluster(_) => self.interruptible(|client| client.find_slots(handler)),
            _ => Ok(false),
        }
    }

    pub(super) fn find_slots(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<bool, Error> {
        let is_cluster = self.read_first_map(handler)?;
        if !is_cluster {
            self.routing = Routing::Single;
        }
        Ok(is_cluster)
    }

    /// Whether commands go to several nodes, each over a connection of its own. The map is asked for where it is missing.
    ///
    /// # Errors
    /// The server that the user named is not to be had, or refuses its map.
    pub fn is_spread(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<bool, Error> {
        Ok(self.has_slots(handler)? || self.readers.is_some())
    }

    /// Whether commands are to go by the slots of their keys, as far as is known.
    pub fn follows_slots(&self) -> bool {
        matches!(self.routing, Routing::Cluster(_))
    }

    /// All nodes of the cluster, as far as the map is known.
    pub fn node_addresses(&self) -> Vec<Address> {
        match &self.routing {
            Routing::Cluster(map) => map.addresses(),
            _ => Vec::new(),
        }
    }

    /// The owner of a slot, where it is known, and what a connection to it is to be.
    pub(super) fn endpoint_of_slot(&mut self, slot: Slot, login: Login) -> Option<Endpoint> {
        let Routing::Cluster(map) = &self.routing else {
            return None;
        };
        let owner = map.owner(slot)?.clone();
        let lane = self.lane_at(&owner);
        Some(self.endpoint_of(lane, login))
    }

    /// All primaries, as far as the map is known, and what connections to them are to be.
    pub(super) fn primaries(&mut self, login: &Login) -> Vec<Endpoint> {
        let Routing::Cluster(map) = &self.routing else {
            return Vec::new();
        };
        let primaries = map.topology.iter().flat_map(Topology::primaries);
        let addresses: Vec<_> = primaries.map(|node| node.address.clone()).collect();
        let lanes = addresses.iter().map(|address| self.lane_at(address));
        let lanes: Vec<_> = lanes.collect();
        lanes
            .into_iter()
            .map(|lane| self.endpoint_of(lane, login.clone()))
            .collect()
    }

    /// The slots that have an owner, as far as the map is known.
    pub(super) fn owned_slots(&self) -> SlotSet {
        let Routing::Cluster(map) = &self.routing else {
            return SlotSet::new();
        };
        Slot::all()
            .filter(|slot| map.owner(*slot).is_some())
            .collect()
    }

    /// The server that commands without keys go to, and what a connection to it is to be.
    pub(super) fn endpoint_at_hand(&self, login: Login) -> Endpoint {
        self.endpoint_of(self.current, login)
    }

    /// The owner of the slot that a command's keys are in, if that is known.
    pub(super) fn owner_of(&self, words: &[Vec<u8>]) -> Option<Address> {
        match &self.routing {
            Routing::Cluster(map) => match map.route(words)?.0 {
                Route::Slot(slot) => map.owner(slot).cloned(),
                _ => None,
            },
            _ => None,
        }
    }

    fn note_slot(&mut self, slot: Slot) {
        if let Routing::Cluster(map) = &mut self.routing {
            map.last_slot = Some(slot);
        }
    }

    /// Who gets a command without keys: in a cluster the owner of the last one's slot, which a failover may have changed.
    pub(super) fn address_at_hand(&self) -> Address {
        let owner = match &self.routing {
            Routing::Cluster(map) => map.last_slot.and_then(|slot| map.owner(slot)),
            _ => None,
        };
        let current = &self.lanes[self.current].address;
        owner.unwrap_or(current).clone()
    }

    /// Where a command belongs, and whether what is behind it has to wait. What is needed of the command table is asked for
    /// where it is missing.
    pub(super) fn route<A: AsRef<[u8]>>(
        &mut self,
        words: &[A],
        handler: &mut impl ReplyHandler<T>,
    ) -> Option<(Route, Holds)> {
        let Routing::Cluster(map) = &mut self.routing else {
            return None;
        };
        match map.table.find(words) {
            Some(spec) => return route_of(spec, words),
            None if std::mem::replace(&mut map.has_learnt, true) => return None,
            None => {}
        }
        // A refusal leaves the built-in table; the server will redirect what it does not know.
        let asked = self.interruptible(|client| client.query(&["COMMAND"], handler));
        let reply = asked.ok()?;
        let Routing::Cluster(map) = &mut self.routing else {
            return None;
        };
        map.table.learn(&reply);
        map.route(words)
    }

    fn slot_lane(&mut self, slot: Slot) -> Option<usize> {
        let number = usize::from(slot.number());
        let Routing::Cluster(map) = &self.routing else {
            return None;
        };
        if map.lanes[number] != UNKNOWN {
            return Some(usize::from(map.lanes[number]));
        }
        let owner = map.owner(slot)?.clone();
        let lane = self.lane_at(&owner);
        if let Routing::Cluster(map) = &mut self.routing {
            map.lanes[number] = u16::try_from(lane).unwrap_or(UNKNOWN);
        }
        Some(lane)
    }
}

/// Looks the keys up once: a load asks for the route of every command.
fn route_of<A: AsRef<[u8]>>(spec: &CommandSpec, words: &[A]) -> Option<(Route, Holds)> {
    if !spec.accepts(words.len()) {
        // A server says so before it looks at the keys: whoever is asked will do.
        return None;
    }
    let keys = spec.slot_words(words);
    let holds = match &keys {
        _ if spec.flags.contains(Flag::Blocking) => Holds::All,
        Keys::At(places) if places.len() > 1 => Holds::Slot,
        _ => Holds::Nothing,
    };
    Some((Route::of(&keys, words), holds))
}
