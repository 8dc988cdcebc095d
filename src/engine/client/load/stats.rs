//! What all connections of a load write down together: how many replies, what was refused, and what is to be sent again.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::batch::{Batch, Parcel, Part, Unit};
use super::observer::{LoadObserver, Refused, Rejected, Rejection};
use super::tally::Outcome;
use super::verdict::{Missing, Verdict};
use crate::error::Reaction;
use crate::net::Address;

/// The account of a load.
#[derive(Debug)]
pub(super) struct LoadStats<L> {
    ledger: Mutex<L>,
    /// What was refused in a way that there is an answer to, each node's in its order.
    held: Mutex<Batch>,
    /// Something is held, or a connection is lost.
    troubled: AtomicBool,
    /// Redirects are followed.
    follows: bool,
    /// The last command for all nodes that one of them has refused; 0 is none.
    last_copy: AtomicU64,
    totals: Mutex<Totals>,
}

/// What a load has come to, in commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Those that were answered, with an error or without.
    pub replies: u64,
    /// Those whose reply was an error, and those that were refused before they were sent.
    pub errors: u64,
    /// Those that are known not to be in though they were sent, or refused before.
    pub rejected: u64,
    /// Those that may have run: the connection was lost before their replies.
    pub unknown: u64,
    /// Those that were not sent.
    pub unsent: u64,
}

impl<L: LoadObserver> LoadStats<L> {
    /// An empty account. With `follows`, what a cluster's nodes refuse for being elsewhere, or for now, is held.
    pub(super) fn new(ledger: L, follows: bool) -> Self {
        LoadStats {
            ledger: Mutex::new(ledger),
            held: Mutex::default(),
            troubled: AtomicBool::new(false),
            follows,
            last_copy: AtomicU64::new(0),
            totals: Mutex::default(),
        }
    }

    /// What it has come to so far.
    pub(super) fn totals(&self) -> Totals {
        *locked(&self.totals)
    }

    /// Whether something is held, or a connection is lost.
    pub(super) fn is_troubled(&self) -> bool {
        self.troubled.load(Ordering::Acquire)
    }

    /// What is held, which is nothing from then on.
    pub(super) fn take_held(&self) -> Batch {
        self.troubled.store(false, Ordering::Release);
        std::mem::take(&mut *locked(&self.held))
    }

    /// Holds something, to be sent again.
    pub(super) fn hold(&self, parcel: &Parcel<'_>) {
        locked(&self.held).add(parcel);
        self.trouble();
    }

    /// A connection is lost.
    pub(super) fn trouble(&self) {
        self.troubled.store(true, Ordering::Release);
    }

    /// Counts replies.
    pub(super) fn count(&self, replies: u64) {
        locked(&self.totals).replies += replies;
    }

    /// Takes in what was replied to a unit, an outcome for each of its commands, and returns how many of the replies
    /// count. `None` where nothing of it has run, and it is to be sent again.
    pub(super) fn settle(&self, batch: &Batch, unit: &Unit, outcomes: &[Outcome]) -> Option<u64> {
        let verdict = Verdict::of(outcomes, |error| self.follows && has_answer(error));
        if verdict.held {
            return None;
        }
        self.note(batch, unit, &verdict);
        Some(batch.counting(unit))
    }

    /// As [`settle`](Self::settle), where all answers have been tried.
    pub(super) fn settle_for_good(&self, batch: &Batch, unit: &Unit, outcomes: &[Outcome]) {
        self.count(outcomes.len() as u64);
        self.note(batch, unit, &Verdict::of(outcomes, |_| false));
    }

    /// Something is refused in a server's place.
    pub(super) fn refuse(&self, parcel: &Parcel<'_>, error: &[u8]) {
        let mut batch = Batch::default();
        batch.add(parcel);
        self.note(&batch, &batch.unit_at(0), &Verdict::refused(error));
    }

    /// As [`lose`](Self::lose), for all of a batch.
    pub(super) fn lose_all(&self, batch: &Batch, rejection: Rejection) {
        batch
            .units(0)
            .for_each(|unit| self.lose(batch, &unit, rejection));
    }

    /// A unit is not in, or may not be, since its connection is lost.
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
        self.ledger().reject(&Rejected {
            number: entry.number,
            commands,
            db: entry.db,
            wire: batch.unit_wire(unit),
            rejection,
        });
    }

    /// Nothing was answered for as long as was to be waited: that is an error, as redis-cli counts it.
    pub(super) fn count_timeout(&self) {
        locked(&self.totals).errors += 1;
    }

    /// The ledger, which others wait for meanwhile.
    pub(super) fn ledger(&self) -> MutexGuard<'_, L> {
        locked(&self.ledger)
    }

    /// The ledger, at the end.
    pub(super) fn into_ledger(self) -> L {
        self.ledger
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, batch: &Batch, unit: &Unit, verdict: &Verdict) {
        let first = batch.entries()[unit.entries.start];
        if matches!(first.part, Part::Copy { .. })
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
            self.ledger().refuse(&Refused {
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

/// Whether a command that was refused so is to be sent again, elsewhere or later.
fn has_answer(error: &[u8]) -> bool {
    match Reaction::to(error, &Address::tcp("", 0)) {
        Reaction::Moved(_)
        | Reaction::Ask(_)
        | Reaction::Wait
        | Reaction::WaitAndRefresh
        | Reaction::Refresh => true,
        Reaction::Show | Reaction::Busy | Reaction::LoadScript => false,
    }
}

/// A thread that has panicked has taken the program with it; what it held is whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
