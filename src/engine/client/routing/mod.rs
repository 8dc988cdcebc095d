//! Routing: which node gets a command.
//!
//! The router decides by the topology, the replicas, the open transaction and the fences. It opens no connection except to
//! ask for the topology ([`lookup`]).

mod cluster_map;
mod destination;
mod lookup;
mod replicas;

pub use self::cluster_map::ClusterMap;

use self::cluster_map::route_of;
pub(super) use self::destination::{Destination, OpenTransaction, Waits};
use self::replicas::ReplicaRouting;
use super::connections::Connections;
use super::primary_watch::PrimaryWatch;
use super::recent::Recent;
use super::state::request::Request;
use super::{Sentinels, TransactionPosition};
use crate::Error;
use crate::cluster::{NatMap, Redirect, Route, Slot, SlotSet, Topology};
use crate::command::CommandTable;
use crate::error::Reaction;
use crate::net::{Address, ConnectionHandle, Endpoint};

/// Which server gets a command.
#[derive(Debug)]
#[non_exhaustive]
pub enum Routing {
    /// The server that the user named.
    Single,
    /// The server that the user named, and servers that it redirects to: for one command, which would otherwise cost a
    /// round trip for the topology.
    Follow,
    /// The owner of the keys' slot. A server outside of a cluster becomes a [`Single`](Self::Single).
    Cluster(Box<ClusterMap>),
    /// The primary that sentinels name, now and after a failover.
    Sentinel(Box<Sentinels>),
}

impl Routing {
    /// Routes by slot. The topology is read when it is first needed; its addresses go through `natmap`.
    pub fn cluster(natmap: NatMap) -> Self {
        Routing::Cluster(Box::new(ClusterMap::new(natmap)))
    }

    /// Routes to the primary that these sentinels name.
    pub fn sentinel(sentinels: Sentinels) -> Self {
        Routing::Sentinel(Box::new(sentinels))
    }
}

#[derive(Debug)]
pub(super) struct Router {
    routing: Routing,
    replicas: Option<ReplicaRouting>,
    pub(super) transaction: OpenTransaction,
    /// The open transaction has a command that changes the login.
    pub(super) changes_login: bool,
    /// Slots whose next command waits until all commands before it have replies.
    fences: Vec<Slot>,
    unsettled: Recent<Slot>,
    /// Runs since the first connection to a primary that sentinels name.
    watch: Option<PrimaryWatch>,
}

impl Router {
    pub(super) fn new(routing: Routing) -> Self {
        Router {
            routing,
            replicas: None,
            transaction: OpenTransaction::None,
            changes_login: false,
            fences: Vec::new(),
            unsettled: Recent::default(),
            watch: None,
        }
    }

    pub(super) fn read_from_replicas(&mut self) {
        self.replicas = Some(ReplicaRouting::new());
    }

    /// A connection was opened to this node. If sentinels name it as the primary, it is left when they name another one.
    pub(super) fn connected(&mut self, address: &Address, connection: ConnectionHandle) {
        if let Routing::Sentinel(sentinels) = &self.routing
            && sentinels.listens
        {
            let start = || PrimaryWatch::start((**sentinels).clone());
            let watch = self.watch.get_or_insert_with(start);
            watch.guard(address.clone(), connection);
        }
    }

    /// Another server was named: the topology and the sentinels of the old one do not apply to it.
    pub(super) fn forget(&mut self) {
        self.transaction = OpenTransaction::None;
        match &mut self.routing {
            Routing::Cluster(map) => map.forget(),
            Routing::Sentinel(_) => {
                self.routing = Routing::Single;
                self.watch = None;
            }
            Routing::Single | Routing::Follow => {}
        }
    }

    /// Whether another server may serve in place of one that is gone.
    pub(super) fn has_alternatives(&self) -> bool {
        match &self.routing {
            Routing::Single | Routing::Follow => false,
            Routing::Cluster(map) => map.is_known(),
            Routing::Sentinel(_) => true,
        }
    }

    /// Whether commands are routed by slot, as far as is known.
    pub(super) fn is_cluster(&self) -> bool {
        matches!(self.routing, Routing::Cluster(_))
    }

    /// Whether commands without keys follow the last reply: a node that redirects knows better.
    pub(super) fn follows_replies(&self) -> bool {
        matches!(self.routing, Routing::Follow | Routing::Cluster(_))
    }

    /// Whether the topology, or a sentinel, says which node serves after a connection is lost.
    pub(super) fn has_topology(&self) -> bool {
        matches!(self.routing, Routing::Cluster(_) | Routing::Sentinel(_))
    }

    fn map(&self) -> Option<&ClusterMap> {
        match &self.routing {
            Routing::Cluster(map) => Some(map),
            _ => None,
        }
    }

    fn map_mut(&mut self) -> Option<&mut ClusterMap> {
        match &mut self.routing {
            Routing::Cluster(map) => Some(map),
            _ => None,
        }
    }

    /// The commands of a cluster; `None` where commands are not routed by slot.
    pub(super) fn table(&self) -> Option<&CommandTable> {
        self.map().map(|map| &map.table)
    }

    /// Whether commands are routed by slot. Reads the topology if it is not known; a server outside of a cluster is the only
    /// one from then on.
    pub(super) fn has_slots(&mut self, connections: &mut Connections) -> Result<bool, Error> {
        match self.map() {
            Some(map) if map.is_known() => Ok(true),
            Some(_) => connections.interruptible(|connections| self.find_slots(connections)),
            None => Ok(false),
        }
    }

    /// Whether commands go to several nodes, each over its own connection.
    pub(super) fn is_distributed(&mut self, connections: &mut Connections) -> Result<bool, Error> {
        Ok(self.has_slots(connections)? || self.replicas.is_some())
    }

    /// The destination of a command; `None` where there is only one server. Reads the topology and the command table if
    /// they are missing.
    pub(super) fn destination(
        &mut self,
        words: &[Vec<u8>],
        connections: &mut Connections,
    ) -> Result<Option<Destination>, Error> {
        if !self.has_slots(connections)? {
            return Ok(None);
        }
        let by_keys = match self.route(words, connections) {
            Some((Route::Slot(slot), waits)) => {
                self.pipeline_of(slot, connections)
                    .map(|node| Destination::Node {
                        pipeline: node,
                        slot,
                        waits,
                    })
            }
            _ => None,
        };
        Ok(Some(by_keys.unwrap_or(Destination::Alone)))
    }

    fn pipeline_of(&mut self, slot: Slot, connections: &mut Connections) -> Option<usize> {
        let map = self.map_mut()?;
        map.last_slot = Some(slot);
        map.pipeline_of(slot, connections)
    }

    /// The route of a command, and which commands behind it wait for its reply. Asks the server about a command that is not
    /// known.
    pub(super) fn route<A: AsRef<[u8]>>(
        &mut self,
        words: &[A],
        connections: &mut Connections,
    ) -> Option<(Route, Waits)> {
        let map = self.map_mut()?;
        if let Some(spec) = map.table.find(words) {
            return route_of(spec, words);
        }
        if !map.begin_learning() {
            return None;
        }
        // If COMMAND is refused, the built-in table stays in use, and the server redirects unknown commands.
        let address = connections.address().clone();
        let reply = connections
            .interruptible(|connections| connections.query(&address, &["COMMAND"], None))
            .ok()?;
        let map = self.map_mut()?;
        map.table.learn(&reply);
        map.route(words)
    }

    /// The owner of the slot of a command's keys, if it is known.
    pub(super) fn owner_of(&self, words: &[Vec<u8>]) -> Option<Address> {
        let map = self.map()?;
        match map.route(words)?.0 {
            Route::Slot(slot) => map.owner(slot).cloned(),
            _ => None,
        }
    }

    /// The node of a command without keys: in a cluster the owner of the last slot that was used, which a failover may have
    /// changed.
    pub(super) fn default_address(&self, connections: &Connections) -> Address {
        let owner = self.map().and_then(|map| map.owner(map.last_slot?));
        owner.unwrap_or(connections.address()).clone()
    }

    /// The endpoint of the owner of a slot, if it is known.
    pub(super) fn endpoint_of_slot(
        &self,
        slot: Slot,
        connections: &mut Connections,
    ) -> Option<Endpoint> {
        let owner = self.map()?.owner(slot)?;
        Some(connections.endpoint_at(owner))
    }

    pub(super) fn primaries(&self, connections: &mut Connections) -> Vec<Endpoint> {
        let topology = self.map().and_then(|map| map.topology.as_ref());
        let primaries = topology.into_iter().flat_map(Topology::primaries);
        primaries
            .map(|node| connections.endpoint_at(&node.address))
            .collect()
    }

    pub(super) fn node_addresses(&self) -> Vec<Address> {
        self.map().map_or_else(Vec::new, ClusterMap::addresses)
    }

    pub(super) fn owned_slots(&self) -> SlotSet {
        let map = self.map();
        Slot::all()
            .filter(|slot| map.is_some_and(|map| map.owner(*slot).is_some()))
            .collect()
    }

    pub(super) fn natmap(&self) -> NatMap {
        self.map()
            .map_or_else(NatMap::default, |map| map.natmap.clone())
    }

    /// The reachable address of a node that a redirect names.
    pub(super) fn mapped(&self, address: Address) -> Address {
        self.natmap().apply(&address)
    }

    /// Whether the owners of slots are learnt from replies and redirects.
    pub(super) fn learns_owners(&self) -> bool {
        self.map().is_some_and(|map| map.learns_owners)
    }

    /// A node has replied to a command for this slot.
    pub(super) fn replied(&mut self, slot: Slot, by: &Address) {
        if let Some(map) = self.map_mut() {
            map.replied(slot, by);
        }
    }

    /// Learns from a MOVED, and returns the new owner; `None` where only the topology can say it.
    pub(super) fn moved(&mut self, redirect: &Redirect) -> Option<Address> {
        match self.map_mut() {
            Some(map) => map.moved(redirect),
            None => Some(
                redirect
                    .address
                    .as_ref()
                    .unwrap_or(&redirect.beside)
                    .clone(),
            ),
        }
    }

    /// Whether the client handles this error reply to a request. Inside a transaction it handles none: the server refuses
    /// the transaction as a whole.
    pub(super) fn handles<T>(&self, request: &Request<T>) -> impl Fn(&[u8]) -> bool + use<T> {
        let has_source = request.source.is_some();
        let may_redirect = !matches!(self.routing, Routing::Single)
            && request.position == TransactionPosition::Alone;
        let has_topology = !matches!(self.routing, Routing::Follow);
        move |error| match Reaction::to(error, &Address::tcp("", 0)) {
            Reaction::Show => false,
            Reaction::LoadScript => has_source,
            Reaction::Moved(_) | Reaction::Ask(_) => may_redirect,
            Reaction::Refresh => may_redirect && has_topology,
            Reaction::Wait | Reaction::WaitAndRefresh => may_redirect,
        }
    }

    /// Whether the slot's next command waits until all commands before it have replies.
    pub(super) fn is_fenced(&mut self, slot: Slot) -> bool {
        self.fences.contains(&slot) || self.unsettled.contains(&slot)
    }

    /// A node refused a command of this slot.
    pub(super) fn refused(&mut self, slot: Slot) {
        self.unsettled.refused(slot);
    }

    pub(super) fn fence(&mut self, slot: Slot) {
        self.fences.push(slot);
    }

    pub(super) fn clear_fences(&mut self) {
        self.fences.clear();
    }
}
