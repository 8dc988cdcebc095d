//! Retries commands through a [`Client`], which follows redirects and waits for servers.
//!
//! 1. Nothing else is in flight meanwhile, so that nothing can overtake the retried commands.
//! 2. They are sent in the order of the input. A transaction is sent alone: while it is refused since its slot moves, no
//!    later command may pass it.
//! 3. A command that is still refused after the client's retries is refused for good.

use std::slice;
use std::thread;

use super::batch::{Batch, Unit, UnitPart};
use super::observer::{LoadEvent, Rejection};
use super::stats::{LoadStats, RefusedUnit};
use crate::Error;
use crate::client::reply_errors::{ReplyErrorSink, ReplyErrors};
use crate::client::retry_clock::RetryClock;
use crate::client::{
    Client, CommandFate, Reply, ReplyHandler, RetryNotice, TransactionPosition, Until,
};
use crate::net::{Address, Notice};
use crate::resp::command_words;

/// A command of a load that the client retries: the number of its unit among those that are retried together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadTicket(usize);

const TOGETHER: usize = 256;

pub(super) struct Repair<'l> {
    pub(super) client: &'l mut Client<LoadTicket>,
    pub(super) stats: &'l LoadStats,
}

impl Repair<'_> {
    /// Retries every unit of a batch, in the order of the input.
    ///
    /// # Errors
    /// No server can be reached. Units without a reply are reported.
    pub(super) fn run(&mut self, batch: &Batch) -> Result<(), Error> {
        let units = batch.sorted_units();
        let mut rest = units.as_slice();
        while !rest.is_empty() {
            let count = together(rest);
            let (now, later) = rest.split_at(count);
            rest = later;
            let outcome = match now {
                [transaction] if transaction.entries.len() > 1 => {
                    self.run_transaction(batch, transaction)
                }
                _ => self.run_commands(batch, now),
            };
            if outcome.is_err() {
                rest.iter()
                    .for_each(|unit| self.stats.lose(batch, unit, Rejection::Unsent));
                return outcome;
            }
        }
        Ok(())
    }

    fn run_commands(&mut self, batch: &Batch, units: &[Unit]) -> Result<(), Error> {
        let (answers, outcome) = self.send(batch, units);
        for (unit, answer) in units.iter().zip(&answers) {
            self.settle(batch, unit, answer);
        }
        outcome
    }

    /// Sends a transaction again as long as nothing of it has run and the time is not over.
    fn run_transaction(&mut self, batch: &Batch, unit: &Unit) -> Result<(), Error> {
        let mut clock = RetryClock::new(self.client.retry_timeout);
        loop {
            let (answers, outcome) = self.send(batch, slice::from_ref(unit));
            let answer = &answers[0];
            let has_run = match answer.rejection(unit) {
                None => self.stats.verdict(batch, unit, &answer.replies).is_some(),
                Some(rejection) => rejection == Rejection::Unknown,
            };
            if has_run || outcome.is_err() || clock.is_over() {
                if !has_run {
                    clock.give_up(|notice| self.stats.report(LoadEvent::Retrying(&notice)));
                }
                self.settle(batch, unit, answer);
                return outcome;
            }
            clock.failed(self.cause(batch, unit, answer));
            let report = |notice: RetryNotice<'_>| self.stats.report(LoadEvent::Retrying(&notice));
            thread::sleep(clock.next_delay(report));
            // The next attempt reports the error.
            let _ = self.client.refresh(&mut RetryReplies::none(self.stats));
        }
    }

    /// The owner of the slot of a transaction, and the first error reply to it.
    fn cause(&self, batch: &Batch, unit: &Unit, answer: &UnitReplies) -> String {
        let mut words = unit
            .entries
            .clone()
            .map(|index| command_words(batch.bytes(index)));
        let router = &self.client.router;
        let owner = words.find_map(|words| router.owner_of(&words));
        let owner = owner.unwrap_or_else(|| router.default_address(&self.client.connections));
        let errors = answer
            .replies
            .iter()
            .filter_map(|reply| reply.error.as_deref());
        let error = errors
            .map(String::from_utf8_lossy)
            .next()
            .unwrap_or_default();
        format!("{owner}: {error}")
    }

    fn settle(&self, batch: &Batch, unit: &Unit, answer: &UnitReplies) {
        if answer.is_overtaken {
            self.stats
                .report_one_overtaken(&RefusedUnit::of(batch, unit));
        }
        match answer.rejection(unit) {
            None => self.stats.settle_for_good(batch, unit, &answer.replies),
            Some(rejection) => self.stats.lose(batch, unit, rejection),
        }
    }

    fn send(&mut self, batch: &Batch, units: &[Unit]) -> (Vec<UnitReplies>, Result<(), Error>) {
        let mut answers = RetryReplies::none(self.stats);
        answers
            .of_units
            .resize_with(units.len(), UnitReplies::default);
        let client = &mut *self.client;
        let outcome = units
            .iter()
            .enumerate()
            .try_for_each(|(number, unit)| submit(client, batch, number, unit, &mut answers));
        let outcome = outcome.and_then(|()| client.run(Until::Replied, &mut answers));
        (answers.of_units, outcome)
    }
}

/// The number of the next units that can be retried together: a transaction is alone.
fn together(units: &[Unit]) -> usize {
    let alone = units.iter().take_while(|unit| unit.entries.len() == 1);
    alone.take(TOGETHER).count().max(1)
}

fn submit(
    client: &mut Client<LoadTicket>,
    batch: &Batch,
    number: usize,
    unit: &Unit,
    answers: &mut RetryReplies<'_>,
) -> Result<(), Error> {
    for index in unit.entries.clone() {
        let link = match batch.entries()[index].part {
            UnitPart::Alone | UnitPart::Copy { .. } => TransactionPosition::Alone,
            UnitPart::Joined if index == unit.entries.start => TransactionPosition::Opens,
            UnitPart::Joined => TransactionPosition::Inside,
            UnitPart::Last => TransactionPosition::Closes,
        };
        let words = command_words(batch.bytes(index));
        client.submit_at(&words, link, LoadTicket(number), answers)?;
    }
    Ok(())
}

pub(super) struct RetryReplies<'l> {
    of_units: Vec<UnitReplies>,
    sink: ReplyErrorSink,
    stats: &'l LoadStats,
}

#[derive(Debug, Default)]
struct UnitReplies {
    /// By the position of the command.
    replies: Vec<ReplyErrors>,
    /// Whether a command without a reply may have run.
    is_unknown: bool,
    /// A later command for one of its keys ran first.
    is_overtaken: bool,
}

impl UnitReplies {
    /// Why the unit has no replies, or not all.
    fn rejection(&self, unit: &Unit) -> Option<Rejection> {
        match () {
            () if self.is_unknown => Some(Rejection::Unknown),
            () if self.replies.len() < unit.entries.len() => Some(Rejection::Unsent),
            () => None,
        }
    }
}

impl<'l> RetryReplies<'l> {
    /// For calls that have no replies.
    pub(super) fn none(stats: &'l LoadStats) -> Self {
        RetryReplies {
            of_units: Vec::new(),
            sink: ReplyErrorSink::default(),
            stats,
        }
    }
}

impl ReplyHandler<LoadTicket> for RetryReplies<'_> {
    fn reply(&mut self, ticket: &LoadTicket, reply: &mut Reply<'_>) -> Result<(), Error> {
        reply.read(&mut self.sink)?;
        if let Some(outcome) = self.sink.take()
            && let Some(answer) = self.of_units.get_mut(ticket.0)
        {
            answer.replies.push(outcome);
        }
        Ok(())
    }

    fn lost(&mut self, ticket: &LoadTicket, fate: CommandFate, _: Option<&Error>) {
        if let Some(answer) = self.of_units.get_mut(ticket.0) {
            answer.is_unknown |= matches!(fate, CommandFate::Unknown | CommandFate::BrokenOff);
        }
    }

    fn overtaken(&mut self, ticket: &LoadTicket, _: &[u8]) {
        if let Some(answer) = self.of_units.get_mut(ticket.0) {
            answer.is_overtaken = true;
        }
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.stats.report(LoadEvent::Connected(address, notices));
    }

    fn retrying(&mut self, notice: &RetryNotice<'_>) {
        self.stats.report(LoadEvent::Retrying(notice));
    }
}
