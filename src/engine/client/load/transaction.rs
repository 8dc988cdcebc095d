//! A transaction while it is read: it is sent when all of it is there, since it must be in one slot, and must not be cut.

use super::batch::{Batch, Entry, Part, Unit};
use crate::cluster::Slot;

/// Bytes of commands that are kept until EXEC comes: a server keeps them too, and a MULTI that went astray must not take in
/// all that follows.
const LARGEST: usize = 64 << 20;

/// A transaction that is being read.
#[derive(Debug)]
pub(super) struct LoadTransaction {
    batch: Batch,
    slot: Option<Slot>,
    /// Why it cannot be sent.
    spoilt: Option<&'static str>,
}

impl LoadTransaction {
    /// It begins with MULTI.
    pub(super) fn opened_by(wire: &[u8], entry: Entry) -> Self {
        let mut block = LoadTransaction {
            batch: Batch::default(),
            slot: None,
            spoilt: None,
        };
        block.add(wire, entry);
        block
    }

    /// The next command of it.
    pub(super) fn add(&mut self, wire: &[u8], entry: Entry) {
        let part = Part::Joined;
        self.batch.push(wire, Entry { part, ..entry });
    }

    /// EXEC, or what else ends it.
    pub(super) fn close(&mut self, wire: &[u8], entry: Entry) {
        let part = Part::Last;
        self.batch.push(wire, Entry { part, ..entry });
    }

    /// Whether it is larger than it may become.
    pub(super) fn is_too_large(&self) -> bool {
        self.batch.wire().len() > LARGEST
    }

    /// It has keys in this slot, and so belongs there.
    pub(super) fn belongs_to(&mut self, slot: Slot) {
        match self.slot {
            None => self.slot = Some(slot),
            Some(other) if other != slot => {
                self.spoil("CROSSSLOT not sent: the transaction has keys in several slots");
            }
            Some(_) => {}
        }
    }

    /// It cannot be sent: the first reason is told.
    pub(super) fn spoil(&mut self, why: &'static str) {
        self.spoilt.get_or_insert(why);
    }

    /// Why it cannot be sent, if it cannot.
    pub(super) fn spoilt(&self) -> Option<&'static str> {
        self.spoilt
    }

    /// Where its keys are.
    pub(super) fn slot(&self) -> Option<Slot> {
        self.slot
    }

    /// All of it, with its slot noted.
    pub(super) fn into_batch(self) -> (Batch, Unit) {
        let batch = self.batch.fencing(self.slot);
        let unit = batch.unit_at(0);
        (batch, unit)
    }
}
