//! Asking which node serves: the cluster for its topology, the sentinels for the primary.

use std::time::Duration;

use super::{Router, Routing};
use crate::Error;
use crate::client::connections::Connections;
use crate::cluster::Topology;
use crate::net::Address;
use crate::resp::Value;

/// How long a node may take to reply with the topology where other nodes can be asked instead.
const REPLY_TIMEOUT: Duration = Duration::from_secs(2);

/// The topology, or the error reply of a node that refuses it.
enum TopologyReply {
    Topology(Topology),
    Refused(String),
}

impl Router {
    /// Asks which node serves now: the cluster for its topology, or the sentinels for the primary.
    ///
    /// # Errors
    /// [`Error::NoMap`], [`Error::NoPrimary`], or the last node's error where no node replies.
    pub(in crate::client) fn refresh(
        &mut self,
        connections: &mut Connections,
    ) -> Result<(), Error> {
        match &mut self.routing {
            Routing::Cluster(map) if map.learns_owners => {
                // Any node may know better than the one that failed or refused.
                map.learn_owners();
                connections.current = (connections.current + 1) % connections.pipelines.len();
                Ok(())
            }
            Routing::Cluster(_) => self.refresh_topology(connections),
            Routing::Sentinel(_) => self.find_primary(connections),
            Routing::Single | Routing::Follow => Ok(()),
        }
    }

    /// Asks the sentinels, if there are any, for the primary, and sends commands there from now on.
    pub(in crate::client) fn find_primary(
        &mut self,
        connections: &mut Connections,
    ) -> Result<(), Error> {
        let Routing::Sentinel(sentinels) = &mut self.routing else {
            return Ok(());
        };
        let seed = &connections.endpoint;
        let endpoint = seed.at(seed.address.clone(), connections.login.clone());
        let primary = sentinels.primary(&endpoint)?;
        let pipeline = connections.pipeline_to(&primary);
        connections.current = pipeline;
        if let Some(replicas) = &mut self.replicas {
            replicas.forget();
        }
        Ok(())
    }

    /// Reads the topology for the first time, from the server that the user named. False for a server outside of a cluster.
    /// Without the right to ask for it, the client learns the owners from replies and redirects.
    pub(super) fn find_slots(&mut self, connections: &mut Connections) -> Result<bool, Error> {
        let address = connections.address().clone();
        match read_from(connections, &address) {
            Ok(Some(topology)) => self.set_topology(topology, connections),
            Ok(None) => {
                self.routing = Routing::Single;
                return Ok(false);
            }
            Err(Error::NoMap { refusal, .. }) if is_forbidden(&refusal) => {
                if let Some(map) = self.map_mut() {
                    map.learn_owners();
                    connections.has_alternatives = true;
                }
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    /// All nodes, asked for anew: a stale topology would leave nodes out. A server outside of a cluster is a primary with
    /// the replicas that it, or its sentinels, name.
    pub(in crate::client) fn all_nodes(
        &mut self,
        connections: &mut Connections,
    ) -> Result<Topology, Error> {
        self.find_primary(connections)?;
        let address = connections.address().clone();
        if let Routing::Sentinel(sentinels) = &mut self.routing {
            let replicas = sentinels.replicas()?;
            return Ok(Topology::standalone(address, replicas));
        }
        match self.read_again(&address, connections)? {
            Some(topology) => Ok(topology),
            None => {
                let role = connections.query(&address, &["ROLE"], None)?;
                Ok(Topology::from_role(&role, &address))
            }
        }
    }

    /// The topology as it is now; `None` for a server outside of a cluster.
    fn read_again(
        &mut self,
        address: &Address,
        connections: &mut Connections,
    ) -> Result<Option<Topology>, Error> {
        match self.map().map(|map| map.is_known()) {
            Some(true) => self.refresh_topology(connections)?,
            Some(false) => {
                self.find_slots(connections)?;
                if self.learns_owners() {
                    // Returns the refusal.
                    self.refresh_topology(connections)?;
                }
            }
            None => return read_from(connections, address),
        }
        Ok(self.map().and_then(|map| map.topology.clone()))
    }

    /// Reads the topology from any node that replies: the known ones, and then the one that the user named.
    pub(in crate::client) fn refresh_topology(
        &mut self,
        connections: &mut Connections,
    ) -> Result<(), Error> {
        let Some(map) = self.map() else {
            return Ok(());
        };
        let mut addresses = map.addresses();
        addresses.push(connections.endpoint.address.clone());
        let mut last = None;
        for address in addresses {
            match read(connections, &address, Some(REPLY_TIMEOUT)) {
                Ok(TopologyReply::Topology(topology)) => {
                    self.set_topology(topology, connections);
                    return Ok(());
                }
                Ok(TopologyReply::Refused(refusal)) => {
                    last = Some(Error::NoMap { address, refusal });
                }
                Err(error) => last = Some(error),
            }
        }
        last.map_or(Ok(()), Err)
    }

    fn set_topology(&mut self, topology: Topology, connections: &mut Connections) {
        if let Some(map) = self.map_mut() {
            map.set(topology);
            connections.has_alternatives = true;
        }
    }
}

/// The topology that one server replies with; `None` for a server outside of a cluster.
fn read_from(connections: &mut Connections, address: &Address) -> Result<Option<Topology>, Error> {
    match read(connections, address, None)? {
        TopologyReply::Topology(topology) => Ok(Some(topology)),
        TopologyReply::Refused(refusal) if is_no_cluster(&refusal) => Ok(None),
        TopologyReply::Refused(refusal) => Err(Error::NoMap {
            address: address.clone(),
            refusal,
        }),
    }
}

/// Sends CLUSTER SHARDS, which servers have since 7.0, and CLUSTER SLOTS.
fn read(
    connections: &mut Connections,
    address: &Address,
    timeout: Option<Duration>,
) -> Result<TopologyReply, Error> {
    let tls = connections.endpoint.dial.tls.is_some();
    let questions: [&[&str]; 2] = [&["CLUSTER", "SHARDS"], &["CLUSTER", "SLOTS"]];
    let [shards, slots] = connections.query_all(address, questions, timeout)?;
    let by_shards = Topology::from_shards(&shards, address, tls);
    Ok(match (by_shards, Topology::from_slots(&slots, address)) {
        (Some(shards), Some(slots)) => TopologyReply::Topology(shards.corrected_by(slots)),
        (Some(topology), None) | (None, Some(topology)) => TopologyReply::Topology(topology),
        (None, None) => TopologyReply::Refused(refusal(&slots)),
    })
}

fn refusal(reply: &Value) -> String {
    let text = reply
        .as_error()
        .unwrap_or(b"unexpected reply to CLUSTER SLOTS");
    String::from_utf8_lossy(text).into_owned()
}

/// Whether a server refuses the topology to this user, or does not know the command.
fn is_forbidden(refusal: &str) -> bool {
    refusal.starts_with("NOPERM") || refusal.starts_with("ERR unknown command")
}

/// Whether a server refuses the topology because it is in no cluster.
fn is_no_cluster(refusal: &str) -> bool {
    refusal.starts_with("ERR This instance has cluster support disabled")
}
