//! Asking who serves now: the cluster for its map, the sentinels for the primary.

use std::time::Duration;

use super::dispatch::Client;
use super::{ReplyHandler, Routing};
use crate::Error;
use crate::cluster::Topology;
use crate::net::Address;
use crate::resp::Value;

/// How long a node may take to give the map again, where others can be asked instead: one that hangs is no reason to.
const ANSWER: Duration = Duration::from_secs(2);

impl<T> Client<T> {
    /// Asks who serves now: the cluster for its map, or the sentinels for the primary.
    pub(super) fn look_again(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        match &self.routing {
            Routing::Cluster(_) => self.refresh_map(handler),
            Routing::Sentinel(_) => self.find_primary(handler),
            Routing::Single | Routing::Follow => Ok(()),
        }
    }

    /// Asks the sentinels for the primary, where there are any, and goes to that from now on.
    pub(super) fn find_primary(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let Routing::Sentinel(sentinels) = &mut self.routing else {
            return Ok(());
        };
        let endpoint = self
            .endpoint
            .at(self.endpoint.address.clone(), handler.login());
        let primary = sentinels.primary(&endpoint)?;
        self.current = self.lane_at(&primary);
        self.topology_is_stale = false;
        self.forget_readers();
        Ok(())
    }

    /// Reads the map for the first time, from the server that the user named. False where that is in no cluster.
    pub(super) fn read_first_map(
        &mut self,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<bool, Error> {
        let address = self.lanes[self.current].address.clone();
        let topology = self.read_map_of(&address, handler)?;
        let is_cluster = topology.is_some();
        topology
            .into_iter()
            .for_each(|topology| self.set_map(topology));
        Ok(is_cluster)
    }

    /// The map as it is now; `None` where the server at this address is in no cluster.
    pub(super) fn read_map_anew(
        &mut self,
        address: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Option<Topology>, Error> {
        if let Routing::Cluster(map) = &self.routing {
            match map.is_known() {
                true => self.refresh_map(handler)?,
                false => self.find_slots(handler).map(|_| ())?,
            }
            return Ok(match &self.routing {
                Routing::Cluster(map) => map.topology().cloned(),
                _ => None,
            });
        }
        self.read_map_of(address, handler)
    }

    /// The map that this server gives; `None` where it is in no cluster.
    fn read_map_of(
        &mut self,
        address: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Option<Topology>, Error> {
        match self.read_map(address, None, handler)? {
            Ok(topology) => Ok(Some(topology)),
            Err(refusal) if is_no_cluster(&refusal) => Ok(None),
            Err(refusal) => Err(Error::NoMap {
                address: address.clone(),
                refusal,
            }),
        }
    }

    /// Reads the map again, from whichever node gives it: those that are known, and at last the one that the user named.
    pub(super) fn refresh_map(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let Routing::Cluster(map) = &self.routing else {
            return Ok(());
        };
        let mut addresses = map.addresses();
        addresses.push(self.endpoint.address.clone());
        let mut last = None;
        for address in addresses {
            match self.read_map(&address, Some(ANSWER), handler) {
                Ok(Ok(topology)) => {
                    self.set_map(topology);
                    return Ok(());
                }
                Ok(Err(refusal)) => last = Some(Error::NoMap { address, refusal }),
                Err(error) => last = Some(error),
            }
        }
        last.map_or(Ok(()), Err)
    }

    fn set_map(&mut self, topology: Topology) {
        self.topology_is_stale = false;
        if let Routing::Cluster(map) = &mut self.routing {
            map.set(topology);
        }
    }

    /// CLUSTER SHARDS, or CLUSTER SLOTS from a server before 7.0. The inner error is the server's refusal.
    fn read_map(
        &mut self,
        address: &Address,
        timeout: Option<Duration>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Result<Topology, String>, Error> {
        let tls = self.endpoint.dial.tls.is_some();
        let shards = self.query_at(address, &["CLUSTER", "SHARDS"], timeout, handler)?;
        if let Some(topology) = Topology::from_shards(&shards, address, tls) {
            return Ok(Ok(topology));
        }
        let slots = self.query_at(address, &["CLUSTER", "SLOTS"], timeout, handler)?;
        let refusal = |reply: &Value| {
            let text = reply.as_error().unwrap_or(b"an answer that is no map");
            String::from_utf8_lossy(text).into_owned()
        };
        Ok(Topology::from_slots(&slots, address).ok_or_else(|| refusal(&slots)))
    }

    /// Asks the server that commands without keys go to something for the client itself.
    pub(super) fn query(
        &mut self,
        words: &[&str],
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Value, Error> {
        let address = self.lanes[self.current].address.clone();
        self.query_at(&address, words, None, handler)
    }
}

/// Whether a server has refused the map because there is none.
fn is_no_cluster(refusal: &str) -> bool {
    refusal.starts_with("ERR This instance has cluster support disabled")
}
