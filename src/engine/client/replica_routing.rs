//! Reading from replicas, where the user has asked for it: commands that only read are spread over those that hold the
//! data, in turn.
//!
//! What is read there may be older than what the same client has just written. A transaction stays with its primary, and
//! so does everything where no replica is known.

use super::destination::Destination;
use super::dispatch::Client;
use super::{Routing, TransactionPosition};
use crate::command::CommandTable;
use crate::net::Address;

/// Who reads what.
#[derive(Debug)]
pub(super) struct ReplicaRouting {
    /// Which commands only read, where there is no map that knows.
    table: CommandTable,
    /// The replicas that the sentinels name; `None` before they were asked, and after a failover.
    named: Option<Vec<Address>>,
    /// Counts the commands that were spread.
    turn: usize,
}

impl<T> Client<T> {
    /// The same client, reading from replicas.
    pub fn with_replicas(mut self) -> Self {
        self.readers = Some(ReplicaRouting {
            table: CommandTable::builtin(),
            named: None,
            turn: 0,
        });
        self
    }

    /// The lane of a replica, for a command that may go to one.
    pub(super) fn reader_lane(
        &mut self,
        words: &[Vec<u8>],
        link: TransactionPosition,
        destination: Option<Destination>,
    ) -> Option<usize> {
        let readers = self.readers.as_ref()?;
        let only_reads = |table: &CommandTable| {
            link == TransactionPosition::Alone
                && table.find(words).is_some_and(|spec| spec.is_read_only())
        };
        let replicas = match (&mut self.routing, destination) {
            (Routing::Cluster(map), Some(Destination::Lane { slot, .. }))
                if only_reads(map.table()) && !self.fences.contains(&slot) =>
            {
                map.replicas(slot)
            }
            (Routing::Sentinel(sentinels), _) if only_reads(&readers.table) => {
                match &readers.named {
                    Some(named) => named.clone(),
                    // Where they cannot be asked the primary serves.
                    None => {
                        let asked = self.interrupter.during(|| sentinels.replicas());
                        asked.unwrap_or_default()
                    }
                }
            }
            _ => return None,
        };
        self.next_reader(replicas)
    }

    fn next_reader(&mut self, replicas: Vec<Address>) -> Option<usize> {
        let readers = self.readers.as_mut()?;
        readers.turn = readers.turn.wrapping_add(1);
        let address = replicas.get(readers.turn % replicas.len().max(1))?.clone();
        if let Routing::Sentinel(_) = self.routing {
            readers.named = Some(replicas);
        }
        let lane = self.lane_at(&address);
        // On a primary it changes nothing, should this be one later.
        self.lanes[lane].reads = matches!(self.routing, Routing::Cluster(_));
        Some(lane)
    }

    /// Somebody else is the primary now: who the replicas are is to be asked again.
    pub(super) fn forget_readers(&mut self) {
        if let Some(readers) = &mut self.readers {
            readers.named = None;
        }
    }
}
