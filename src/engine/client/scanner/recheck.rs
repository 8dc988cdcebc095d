//! The slots of which keys may have been missed, looked at key by key.
//!
//! Every primary is asked for the keys that it has of such a slot, twice round. While a slot moves, each of its keys is at
//! one of two nodes, and goes from the one to the other once. Where the new node was asked before a key came to it and the
//! old one after it had gone, the key is found the second time: to be missed again it would have to go back, and to come
//! again, within these few round trips, which is three whole moves of the slot.
//!
//! What is found so may be too much: keys that have expired and are still in memory, or that a move which broke off has
//! left at a node that does not own them. So the cluster is asked for each key's type, on the way that any command takes:
//! a key is listed only if it is there for everybody. Where all keys of a slot have been listed before, and no others, they
//! are not listed again.
//!
//! A slot is asked for whole, since there is no cursor for one: its keys are few, a sixteen-thousandth of the cluster's, but
//! where hash tags keep more together.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Instant;

use super::cluster_control::{ClusterControl, is_passing};
use super::primary_connections::{Found, PrimaryConnections};
use super::stop::Stop;
use super::{End, Take};
use crate::Error;
use crate::client::Backoff;
use crate::client::retry::RETRY_TIMEOUT;
use crate::cluster::{Slot, SlotSet};
use crate::scan::{KeyPage, ListedKeys, ScanOptions, Snapshot};

/// Slots that are asked for in one write.
const BATCH: usize = 64;

/// How often every primary is asked.
const ROUNDS: usize = 2;

/// Looks at slots again.
pub(super) struct Recheck<'a> {
    /// Who is who.
    pub(super) guide: &'a mut ClusterControl,
    /// Which keys are looked for.
    pub(super) options: &'a ScanOptions,
    /// When to end.
    pub(super) stop: &'a Stop<'a>,
    /// What was listed before.
    pub(super) tally: &'a ListedKeys,
    /// The slots that must have an owner.
    pub(super) wanted: &'a SlotSet,
}

impl Recheck<'_> {
    /// Lists the keys of these slots, but of those of which all are listed. `snapshot` is who is there now.
    ///
    /// # Errors
    /// A node is not to be had for a minute, nor another one in its place; the taker's.
    pub(super) fn run(
        &mut self,
        snapshot: Snapshot,
        doubt: &SlotSet,
        take: &mut Take<'_>,
    ) -> Result<End, Error> {
        let slots: Vec<Slot> = doubt.iter().collect();
        let mut panel = None;
        let mut snapshot = Some(snapshot);
        for batch in slots.chunks(BATCH) {
            let Some(found) = self.find(batch, &mut panel, &mut snapshot)? else {
                return Ok(End::Stopped);
            };
            for (slot, keys) in found {
                if self.list(slot, keys, take)?.is_break() {
                    return Ok(End::Left);
                }
            }
        }
        Ok(End::Done)
    }

    /// The keys that any primary has of these slots. Where one of them is gone, all of it again with the one in its place.
    fn find(
        &mut self,
        slots: &[Slot],
        panel: &mut Option<PrimaryConnections>,
        snapshot: &mut Option<Snapshot>,
    ) -> Result<Option<Found>, Error> {
        let since = Instant::now();
        let mut backoff = Backoff::new();
        while !self.stop.is_set() {
            match self.ask(slots, panel, snapshot) {
                Err(error) if is_passing(&error) && since.elapsed() < RETRY_TIMEOUT => {}
                outcome => return outcome,
            }
            (*panel, *snapshot) = (None, None);
            self.stop.pause(backoff.next_delay());
        }
        Ok(None)
    }

    fn ask(
        &mut self,
        slots: &[Slot],
        panel: &mut Option<PrimaryConnections>,
        snapshot: &mut Option<Snapshot>,
    ) -> Result<Option<Found>, Error> {
        let panel = match panel {
            Some(panel) => panel,
            None => {
                let known = snapshot.take();
                let now = match known {
                    None => self.guide.snapshot(self.stop, Some(self.wanted))?,
                    known => known,
                };
                let Some(now) = now else { return Ok(None) };
                panel.insert(PrimaryConnections::open(&now, self.guide)?)
            }
        };
        let mut found = Found::new();
        for _ in 0..ROUNDS {
            panel.ask(slots, &mut found)?;
        }
        Ok(Some(found))
    }

    /// Hands out a slot's keys, unless that was done before.
    fn list(
        &mut self,
        slot: Slot,
        mut keys: BTreeSet<Vec<u8>>,
        take: &mut Take<'_>,
    ) -> Result<ControlFlow<()>, Error> {
        keys.retain(|key| self.options.matches(key));
        // The type may leave out some, so that without one the sum may be right at once.
        if self.is_listed(slot, &keys) {
            return Ok(ControlFlow::Continue(()));
        }
        let types = self.guide.types(keys.iter().map(Vec::as_slice))?;
        let mut types = types.iter();
        keys.retain(|_| {
            types
                .next()
                .is_some_and(|kind| kind != b"none" && self.options.wants(kind))
        });
        if self.is_listed(slot, &keys) {
            return Ok(ControlFlow::Continue(()));
        }
        let mut page = KeyPage::new();
        keys.iter().for_each(|key| page.push(key));
        take(&mut page)
    }

    fn is_listed(&self, slot: Slot, keys: &BTreeSet<Vec<u8>>) -> bool {
        self.tally.is_listed(slot, keys.iter().map(Vec::as_slice))
    }
}
