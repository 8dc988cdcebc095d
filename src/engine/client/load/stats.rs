//! The counters of a load, and the commands to retry, for all of its connections.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::batch::{Batch, Parcel, Unit, UnitPart};
use super::observer::{LoadObserver, Refused, Rejected, Rejection};
use super::verdict::{Missing, Verdict};
use crate::client::reply_errors::ReplyErrors;
use crate::error::Reaction;
use crate::net::Address;

/// The counters of a load, and the commands to retry.
#[derive(Debug)]
pub(super) struct LoadStats<L> {
    observer: Mutex<L>,
    held: Mutex<Batch>,
    /// Whether there are commands to retry, or a connection is lost.
    troubled: AtomicBool,
    /// Whether commands that a node redirects, or refuses for the moment, are retried.
    pub(super) follows: bool,
    /// The number of the last command for all nodes that a node has refused; 0 is none.
    last_copy: AtomicU64,
    totals: Mutex<Totals>,
}

/// The results of a load, in commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Commands with a reply, errors included.
    pub replies: u64,
    /// Commands with an error reply, and those that were refused before they were sent.
    pub errors: u64,
    /// Commands that were not applied: refused by a server, or before they were sent.
    pub rejected: u64,
    /// Commands that may have run: the connection was lost before their replies.
    pub unknown: u64,
    /// Commands that were not sent.
    pub unsent: u64,
}

impl<L: LoadObserver> LoadStats<L> {
    pub(super) fn new(observer: L, follows: bool) -> Self {
        LoadStats {
            observer: Mutex::new(observer),
            held: Mutex::default(),
            troubled: AtomicBool::new(false),
            follows,
            last_copy: AtomicU64::new(0),
            totals: Mutex::default(),
        }
    }

    pub(super) fn totals(&self) -> Totals {
        *locked(&self.totals)
    }

    /// Whether there are commands to retry, or a connection is lost.
    pub(super) fn is_troubled(&self) -> bool {
        self.troubled.load(Ordering::Acquire)
    }

    pub(super) fn take_held(&self) -> Batch {
        self.troubled.store(false, Ordering::Release);
        std::mem::take(&mut *locked(&self.held))
    }

    pub(super) fn hold(&self, parcel: &Parcel<'_>) {
        locked(&self.held).add(parcel);
        self.note_trouble();
    }

    pub(super) fn note_trouble(&self) {
        self.troubled.store(true, Ordering::Release);
    }

    pub(super) fn count(&self, replies: u64) {
        locked(&self.totals).replies += replies;
    }

    /// Evaluates the replies to a unit, and returns how many of them count. `None` if nothing of it has run and it must be
    /// sent again.
    pub(super) fn settle(
        &self,
        batch: &Batch,
        unit: &Unit,
        outcomes: &[ReplyErrors],
    ) -> Option<u64> {
        let verdict = self.verdict(outcomes)?;
        self.note(batch, unit, &verdict);
        Some(batch.counting(unit))
    }

    pub(super) fn verdict(&self, outcomes: &[ReplyErrors]) -> Option<Verdict> {
        let is_retry = |error: &[u8]| Reaction::to(error, &Address::tcp("", 0)).is_retry();
        Verdict::of(outcomes, |error| self.follows && is_retry(error))
    }

    /// As [`settle`](Self::settle), for a unit that is not sent again.
    pub(super) fn settle_for_good(&self, batch: &Batch, unit: &Unit, outcomes: &[ReplyErrors]) {
        self.count(outcomes.len() as u64);
        let verdict = Verdict::of(outcomes, |_| false);
        self.note(batch, unit, &verdict.expect("no error is retried"));
    }

    /// Refuses a command or a transaction that was not sent.
    pub(super) fn refuse(&self, parcel: &Parcel<'_>, error: &[u8]) {
        let mut batch = Batch::default();
        batch.add(parcel);
        self.note(&batch, &batch.unit_at(0), &Verdict::refused(error));
    }

    pub(super) fn lose_all(&self, batch: &Batch, rejection: Rejection) {
        batch
            .units(0)
            .for_each(|unit| self.lose(batch, &unit, rejection));
    }

    /// Reports a unit that was not applied, or may not be.
    pub(super) fn lose(&self, batch: &Batch, unit: &Unit, rejection: Rejection) {
        let commands = unit.entries.len() as u64;
        {
            let mut totals = locked(&self.totals);
            *match rejection {
                Rejection::Refused => &mut totals.rejected,
                Rejection::Unknown => &mut totals.unknown,
                Rejection::Unsent => &mut totals.unsent,
            } += commands;
        }
        let entry = batch.entries()[unit.entries.start];
        self.observer().reject(&Rejected {
            db: entry.db,
            wire: batch.unit_wire(unit),
        });
    }

    /// Counts a timeout as an error, as redis-cli does.
    pub(super) fn count_timeout(&self) {
        locked(&self.totals).errors += 1;
    }

    pub(super) fn observer(&self) -> MutexGuard<'_, L> {
        locked(&self.observer)
    }

    pub(super) fn into_observer(self) -> L {
        self.observer
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, batch: &Batch, unit: &Unit, verdict: &Verdict) {
        let first = batch.entries()[unit.entries.start];
        if matches!(first.part, UnitPart::Copy { .. })
            && verdict.errors > 0
            && self.last_copy.swap(first.number, Ordering::Relaxed) == first.number
        {
            // Another node has refused it too.
            return;
        }
        locked(&self.totals).errors += verdict.errors;
        for (place, error) in &verdict.told {
            let index = unit.entries.start + place;
            let entry = batch.entries()[index];
            self.observer().refuse(&Refused {
                number: entry.number,
                offset: entry.offset,
                wire: batch.bytes(index),
                error,
            });
        }
        match &verdict.missing {
            Missing::Nothing => {}
            Missing::All => self.lose(batch, unit, Rejection::Refused),
            Missing::Some(places) => places.iter().for_each(|place| {
                let alone = batch.single(unit.entries.start + place);
                self.lose(batch, &alone, Rejection::Refused);
            }),
        }
    }
}

/// A thread that panics ends the program, and leaves the data complete.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
