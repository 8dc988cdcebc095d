//! What was refused or could not be sent is put right by a [`Client`], which follows redirects and waits for servers.
//!
//! 1. Nothing else is under way meanwhile, so that nothing can overtake it.
//! 2. It goes out in the order of the input. A transaction goes alone: while it is refused for its slot being on its way,
//!    nothing behind it may pass.
//! 3. What has no answer for as long as the client is patient is refused for good.

use std::slice;
use std::thread;
use std::time::Instant;

use super::batch::{Batch, Part, Unit};
use super::observer::{LoadObserver, Rejection};
use super::stats::LoadStats;
use super::tally::{Outcome, Tally};
use crate::Error;
use crate::client::retry::RETRY_TIMEOUT;
use crate::client::routing::Waits;
use crate::client::{
    Backoff, Client, CommandFate, Reply, ReplyHandler, TransactionPosition, Until,
};
use crate::cluster::Route;
use crate::net::{Address, Notice};
use crate::resp::command_words;

/// A command of a load that its client is asked to put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadTicket {
    /// Which of those that are put right together.
    unit: usize,
    /// Which of the unit's commands.
    place: usize,
}

/// How many commands are put right together.
const TOGETHER: usize = 256;

/// Puts things right.
pub(super) struct Repair<'l, L> {
    client: &'l mut Client<LoadTicket>,
    account: &'l LoadStats<L>,
}

impl<'l, L: LoadObserver> Repair<'l, L> {
    pub(super) fn new(client: &'l mut Client<LoadTicket>, account: &'l LoadStats<L>) -> Self {
        Repair { client, account }
    }

    /// Whether there are several nodes, each with its slots: asks for the map.
    ///
    /// # Errors
    /// The client's.
    pub(super) fn has_slots(&mut self) -> Result<bool, Error> {
        let mut answers = Answers::none(self.account);
        self.client.has_slots(&mut answers)
    }

    /// Where a command belongs, and whether what is behind it in its slot has to wait. What is not known of it is asked.
    pub(super) fn route(&mut self, words: &[&[u8]]) -> Option<(Route, bool)> {
        let client = &mut *self.client;
        let route = client.router.route(words, &mut client.connections);
        client.report_connections(&mut Answers::none(self.account));
        let (route, holds) = route?;
        Some((route, holds != Waits::Nothing))
    }

    /// Has every unit of a batch answered, in the order of the input.
    ///
    /// # Errors
    /// The client's: no server is to be had. What was not answered is booked as such.
    pub(super) fn run(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut units: Vec<Unit> = batch.units(0).collect();
        units.sort_by_key(|unit| batch.entries()[unit.entries.start].number);
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
                    .for_each(|unit| self.account.lose(batch, unit, Rejection::Unsent));
                return outcome;
            }
        }
        Ok(())
    }

    fn run_commands(&mut self, batch: &Batch, units: &[Unit]) -> Result<(), Error> {
        let (answers, outcome) = self.send(batch, units);
        for (unit, answer) in units.iter().zip(answers) {
            match answer.rejection(unit) {
                None => self.account.settle_for_good(batch, unit, &answer.outcomes),
                Some(rejection) => self.account.lose(batch, unit, rejection),
            }
        }
        outcome
    }

    /// A transaction is sent again for as long as nothing of it has run and there is hope.
    fn run_transaction(&mut self, batch: &Batch, unit: &Unit) -> Result<(), Error> {
        let since = Instant::now();
        let mut backoff = Backoff::new();
        loop {
            let (mut answers, outcome) = self.send(batch, slice::from_ref(unit));
            let answer = answers.remove(0);
            let hopes = outcome.is_ok() && since.elapsed() < RETRY_TIMEOUT;
            match answer.rejection(unit) {
                Some(Rejection::Unsent) if hopes => {}
                Some(rejection) => {
                    self.account.lose(batch, unit, rejection);
                    return outcome;
                }
                None => match self.account.settle(batch, unit, &answer.outcomes) {
                    Some(replies) => {
                        self.account.count(replies);
                        return outcome;
                    }
                    None if hopes => {}
                    None => {
                        self.account.settle_for_good(batch, unit, &answer.outcomes);
                        return outcome;
                    }
                },
            }
            thread::sleep(backoff.next_delay());
            // The next attempt will say what is wrong with it.
            let _ = self.client.refresh(&mut Answers::none(self.account));
        }
    }

    /// Sends units, and returns what was answered to each.
    fn send(&mut self, batch: &Batch, units: &[Unit]) -> (Vec<Answer>, Result<(), Error>) {
        let mut answers = Answers::none(self.account);
        answers.of_units.resize_with(units.len(), Answer::default);
        let client = &mut *self.client;
        let outcome = units
            .iter()
            .enumerate()
            .try_for_each(|(number, unit)| submit(client, batch, number, unit, &mut answers));
        let outcome = outcome.and_then(|()| client.run(Until::Replied, &mut answers));
        (answers.of_units, outcome)
    }
}

/// How many of the next units can be put right together: a transaction none but itself.
fn together(units: &[Unit]) -> usize {
    let alone = units.iter().take_while(|unit| unit.entries.len() == 1);
    alone.take(TOGETHER).count().max(1)
}

fn submit<L: LoadObserver>(
    client: &mut Client<LoadTicket>,
    batch: &Batch,
    number: usize,
    unit: &Unit,
    answers: &mut Answers<'_, L>,
) -> Result<(), Error> {
    for (place, index) in unit.entries.clone().enumerate() {
        let link = match (batch.entries()[index].part, place) {
            (Part::Alone | Part::Copy { .. }, _) => TransactionPosition::Alone,
            (Part::Joined, 0) => TransactionPosition::Opens,
            (Part::Joined, _) => TransactionPosition::Inside,
            (Part::Last, _) => TransactionPosition::Closes,
        };
        let ticket = LoadTicket {
            unit: number,
            place,
        };
        client.submit_at(&command_words(batch.bytes(index)), link, ticket, answers)?;
    }
    Ok(())
}

/// What is answered to units while they are put right.
struct Answers<'l, L> {
    of_units: Vec<Answer>,
    tally: Tally,
    account: &'l LoadStats<L>,
}

/// What was answered to a unit.
#[derive(Debug, Default)]
struct Answer {
    /// By the command's place.
    outcomes: Vec<Outcome>,
    /// Something of it may have run, and is not answered.
    is_unknown: bool,
}

impl Answer {
    /// Why there is no answer, if there is none or only half of one.
    fn rejection(&self, unit: &Unit) -> Option<Rejection> {
        match () {
            () if self.is_unknown => Some(Rejection::Unknown),
            () if self.outcomes.len() < unit.entries.len() => Some(Rejection::Unsent),
            () => None,
        }
    }
}

impl<'l, L> Answers<'l, L> {
    fn none(account: &'l LoadStats<L>) -> Self {
        Answers {
            of_units: Vec::new(),
            tally: Tally::default(),
            account,
        }
    }

    fn answer(&mut self, ticket: &LoadTicket, outcome: Outcome) {
        if let Some(answer) = self.of_units.get_mut(ticket.unit) {
            answer.outcomes.push(outcome);
        }
    }
}

impl<L: LoadObserver> ReplyHandler<LoadTicket> for Answers<'_, L> {
    fn reply(&mut self, ticket: &LoadTicket, reply: &mut Reply<'_>) -> Result<(), Error> {
        reply.read(&mut self.tally)?;
        if let Some(outcome) = self.tally.take() {
            self.answer(ticket, outcome);
        }
        Ok(())
    }

    fn lost(&mut self, ticket: &LoadTicket, fate: CommandFate, _: Option<&Error>) {
        if let Some(answer) = self.of_units.get_mut(ticket.unit) {
            answer.is_unknown |= matches!(fate, CommandFate::Unknown | CommandFate::BrokenOff);
        }
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.account.ledger().connected(address, notices);
    }
}
