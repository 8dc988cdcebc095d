//! All primaries at once, each asked which keys it has of some slots.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster_control::ClusterControl;
use crate::Error;
use crate::cluster::Slot;
use crate::net::{Connection, Reader};
use crate::resp::{Value, encode_command};
use crate::scan::Snapshot;

/// Keys beyond those that a node has just counted, for which there is room in its reply.
const MORE: u64 = 1000;

/// A connection to each primary.
#[derive(Default)]
pub(super) struct PrimaryConnections {
    connections: Vec<Connection>,
}

/// The keys of each slot that has any, each once, however many nodes have it.
pub(super) type Found = BTreeMap<Slot, BTreeSet<Vec<u8>>>;

/// How many keys a node has of a slot.
#[derive(Clone, Copy)]
struct Count {
    slot: Slot,
    keys: u64,
}

impl PrimaryConnections {
    /// Connects to all.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub(super) fn open(snapshot: &Snapshot, guide: &mut ClusterControl) -> Result<Self, Error> {
        let addresses = snapshot.nodes.iter().map(|node| &node.address);
        let open = |address| Ok(Connection::open(&guide.endpoint(address), &[])?.connection);
        Ok(PrimaryConnections {
            connections: addresses.map(open).collect::<Result<_, Error>>()?,
        })
    }

    /// Adds the keys of these slots to those that are found. All nodes are asked before the first answers.
    ///
    /// # Errors
    /// A connection is lost; [`Error::Refused`].
    pub(super) fn ask(&mut self, slots: &[Slot], found: &mut Found) -> Result<(), Error> {
        loop {
            let counts = self.count(slots)?;
            self.send(&counts)?;
            if self.read(&counts, found)? {
                return Ok(());
            }
        }
    }

    /// How many keys each node has of each slot, but for those of which it has none.
    fn count(&mut self, slots: &[Slot]) -> Result<Vec<Vec<Count>>, Error> {
        let mut wire = Vec::new();
        for slot in slots {
            encode_command(
                &["CLUSTER", "COUNTKEYSINSLOT", &slot.to_string()],
                &mut wire,
            );
        }
        for connection in &mut self.connections {
            connection.send_counted(&wire).1?;
        }
        let counts = self.connections.iter_mut();
        counts
            .map(|connection| read_counts(&mut connection.reader, slots))
            .collect()
    }

    fn send(&mut self, counts: &[Vec<Count>]) -> Result<(), Error> {
        for (connection, counts) in self.connections.iter_mut().zip(counts) {
            let mut wire = Vec::new();
            for count in counts {
                let (slot, most) = (count.slot.to_string(), count.most().to_string());
                encode_command(&["CLUSTER", "GETKEYSINSLOT", &slot, &most], &mut wire);
            }
            connection.send_counted(&wire).1?;
        }
        Ok(())
    }

    /// False where a node had more keys than it was asked for.
    fn read(&mut self, counts: &[Vec<Count>], found: &mut Found) -> Result<bool, Error> {
        let mut is_all = true;
        for (connection, counts) in self.connections.iter_mut().zip(counts) {
            for count in counts {
                let keys = read_keys(&mut connection.reader)?;
                is_all &= (keys.len() as u64) < count.most();
                found.entry(count.slot).or_default().extend(keys);
            }
        }
        Ok(is_all)
    }
}

impl Count {
    fn most(&self) -> u64 {
        self.keys.saturating_add(MORE)
    }
}

fn read_counts(reader: &mut Reader, slots: &[Slot]) -> Result<Vec<Count>, Error> {
    let mut counts = Vec::new();
    for &slot in slots {
        let reply = reader.read_reply()?;
        let keys = reply
            .as_integer()
            .and_then(|count| u64::try_from(count).ok());
        match keys {
            Some(0) => {}
            Some(keys) => counts.push(Count { slot, keys }),
            None => return Err(refused(reader, "CLUSTER COUNTKEYSINSLOT", &reply)),
        }
    }
    Ok(counts)
}

fn read_keys(reader: &mut Reader) -> Result<Vec<Vec<u8>>, Error> {
    match reader.read_reply()? {
        Value::Array(keys) | Value::Set(keys) => {
            let keys = keys.into_iter().filter_map(|key| match key {
                Value::Bulk(key) => Some(key),
                _ => None,
            });
            Ok(keys.collect())
        }
        reply => Err(refused(reader, "CLUSTER GETKEYSINSLOT", &reply)),
    }
}

fn refused(reader: &Reader, command: &str, reply: &Value) -> Error {
    let words = reply.as_error().unwrap_or(b"its reply is not one to that");
    reader.refused_command(command, words)
}
