//! Leases to all primaries, each asked for the keys that it has of some slots.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster_control::ClusterControl;
use crate::Error;
use crate::client::pool::Lease;
use crate::cluster::Slot;
use crate::resp::{Tree, Value};
use crate::scan::Snapshot;

/// How many keys a node is asked for beyond those that it has just counted.
const MORE: u64 = 1000;

pub(super) struct PrimaryConnections {
    leases: Vec<Lease>,
}

/// The keys of each slot that has any, each once, even if several nodes have it.
pub(super) type SlotKeys = BTreeMap<Slot, BTreeSet<Vec<u8>>>;

/// The keys of a slot that a node is asked for.
struct SlotRequest {
    slot: Slot,
    most: u64,
}

impl PrimaryConnections {
    pub(super) fn open(snapshot: &Snapshot, control: &mut ClusterControl) -> Result<Self, Error> {
        let nodes = snapshot.nodes.iter();
        let leases = nodes.map(|node| {
            let endpoint = control.endpoint(&node.address);
            control.pool.take(&endpoint)
        });
        Ok(PrimaryConnections {
            leases: leases.collect::<Result<_, Error>>()?,
        })
    }

    /// Adds the keys of these slots to `found`. All nodes are asked before the first reply is read.
    pub(super) fn ask(&mut self, slots: &[Slot], found: &mut SlotKeys) -> Result<(), Error> {
        loop {
            let counts = self.count(slots)?;
            for (lease, counts) in self.leases.iter_mut().zip(&counts) {
                lease.send(counts.iter().map(SlotRequest::command))?;
            }
            if self.read(&counts, found)? {
                return Ok(());
            }
        }
    }

    /// Has each node count its keys of each slot, and returns the requests for them, without the slots of which it has none.
    fn count(&mut self, slots: &[Slot]) -> Result<Vec<Vec<SlotRequest>>, Error> {
        let command =
            |slot: &Slot| ["CLUSTER", "COUNTKEYSINSLOT", &slot.to_string()].map(str::to_owned);
        for lease in &mut self.leases {
            lease.send(slots.iter().map(command))?;
        }
        let leases = self.leases.iter_mut();
        leases.map(|lease| read_counts(lease, slots)).collect()
    }

    /// Reads the keys. Returns false if a node had more keys than were requested.
    fn read(&mut self, counts: &[Vec<SlotRequest>], found: &mut SlotKeys) -> Result<bool, Error> {
        let mut is_all = true;
        for (lease, counts) in self.leases.iter_mut().zip(counts) {
            for count in counts {
                let keys = read_keys(lease)?;
                is_all &= (keys.len() as u64) < count.most;
                found.entry(count.slot).or_default().extend(keys);
            }
        }
        Ok(is_all)
    }
}

impl SlotRequest {
    fn command(&self) -> [String; 4] {
        let (slot, most) = (self.slot.to_string(), self.most.to_string());
        ["CLUSTER", "GETKEYSINSLOT", &slot, &most].map(str::to_owned)
    }
}

fn read_counts(lease: &mut Lease, slots: &[Slot]) -> Result<Vec<SlotRequest>, Error> {
    let mut counts = Vec::new();
    for &slot in slots {
        let reply = read_value(lease)?;
        let keys = reply.as_integer();
        match keys.and_then(|count| u64::try_from(count).ok()) {
            Some(0) => {}
            Some(keys) => {
                let most = keys.saturating_add(MORE);
                counts.push(SlotRequest { slot, most });
            }
            None => return Err(refused(lease, "CLUSTER COUNTKEYSINSLOT", &reply)),
        }
    }
    Ok(counts)
}

fn read_keys(lease: &mut Lease) -> Result<Vec<Vec<u8>>, Error> {
    match read_value(lease)? {
        Value::Array(keys) | Value::Set(keys) => {
            let keys = keys.into_iter().filter_map(|key| match key {
                Value::Bulk(key) => Some(key),
                _ => None,
            });
            Ok(keys.collect())
        }
        reply => Err(refused(lease, "CLUSTER GETKEYSINSLOT", &reply)),
    }
}

fn read_value(lease: &mut Lease) -> Result<Value, Error> {
    let mut tree = Tree::new();
    lease.read(&mut tree)?;
    Ok(tree.take().expect("a reply is pending"))
}

fn refused(lease: &Lease, command: &str, reply: &Value) -> Error {
    let words = reply.as_error().unwrap_or(b"its reply is not one to that");
    Error::refused(lease.address().clone(), command, words)
}
