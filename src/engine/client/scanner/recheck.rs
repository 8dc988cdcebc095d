//! The slots whose keys may have been missed, listed key by key.
//!
//! Every primary is asked for the keys that it has of such a slot, twice. While a slot moves, each of its keys is on one of
//! two nodes, and moves from one to the other once. If the new node was asked before a key arrived, and the old node after
//! the key had left, the second round finds it: to be missed again the key would have to move back and return within these
//! few round trips, which is three complete moves of the slot.
//!
//! This may find too many keys: keys that have expired and are still in memory, or that an aborted move left on a node
//! that does not own them. So the type of each key is requested in the way of any command, and a key is listed only if
//! every client can see it. If exactly these keys of the slot were listed before, they are not listed again.
//!
//! A slot is listed as a whole, since it has no cursor. Its keys are few, a 16384th of the cluster's, unless a hash tag
//! holds many together.

use std::ops::ControlFlow;

use super::cluster_control::{ClusterControl, is_passing};
use super::primary_connections::{PrimaryConnections, SlotKeys};
use super::{ProcessPage, ScanContext, ScanEnd, ScannedPage};
use crate::Error;
use crate::client::retry_clock::RetryClock;
use crate::cluster::{Slot, SlotSet};
use crate::keys::{KeyFact, KeyQuery};
use crate::scan::{KeyPage, ListedKeys, Snapshot};

/// Slots that are requested in one write.
const BATCH: usize = 64;

/// How often every primary is asked.
const ROUNDS: usize = 2;

pub(super) struct Recheck<'a> {
    pub(super) control: &'a mut ClusterControl,
    pub(super) context: ScanContext<'a>,
    pub(super) tally: &'a ListedKeys,
    /// The slots that must have an owner.
    pub(super) wanted: &'a SlotSet,
    /// The topology, until connections are opened by it.
    pub(super) snapshot: Option<Snapshot>,
    pub(super) connections: Option<PrimaryConnections>,
}

impl Recheck<'_> {
    /// Lists the keys of these slots, except for slots whose keys were all listed.
    ///
    /// # Errors
    /// A node cannot be reached until the retry timeout, and no other node takes its place; the errors of `process`.
    pub(super) fn run(
        &mut self,
        doubt: &SlotSet,
        process: &mut ProcessPage<'_>,
    ) -> Result<ScanEnd, Error> {
        let types = KeyQuery::new(&[], &[KeyFact::Type], |_| true);
        let types = types.expect("it requests a fact");
        let slots: Vec<Slot> = doubt.iter().collect();
        for batch in slots.chunks(BATCH) {
            let Some(found) = self.find(batch)? else {
                return Ok(ScanEnd::Stopped);
            };
            for (slot, keys) in found {
                let keys = keys.iter().map(Vec::as_slice);
                let keys = keys.filter(|key| self.context.options.matches(key));
                if self.list(slot, keys.collect(), &types, process)?.is_break() {
                    return Ok(ScanEnd::Left);
                }
            }
        }
        Ok(ScanEnd::Done)
    }

    /// Returns the keys that any primary has of these slots. If one of the primaries is lost, it starts again with the
    /// node that takes its place. `None` if the stop signal is set.
    fn find(&mut self, slots: &[Slot]) -> Result<Option<SlotKeys>, Error> {
        let mut clock = RetryClock::new(self.control.client.retry_timeout);
        while !self.context.stop.is_set() {
            match self.ask(slots) {
                Err(error) if is_passing(&error) && !clock.is_over() => clock.failed(error),
                outcome => return outcome,
            }
            (self.connections, self.snapshot) = (None, None);
            let delay = clock.next_delay(|notice| self.control.report(&notice));
            self.context.stop.pause(delay);
        }
        Ok(None)
    }

    fn ask(&mut self, slots: &[Slot]) -> Result<Option<SlotKeys>, Error> {
        let connections = match &mut self.connections {
            Some(connections) => connections,
            None => {
                let (stop, control) = (self.context.stop, &mut *self.control);
                let now = match self.snapshot.take() {
                    None => control.snapshot(stop, Some(self.wanted))?,
                    known => known,
                };
                let Some(now) = now else { return Ok(None) };
                let opened = PrimaryConnections::open(&now, control)?;
                self.connections.insert(opened)
            }
        };
        let mut found = SlotKeys::new();
        for _ in 0..ROUNDS {
            connections.ask(slots, &mut found)?;
        }
        Ok(Some(found))
    }

    /// Lists the keys of a slot, unless they were all listed before.
    fn list(
        &mut self,
        slot: Slot,
        mut keys: KeyPage,
        types: &KeyQuery,
        process: &mut ProcessPage<'_>,
    ) -> Result<ControlFlow<()>, Error> {
        // The type may exclude keys: without them the sum can be right only after the second check.
        if self.is_listed(slot, &keys) {
            return Ok(ControlFlow::Continue(()));
        }
        self.keep_visible(&mut keys, types)?;
        if self.is_listed(slot, &keys) {
            return Ok(ControlFlow::Continue(()));
        }
        let mut page = ScannedPage::new(keys);
        if let Some(query) = self.context.query {
            page.learn(self.control.inquire(&page.keys, query)?);
        }
        process(&mut page)
    }

    /// Removes the keys that do not exist for other clients, or are not of the wanted type.
    fn keep_visible(&mut self, keys: &mut KeyPage, types: &KeyQuery) -> Result<(), Error> {
        let (facts, refusals) = self.control.inquire(keys, types)?.finish(keys);
        if let Some((_, reply)) = refusals.into_iter().next() {
            // The node is not known.
            let seed = self.control.client.connections.endpoint.address.clone();
            return Err(Error::refused(seed, "TYPE", reply.as_bytes()));
        }
        let mut facts = facts.iter();
        keys.retain(|_| {
            let kind = facts.next().and_then(|facts| facts.kind.as_deref());
            kind.is_some_and(|kind| self.context.options.wants(kind.as_bytes()))
        });
        Ok(())
    }

    fn is_listed(&self, slot: Slot, keys: &KeyPage) -> bool {
        self.tally.is_listed(slot, keys.keys())
    }
}
