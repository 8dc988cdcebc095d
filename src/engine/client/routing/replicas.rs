//! Reading from replicas: read-only commands are spread over the replicas in turn.
//!
//! A reply may be older than the client's own last write. A transaction stays on its primary, and so does every command
//! where no replica is known.

use super::{Destination, Router, Routing};
use crate::client::TransactionPosition;
use crate::client::connections::Connections;
use crate::command::CommandTable;
use crate::net::Address;

#[derive(Debug)]
pub(super) struct ReplicaRouting {
    /// The read-only commands, where no cluster's table says it.
    table: CommandTable,
    /// The replicas that the sentinels name; `None` before they are asked and after a failover.
    named: Option<Vec<Address>>,
    turn: usize,
}

impl ReplicaRouting {
    pub(super) fn new() -> Self {
        ReplicaRouting {
            table: CommandTable::builtin(),
            named: None,
            turn: 0,
        }
    }

    /// The primary has changed: the sentinels must be asked for its replicas.
    pub(super) fn forget(&mut self) {
        self.named = None;
    }

    fn next(&mut self, replicas: &[Address]) -> Option<Address> {
        self.turn = self.turn.wrapping_add(1);
        replicas.get(self.turn % replicas.len().max(1)).cloned()
    }
}

impl Router {
    /// The pipeline of a replica, for a command that may go to one.
    pub(in crate::client) fn replica_pipeline(
        &mut self,
        words: &[Vec<u8>],
        position: TransactionPosition,
        destination: Option<Destination>,
        connections: &mut Connections,
    ) -> Option<usize> {
        let spread = self.replicas.as_mut()?;
        let only_reads = |table: &CommandTable| {
            position == TransactionPosition::Alone
                && table.find(words).is_some_and(|spec| spec.is_read_only())
        };
        let replicas = match (&mut self.routing, destination) {
            (Routing::Cluster(map), Some(Destination::Node { slot, .. }))
                if only_reads(&map.table) && !self.fences.contains(&slot) =>
            {
                map.replicas(slot)
            }
            (Routing::Sentinel(sentinels), _) if only_reads(&spread.table) => {
                if spread.named.is_none() {
                    // Where the sentinels cannot be asked, the primary serves.
                    let asked = connections.interrupter.during(|| sentinels.replicas());
                    spread.named = asked.ok().filter(|named| !named.is_empty());
                }
                spread.named.clone().unwrap_or_default()
            }
            _ => return None,
        };
        let address = spread.next(&replicas)?;
        let pipeline = connections.pipeline_to(&address);
        // READONLY changes nothing on a primary, should the replica become one.
        connections.pipelines[pipeline].reads_replica = self.is_cluster();
        Some(pipeline)
    }
}
