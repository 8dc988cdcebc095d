//! A transaction of the input. It is sent when it is complete: it must be in one slot, and in one batch.

use super::batch::{Batch, Entry, Unit, UnitPart};
use crate::cluster::Slot;

/// Bytes of commands that are held until EXEC: the server holds them too, and a MULTI without EXEC must not hold the rest
/// of the input.
const LARGEST: usize = 64 << 20;

#[derive(Debug, Default)]
pub(super) struct LoadTransaction {
    batch: Batch,
    pub(super) slot: Option<Slot>,
    /// The reason why it is not sent.
    pub(super) spoilt: Option<&'static str>,
    /// The places of the SELECT commands, and their databases.
    selected: Vec<(usize, u32)>,
}

impl LoadTransaction {
    /// Adds a command. The last one is EXEC, or another command that ends the transaction.
    pub(super) fn add(&mut self, wire: &[u8], entry: Entry, part: UnitPart) {
        self.batch.push(wire, Entry { part, ..entry });
    }

    /// The command that was added last is SELECT.
    pub(super) fn selects(&mut self, db: u32) {
        self.selected.push((self.batch.entries().len() - 1, db));
    }

    /// The places of the SELECT commands, and their databases.
    pub(super) fn selected(&self) -> Vec<(usize, u32)> {
        self.selected.clone()
    }

    /// The database that it selects at its end.
    pub(super) fn last_selected(&self) -> Option<u32> {
        self.selected.last().map(|(_, db)| *db)
    }

    /// The number of MULTI in the input.
    pub(super) fn number(&self) -> u64 {
        self.batch.entries().first().map_or(0, |multi| multi.number)
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.batch.wire().len() > LARGEST
    }

    pub(super) fn belongs_to(&mut self, slot: Slot) {
        match self.slot {
            None => self.slot = Some(slot),
            Some(other) if other != slot => {
                self.spoil("not sent: the transaction has keys in several slots");
            }
            Some(_) => {}
        }
    }

    /// Prevents that the transaction is sent. The first reason is reported.
    pub(super) fn spoil(&mut self, why: &'static str) {
        self.spoilt.get_or_insert(why);
    }

    /// Returns the transaction as a batch of one unit.
    pub(super) fn into_batch(self) -> (Batch, Unit) {
        let batch = self.batch.fencing(self.slot);
        let unit = batch.unit_at(0);
        (batch, unit)
    }
}
