//! The connections of a load: one to a single server, or one to each primary of a cluster.

use std::sync::Arc;
use std::time::Duration;

use super::batch::{Batch, Parcel, Unit};
use super::observer::Rejection;
use super::stats::LoadStats;
use super::stream::LoadStream;
use crate::Error;
use crate::client::pool::Pool;
use crate::cluster::{Slot, SlotMap};
use crate::net::Endpoint;

/// Bytes of commands in flight on all connections: about 40 ms of one server's work.
const UNDER_WAY: usize = 4 << 20;

/// Bytes of commands in flight to each node, whatever their number.
const LEAST_UNDER_WAY: usize = 256 << 10;

/// Bytes of commands that are sent in one write. A longer command is sent alone.
const WRITE_SIZE: usize = 64 * 1024;

/// The connections, and which of them leads to the owner of each slot.
pub(super) struct LoadStreams {
    pool: Pool,
    all: Vec<LoadStream>,
    /// `None` for a slot whose connection is not known since the topology changed.
    pub(super) by_slot: SlotMap<Option<u16>>,
    /// Slots whose next command waits, and the connections that it waits for.
    pub(super) fences: Vec<(Slot, usize)>,
    /// Timeout for a reply; `None` is forever.
    patience: Option<Duration>,
    stats: Arc<LoadStats>,
}

impl LoadStreams {
    pub(super) fn new(pool: Pool, patience: Option<Duration>, stats: &Arc<LoadStats>) -> Self {
        LoadStreams {
            pool,
            all: Vec::new(),
            by_slot: SlotMap::filled(None),
            fences: Vec::new(),
            patience,
            stats: Arc::clone(stats),
        }
    }

    /// Returns the connection to a server, and opens it first if there is none.
    pub(super) fn open(&mut self, endpoint: &Endpoint) -> Result<usize, Error> {
        let mut streams = self.all.iter();
        if let Some(found) = streams.position(|stream| stream.address == endpoint.address) {
            return Ok(found);
        }
        let stream = LoadStream::open(&self.pool, endpoint, self.patience, &self.stats)?;
        self.all.push(stream);
        Ok(self.all.len() - 1)
    }

    /// Adds a command or a transaction to a connection, and sends its commands if they are enough for a write.
    pub(super) fn push(&mut self, number: usize, parcel: &Parcel<'_>) {
        let stream = &mut self.all[number];
        stream.pending.add(parcel);
        if stream.pending.wire().len() >= WRITE_SIZE {
            self.send(number);
        }
    }

    fn send(&mut self, number: usize) {
        let stream = &self.all[number];
        if !stream.pending.is_empty() && stream.notice_end() {
            self.stats.note_trouble();
        }
        let limit = (UNDER_WAY / self.all.len()).max(LEAST_UNDER_WAY);
        self.all[number].send(limit);
    }

    pub(super) fn flush(&mut self) {
        (0..self.all.len()).for_each(|number| self.send(number));
    }

    pub(super) fn wait(&mut self) {
        self.all.iter().for_each(LoadStream::wait);
        self.fences.clear();
    }

    /// Waits if a command of this slot must have its reply first.
    pub(super) fn pass_fence(&mut self, slot: Slot) {
        let fenced = self.fences.iter().find(|(fenced, _)| *fenced == slot);
        if let Some(&(_, number)) = fenced {
            self.send(number);
            self.all[number].wait();
            self.fences.retain(|(_, other)| *other != number);
        }
    }

    pub(super) fn complete(&self) {
        self.all.iter().for_each(LoadStream::complete);
    }

    /// Takes the waiting commands of all connections; those of each connection are in order.
    pub(super) fn take_pending(&mut self) -> Batch {
        let mut all = Batch::default();
        for stream in &mut self.all {
            all.append_all(&std::mem::take(&mut stream.pending));
        }
        all
    }

    /// Removes lost connections, and forgets which connection leads where. Commands in flight that may have run are
    /// reported; the others are passed to `unsent`. Returns the error of the last lost connection.
    pub(super) fn clear_lost(&mut self, mut unsent: impl FnMut(&Batch, &Unit)) -> Option<Error> {
        self.by_slot.fill(None);
        let mut why = None;
        for stream in self.all.extract_if(.., |stream| stream.is_lost()) {
            why = stream.into_lost(|batch, unit, is_sent| match is_sent {
                true => self.stats.lose(batch, unit, Rejection::Unknown),
                false => unsent(batch, unit),
            });
        }
        why
    }
}
