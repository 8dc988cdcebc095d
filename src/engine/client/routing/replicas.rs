//! Reading from replicas: read-only commands are spread over the replicas in turn.
//!
//! A reply may be older than the client's own last write. A transaction stays on its primary, and so does every command
//! where no replica is known.

use super::{Destination, Router, Routing};
use crate::client::TransactionPosition;
use crate::client::connections::Connections;
use crate::client::recent::Recent;
use crate::command::CommandTable;
use crate::net::Address;

#[derive(Debug)]
pub(super) struct ReplicaRouting {
    /// The read-only commands, where no cluster's table says it.
    table: CommandTable,
    /// The replicas that the sentinels name; `None` before they are asked and after a failover.
    named: Option<Vec<Address>>,
    turn: usize,
    /// Replicas that replied LOADING or MASTERDOWN. They are not asked for a while.
    unready: Recent<Address>,
}

impl ReplicaRouting {
    pub(super) fn new() -> Self {
        ReplicaRouting {
            table: CommandTable::builtin(),
            named: None,
            turn: 0,
            unready: Recent::default(),
        }
    }

    /// The primary has changed: the sentinels must be asked for its replicas.
    pub(super) fn forget(&mut self) {
        self.named = None;
    }

    fn next(&mut self, mut replicas: Vec<Address>) -> Option<Address> {
        replicas.retain(|replica| !self.unready.contains(replica));
        self.turn = self.turn.wrapping_add(1);
        replicas.get(self.turn % replicas.len().max(1)).cloned()
    }
}

impl Router {
    /// Whether the node that asks to wait is a replica, so that the owner of the slot can reply instead. The replica is not
    /// asked for a while.
    pub(in crate::client) fn skip_replica(&mut self, asked: &Address, owner: &Address) -> bool {
        match &mut self.replicas {
            Some(spread) if asked != owner => {
                spread.unready.refused(asked.clone());
                true
            }
            _ => false,
        }
    }

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
        let address = spread.next(replicas)?;
        let pipeline = connections.pipeline_to(&address);
        // READONLY changes nothing on a primary, should the replica become one.
        connections.pipelines[pipeline].reads_replica = self.is_cluster();
        Some(pipeline)
    }
}
