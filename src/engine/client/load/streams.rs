//! The connections of a load: one to a single server, or one to each primary of a cluster.

use std::sync::Arc;

use super::batch::{Batch, Parcel, Unit};
use super::observer::{LoadObserver, Rejection};
use super::stats::LoadStats;
use super::stream::{Reading, Stream};
use crate::Error;
use crate::cluster::Slot;
use crate::net::{Address, Endpoint};

/// Bytes of commands that may be under way over all connections: some 40 ms of what one server does.
const UNDER_WAY: usize = 4 << 20;

/// Bytes that may be under way to each node, however many there are.
const LEAST_UNDER_WAY: usize = 256 << 10;

/// Marks a slot whose connection has not been looked up since the map changed.
const UNKNOWN: u16 = u16::MAX;

/// Connections, and which of them leads to the owner of a slot.
#[derive(Debug)]
pub(super) struct Streams<L> {
    all: Vec<Stream>,
    by_slot: Box<[u16]>,
    /// Slots of commands that hold back what is behind them, and the connections that these went to.
    fences: Vec<(Slot, usize)>,
    reading: Reading,
    account: Arc<LoadStats<L>>,
}

impl<L: LoadObserver + 'static> Streams<L> {
    pub(super) fn new(reading: Reading, account: &Arc<LoadStats<L>>) -> Self {
        Streams {
            all: Vec::new(),
            by_slot: vec![UNKNOWN; usize::from(Slot::COUNT)].into(),
            fences: Vec::new(),
            reading,
            account: Arc::clone(account),
        }
    }

    /// The connection to a server, which is made where there is none.
    ///
    /// # Errors
    /// As [`Stream::open`].
    pub(super) fn open(&mut self, endpoint: &Endpoint) -> Result<usize, Error> {
        if let Some(found) = self.at(&endpoint.address) {
            return Ok(found);
        }
        let stream = Stream::open(endpoint, self.reading, &self.account)?;
        self.all.push(stream);
        Ok(self.all.len() - 1)
    }

    fn at(&self, address: &Address) -> Option<usize> {
        self.all
            .iter()
            .position(|stream| stream.address == *address)
    }

    /// The connection to the owner of a slot, where it is known.
    pub(super) fn of_slot(&self, slot: Slot) -> Option<usize> {
        let number = self.by_slot[usize::from(slot.number())];
        (number != UNKNOWN).then_some(usize::from(number))
    }

    /// This connection leads to the owner of the slot.
    pub(super) fn note_slot(&mut self, slot: Slot, number: usize) {
        let place = &mut self.by_slot[usize::from(slot.number())];
        *place = u16::try_from(number).unwrap_or(UNKNOWN);
    }

    /// Adds something to what goes over a connection, and sends that where it is enough for a write.
    pub(super) fn push(&mut self, number: usize, parcel: &Parcel<'_>) {
        let stream = &mut self.all[number];
        stream.pending().add(parcel);
        if stream.is_full() {
            self.send(number);
        }
    }

    fn send(&mut self, number: usize) {
        let limit = (UNDER_WAY / self.all.len()).max(LEAST_UNDER_WAY);
        self.all[number].send(limit);
    }

    /// Sends all that waits.
    pub(super) fn flush(&mut self) {
        (0..self.all.len()).for_each(|number| self.send(number));
    }

    /// Waits until all that was sent is answered.
    pub(super) fn wait(&mut self) {
        self.all.iter().for_each(Stream::wait);
        self.fences.clear();
    }

    /// What is behind the command just pushed waits in this slot, if any, until it is answered.
    pub(super) fn fence(&mut self, slot: Option<Slot>, number: usize) {
        self.fences.extend(slot.map(|slot| (slot, number)));
    }

    /// Waits where a fence says so.
    pub(super) fn pass_fence(&mut self, slot: Slot) {
        let fenced = self.fences.iter().find(|(fenced, _)| *fenced == slot);
        if let Some(&(_, number)) = fenced {
            self.send(number);
            self.all[number].wait();
            self.fences.retain(|(_, other)| *other != number);
        }
    }

    /// All has been sent: replies are waited for as long as was said, and not longer.
    pub(super) fn complete(&self) {
        self.all.iter().for_each(Stream::complete);
    }

    /// Takes all that waits to be sent, over all connections; each one's in its order.
    pub(super) fn take_pending(&mut self) -> Vec<Batch> {
        self.all.iter_mut().map(Stream::take_pending).collect()
    }

    /// Forgets which connection leads where, and those that are lost. What was under way on them is unknown, which is
    /// booked, or was not sent, which `unsent` is told. Returns why the last of them was lost.
    pub(super) fn clear_lost(&mut self, mut unsent: impl FnMut(&Batch, &Unit)) -> Option<Error> {
        self.by_slot.fill(UNKNOWN);
        let mut why = None;
        for stream in std::mem::take(&mut self.all) {
            if !stream.is_lost() {
                self.all.push(stream);
            } else if let Some((error, wrecks)) = stream.into_wreck() {
                why = Some(error);
                for wreck in &wrecks {
                    wreck.units().for_each(|(unit, rejection)| match rejection {
                        Rejection::Unsent => unsent(&wreck.batch, &unit),
                        _ => self.account.lose(&wreck.batch, &unit, rejection),
                    });
                }
            }
        }
        why
    }
}
