//! The counters of a load, and the commands to retry, for all of its connections.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;

use super::batch::{Batch, Entry, Parcel, Unit, UnitPart};
use super::observer::{LoadEvent, LoadObserver, Refused, Rejected, Rejection};
use super::verdict::{Missing, Verdict};
use crate::client::order::Refusals;
use crate::client::reply_errors::ReplyErrors;
use crate::client::state::Effect;
use crate::command::{CommandSpec, CommandTable, Keys, Verb};
use crate::error::Reaction;
use crate::net::Address;
use crate::resp::command_words;

/// The counters of a load, and the commands to retry.
pub(super) struct LoadStats {
    observer: Box<LoadObserver>,
    held: Mutex<Batch>,
    /// Whether there are commands to retry, or a connection is lost.
    troubled: AtomicBool,
    /// Whether commands that a node redirects, or refuses for the moment, are retried.
    pub(super) follows: bool,
    /// The number of the last command for all nodes that a node has refused; 0 is none.
    last_copy: AtomicU64,
    totals: Mutex<Totals>,
    /// Made when it is first needed.
    table: OnceLock<CommandTable>,
    /// The last transaction of which something failed.
    last_failure: Mutex<Option<FailedTransaction>>,
}

/// A transaction of which something failed.
#[derive(Debug, Clone)]
pub(super) struct FailedTransaction {
    /// The number of its MULTI.
    pub(super) number: u64,
    /// The places of the commands that failed; `None` where none ran.
    pub(super) places: Option<Vec<usize>>,
}

/// A command or a transaction that a node refused.
#[derive(Debug)]
pub(super) struct RefusedUnit {
    pub(super) number: u64,
    pub(super) offset: u64,
    pub(super) wire: Vec<u8>,
}

impl RefusedUnit {
    pub(super) fn of(batch: &Batch, unit: &Unit) -> Self {
        let entry = batch.entries()[unit.entries.start];
        RefusedUnit {
            number: entry.number,
            offset: entry.offset,
            wire: batch.unit_wire(unit).to_vec(),
        }
    }
}

const OVERTAKEN: &[u8] = b"ran after later commands for the same key";

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

impl Totals {
    /// Commands without a reply.
    pub(super) fn lost(&self) -> u64 {
        self.unknown + self.unsent
    }
}

impl LoadStats {
    pub(super) fn new(observer: Box<LoadObserver>, follows: bool) -> Self {
        LoadStats {
            observer,
            held: Mutex::default(),
            troubled: AtomicBool::new(false),
            follows,
            last_copy: AtomicU64::new(0),
            totals: Mutex::default(),
            table: OnceLock::new(),
            last_failure: Mutex::default(),
        }
    }

    /// The places of the commands that failed in a transaction; `None` where none ran.
    pub(super) fn failures_in(&self, multi: u64) -> Option<Vec<usize>> {
        let failed = self.last_failure.lock();
        let failed = failed.as_ref().filter(|failed| failed.number == multi);
        failed.map_or_else(|| Some(Vec::new()), |failed| failed.places.clone())
    }

    pub(super) fn totals(&self) -> Totals {
        *self.totals.lock()
    }

    /// Whether there are commands to retry, or a connection is lost.
    pub(super) fn is_troubled(&self) -> bool {
        self.troubled.load(Ordering::Acquire)
    }

    pub(super) fn take_held(&self) -> Batch {
        self.troubled.store(false, Ordering::Release);
        std::mem::take(&mut *self.held.lock())
    }

    pub(super) fn hold(&self, parcel: &Parcel<'_>) {
        self.held.lock().add(parcel);
        self.note_trouble();
    }

    pub(super) fn note_trouble(&self) {
        self.troubled.store(true, Ordering::Release);
    }

    pub(super) fn count(&self, replies: u64) {
        self.totals.lock().replies += replies;
    }

    /// Evaluates the replies to a unit, and returns how many of them count. `None` if nothing of it has run and it must be
    /// sent again.
    pub(super) fn settle(
        &self,
        batch: &Batch,
        unit: &Unit,
        outcomes: &[ReplyErrors],
    ) -> Option<u64> {
        let verdict = self.verdict(batch, unit, outcomes)?;
        self.note(batch, unit, &verdict);
        Some(batch.counting(unit))
    }

    /// The verdict on a unit; `None` if nothing of it has run and it must be sent again. A script, or a module's command, may
    /// return any error after it has written, so only a redirect for its slot is believed.
    pub(super) fn verdict(
        &self,
        batch: &Batch,
        unit: &Unit,
        outcomes: &[ReplyErrors],
    ) -> Option<Verdict> {
        let first = unit.entries.start;
        let is_retry = |error: &[u8]| match Reaction::to(error, &Address::tcp("", 0)) {
            Reaction::Moved(redirect) | Reaction::Ask(redirect) if unit.entries.len() == 1 => {
                Some(redirect.slot) == batch.entries()[first].slot
                    || !self.may_run_code(batch.bytes(first))
            }
            reaction if unit.entries.len() == 1 => {
                reaction.is_retry() && !self.may_run_code(batch.bytes(first))
            }
            reaction => reaction.is_retry(),
        };
        Verdict::of(outcomes, |error| self.follows && is_retry(error))
    }

    fn may_run_code(&self, wire: &[u8]) -> bool {
        let spec = self.table().find(&command_words(wire));
        spec.is_none_or(CommandSpec::may_run_code)
    }

    fn table(&self) -> &CommandTable {
        self.table.get_or_init(CommandTable::builtin)
    }

    /// Records a unit that a node refused and that will be sent again: later ones may overtake it.
    pub(super) fn note_refused(
        &self,
        refusals: &mut Refusals<RefusedUnit>,
        batch: &Batch,
        unit: &Unit,
    ) {
        let (keys, only_reads) = self.keys_of(batch, unit);
        let refused = RefusedUnit::of(batch, unit);
        refusals.add(refused, keys.iter().map(Vec::as_slice), only_reads);
    }

    /// Reports the refused units that this one has overtaken.
    pub(super) fn report_overtaken(
        &self,
        refusals: &mut Refusals<RefusedUnit>,
        batch: &Batch,
        unit: &Unit,
    ) {
        let (keys, only_reads) = self.keys_of(batch, unit);
        for key in keys {
            for refused in refusals.overtaken(&key, only_reads) {
                self.report_one_overtaken(refused);
            }
        }
    }

    pub(super) fn report_one_overtaken(&self, refused: &RefusedUnit) {
        self.totals.lock().errors += 1;
        self.report(LoadEvent::Overtaken(Refused {
            number: refused.number,
            offset: refused.offset,
            wire: &refused.wire,
            error: OVERTAKEN,
        }));
    }

    /// The keys of a unit, and whether it only reads.
    fn keys_of(&self, batch: &Batch, unit: &Unit) -> (Vec<Vec<u8>>, bool) {
        let mut keys = Vec::new();
        let mut only_reads = true;
        for index in unit.entries.clone() {
            let words = command_words(batch.bytes(index));
            let spec = self.table().find(&words);
            only_reads &= spec.is_some_and(CommandSpec::is_read_only);
            if let Some(Keys::At(places)) = spec.map(|spec| spec.slot_words(&words)) {
                keys.extend(places.into_iter().map(|place| words[place].clone()));
            }
        }
        (keys, only_reads)
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

    /// Reports a unit that was not applied, or may not be. A command for all nodes has one fate, the first.
    pub(super) fn lose(&self, batch: &Batch, unit: &Unit, rejection: Rejection) {
        if self.is_other_copy(&batch.entries()[unit.entries.start]) {
            return;
        }
        self.note_failure(batch, unit, &Missing::All);
        self.record_loss(batch, unit, rejection);
    }

    /// Whether another node has refused or lost this command for all nodes too.
    fn is_other_copy(&self, entry: &Entry) -> bool {
        matches!(entry.part, UnitPart::Copy { .. })
            && self.last_copy.swap(entry.number, Ordering::Relaxed) == entry.number
    }

    fn note_failure(&self, batch: &Batch, unit: &Unit, missing: &Missing) {
        if unit.entries.len() == 1 {
            return;
        }
        let places = match missing {
            Missing::Nothing => return,
            Missing::Some(places) => Some(places.clone()),
            Missing::All => None,
        };
        let number = batch.entries()[unit.entries.start].number;
        *self.last_failure.lock() = Some(FailedTransaction { number, places });
    }

    fn record_loss(&self, batch: &Batch, unit: &Unit, rejection: Rejection) {
        let commands = unit.entries.len() as u64;
        {
            let mut totals = self.totals.lock();
            *match rejection {
                Rejection::Refused => &mut totals.rejected,
                Rejection::Unknown => &mut totals.unknown,
                Rejection::Unsent => &mut totals.unsent,
            } += commands;
        }
        let entry = batch.entries()[unit.entries.start];
        self.report(LoadEvent::Rejected(Rejected {
            db: entry.db,
            wire: batch.unit_wire(unit),
        }));
    }

    /// Counts a timeout as an error, as redis-cli does.
    pub(super) fn count_timeout(&self) {
        self.totals.lock().errors += 1;
    }

    pub(super) fn report(&self, event: LoadEvent<'_>) {
        (self.observer)(event);
    }

    fn note(&self, batch: &Batch, unit: &Unit, verdict: &Verdict) {
        if verdict.errors > 0 && self.is_other_copy(&batch.entries()[unit.entries.start]) {
            return;
        }
        self.note_failure(batch, unit, &verdict.missing);
        self.totals.lock().errors += verdict.errors;
        for (place, error) in &verdict.told {
            let index = unit.entries.start + place;
            let entry = batch.entries()[index];
            let wire = batch.bytes(index);
            self.report(LoadEvent::Refused(Refused {
                number: entry.number,
                offset: entry.offset,
                wire,
                error: &without_secret(error, wire),
            }));
        }
        match &verdict.missing {
            Missing::Nothing => {}
            Missing::All => self.record_loss(batch, unit, Rejection::Refused),
            Missing::Some(places) => places.iter().for_each(|place| {
                let alone = batch.single(unit.entries.start + place);
                self.record_loss(batch, &alone, Rejection::Refused);
            }),
        }
    }
}

/// The error reply to a command, without the password that the command had.
fn without_secret<'e>(error: &'e [u8], wire: &[u8]) -> Cow<'e, [u8]> {
    if wire.len() > LONGEST_LOGIN {
        return Cow::Borrowed(error);
    }
    let words = command_words(wire);
    let effect = Effect::of(Verb::of(&words), &words);
    let masked = effect.and_then(|effect| effect.without_secret(error));
    masked.map_or(Cow::Borrowed(error), Cow::Owned)
}

/// The most bytes of AUTH or HELLO.
const LONGEST_LOGIN: usize = 4096;
