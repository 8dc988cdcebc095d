//! Which server gets a command, as the user asked for it.

use super::map::Map;
use super::request::Request;
use super::{Sentinels, TransactionPosition};
use crate::cluster::NatMap;
use crate::error::Reaction;
use crate::net::Address;

/// Which server gets a command.
#[derive(Debug)]
pub enum Routing {
    /// The one that the user named, whatever it says.
    Single,
    /// The one that the user named, and those that it and they redirect to: for a command that a map would cost a round
    /// trip.
    Follow,
    /// The owner of its keys' slot, by the cluster's map. A server that is in no cluster is a [`Single`](Self::Single).
    Cluster(Box<Map>),
    /// The primary that sentinels name, now and after a failover.
    Sentinel(Box<Sentinels>),
}

impl Routing {
    /// The owner of the keys' slot, by a map that is still to be asked for.
    pub fn cluster(natmap: NatMap) -> Self {
        Routing::Cluster(Box::new(Map::new(natmap)))
    }

    /// The primary that these sentinels name.
    pub fn sentinel(sentinels: Sentinels) -> Self {
        Routing::Sentinel(Box::new(sentinels))
    }

    /// Whether another server may take the place of one that is gone.
    pub(super) fn has_others(&self) -> bool {
        match self {
            Routing::Single | Routing::Follow => false,
            Routing::Cluster(map) => map.is_known(),
            Routing::Sentinel(_) => true,
        }
    }

    /// Another server has been named: what is known is of the one before, and so is who would name one in its place.
    pub(super) fn forget(&mut self) {
        match self {
            Routing::Cluster(map) => map.forget(),
            Routing::Sentinel(_) => *self = Routing::Single,
            Routing::Single | Routing::Follow => {}
        }
    }

    /// Which error replies to a request the client has an answer to. What is inside a transaction is the server's and
    /// the user's business: it is refused there as a whole.
    pub(super) fn takes<T>(&self, request: &Request<T>) -> impl Fn(&[u8]) -> bool + use<T> {
        let has_source = request.source.is_some();
        let goes_elsewhere =
            !matches!(self, Routing::Single) && request.link == TransactionPosition::Alone;
        // Where the refusing node does not know where to, only a map can tell.
        let has_map = !matches!(self, Routing::Follow);
        move |error| {
            // Who was asked matters only for where to go, not for whether.
            match Reaction::to(error, &Address::tcp("", 0)) {
                Reaction::Show | Reaction::Busy => false,
                Reaction::LoadScript => has_source,
                Reaction::Moved(redirect) | Reaction::Ask(redirect) => {
                    goes_elsewhere && (has_map || redirect.address.is_some())
                }
                // Whoever asks nobody else would only get it again.
                Reaction::Refresh => goes_elsewhere && has_map,
                Reaction::Wait | Reaction::WaitAndRefresh => goes_elsewhere,
            }
        }
    }
}
