//! Where the commands of a load go: over a connection, to the owner of a slot, to all primaries; and what is done where
//! that goes wrong.

use std::mem;
use std::sync::Arc;

use super::batch::{Batch, Parcel, Part};
use super::observer::{LoadObserver, Rejection};
use super::repair::{LoadTicket, Repair};
use super::stats::LoadStats;
use super::stream::Reading;
use super::streams::Streams;
use crate::Error;
use crate::client::Client;
use crate::cluster::{Route, Slot};
use crate::net::Credentials;

/// The connections of a load, and the client that puts right what they cannot do.
#[derive(Debug)]
pub(super) struct LoadRouter<L> {
    client: Client<LoadTicket>,
    /// There are several nodes, each with its slots.
    is_spread: bool,
    streams: Streams<L>,
    pub(super) account: Arc<LoadStats<L>>,
    /// What waits, and is in no connection's queue: for the repair that is due.
    put_off: Batch,
    /// Why nothing is sent any more.
    fault: Option<Error>,
}

/// Where a command or a transaction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To the only server there is, or to any primary.
    Anyone,
    /// To the owner of its keys' slot; where it `holds`, what is behind it there waits for its answer.
    Slot { slot: Slot, holds: bool },
    /// Only asking can tell: by the client, with nothing else under way.
    Apart,
    /// To all primaries.
    Everyone,
    /// Nowhere.
    Nowhere(&'static str),
}

const UNREACHED: &str = "ERR not sent: not every primary can be reached";

impl<L: LoadObserver + 'static> LoadRouter<L> {
    /// Connects, and reads the map of the cluster where `client` is one of it.
    ///
    /// # Errors
    /// The server that the user named is not to be had.
    pub(super) fn open(
        client: Client<LoadTicket>,
        reading: Reading,
        account: LoadStats<L>,
    ) -> Result<Self, Error> {
        // The user decides about commands that may have run.
        let mut client = client.without_retries();
        let account = Arc::new(account);
        let is_spread = Repair::new(&mut client, &account).has_slots()?;
        let mut streams = Streams::new(reading, &account);
        if !is_spread {
            streams.open(&client.connections.endpoint_of(client.connections.current()))?;
        }
        Ok(LoadRouter {
            client,
            is_spread,
            streams,
            account,
            put_off: Batch::default(),
            fault: None,
        })
    }

    /// Whether there are several nodes, each with its slots.
    pub(super) fn is_spread(&self) -> bool {
        self.is_spread
    }

    /// Why nothing is sent any more, if so.
    pub(super) fn fault(&self) -> Option<&Error> {
        self.fault.as_ref()
    }

    /// Connections that are made from now on log in so.
    pub(super) fn log_in_with(&mut self, credentials: Option<Credentials>) {
        let login = &mut self.client.connections.login;
        login.credentials = credentials.or(login.credentials.take());
    }

    /// The account, when nothing is under way any more.
    pub(super) fn into_account(self) -> LoadStats<L> {
        let LoadRouter {
            account, streams, ..
        } = self;
        // Its threads end with it, and give the account back.
        drop(streams);
        Arc::into_inner(account).expect("nobody else is left that keeps account")
    }

    /// Sends all that waits, without waiting for what is answered.
    pub(super) fn flush(&mut self) {
        self.streams.flush();
        self.repair_if_troubled();
    }

    /// Nothing more will come: waits until all is answered, or given up.
    pub(super) fn finish(&mut self) {
        self.flush();
        self.streams.complete();
        self.settle();
    }

    /// Takes something in, to be sent there.
    pub(super) fn dispatch(&mut self, target: Target, parcel: &Parcel<'_>) {
        match target {
            Target::Anyone => self.send_to(None, false, parcel),
            Target::Slot { slot, holds } => {
                self.streams.pass_fence(slot);
                // What has been waited for may have been refused.
                self.repair_if_troubled();
                self.send_to(Some(slot), holds, &parcel.in_slot(slot, holds));
            }
            Target::Apart => {
                self.settle();
                self.account.hold(parcel);
            }
            Target::Everyone => self.send_to_all(parcel),
            Target::Nowhere(why) => self.account.refuse(parcel, why.as_bytes()),
        }
        self.repair_if_troubled();
    }

    fn send_to(&mut self, slot: Option<Slot>, holds: bool, parcel: &Parcel<'_>) {
        match self.stream_of(slot) {
            Some(number) => {
                self.streams.push(number, parcel);
                let fenced = slot.filter(|_| holds);
                self.streams.fence(fenced, number);
            }
            None => self.account.hold(parcel),
        }
    }

    /// The connection to a slot's owner, or for no slot to any server; `None` where that is not to be had.
    fn stream_of(&mut self, slot: Option<Slot>) -> Option<usize> {
        if !self.is_spread {
            return Some(0);
        }
        let slot = slot.unwrap_or(Slot::LAST);
        if let Some(number) = self.streams.of_slot(slot) {
            return Some(number);
        }
        let client = &mut self.client;
        let endpoint = client
            .router
            .endpoint_of_slot(slot, &mut client.connections)?;
        // Why not is said by the client, when it fails too.
        let number = self.streams.open(&endpoint).ok()?;
        self.streams.note_slot(slot, number);
        Some(number)
    }

    /// Why a command may not go out, if it may not.
    pub(super) fn refusal(&self, words: &[&[u8]]) -> Option<&'static str> {
        self.client.write_policy().refusal(words)
    }

    /// Where a command belongs, and whether what is behind it in its slot has to wait.
    pub(super) fn route(&mut self, words: &[&[u8]]) -> Option<(Route, bool)> {
        let mut repair = Repair::new(&mut self.client, &self.account);
        repair.route(words)
    }

    /// A command for every primary, with nothing else under way. It counts once.
    fn send_to_all(&mut self, parcel: &Parcel<'_>) {
        self.settle();
        let client = &mut self.client;
        let primaries = client.router.primaries(&mut client.connections);
        let numbers: Option<Vec<usize>> = primaries
            .iter()
            .map(|endpoint| self.streams.open(endpoint).ok())
            .collect();
        let Some(numbers) = numbers else {
            return self.account.refuse(parcel, UNREACHED.as_bytes());
        };
        for (place, number) in numbers.into_iter().enumerate() {
            let is_first = place == 0;
            self.streams
                .push(number, &parcel.as_part(Part::Copy { is_first }));
        }
        self.settle();
    }

    /// Sends all, and waits until it is answered.
    pub(super) fn settle(&mut self) {
        self.streams.flush();
        self.streams.wait();
        self.repair_if_troubled();
    }

    fn repair_if_troubled(&mut self) {
        while self.fault.is_none() && self.account.is_troubled() {
            if let Err(error) = self.repair() {
                if matches!(error, Error::Timeout { .. }) {
                    self.account.count_timeout();
                }
                self.fault = Some(error);
            }
        }
    }

    /// Puts right what was refused, and what a lost connection has left; what waits goes on by what is known then.
    fn repair(&mut self) -> Result<(), Error> {
        self.streams.wait();
        let mut waiting = self.streams.take_pending();
        waiting.push(mem::take(&mut self.put_off));
        let mut held = self.account.take_held();
        let why = self
            .streams
            .clear_lost(|batch, unit| held.append(batch, unit));
        let outcome = match why {
            Some(error) if !self.is_spread => {
                self.account.lose_all(&held, Rejection::Unsent);
                Err(error)
            }
            _ => Repair::new(&mut self.client, &self.account).run(&held),
        };
        match outcome {
            Ok(()) => self.send_waiting(&waiting),
            Err(_) => waiting
                .iter()
                .for_each(|batch| self.account.lose_all(batch, Rejection::Unsent)),
        }
        outcome
    }

    /// Sends what waited, in the order of the input. When there is trouble again, what is left waits on: it must not be
    /// held, since what is held goes out before all that waits, and some of this has just been made to wait.
    fn send_waiting(&mut self, batches: &[Batch]) {
        let units = batches
            .iter()
            .flat_map(|batch| batch.units(0).map(move |unit| (batch, unit)));
        let mut units: Vec<_> = units.collect();
        units.sort_by_key(|(batch, unit)| batch.entries()[unit.entries.start].number);
        for (batch, unit) in units {
            if self.account.is_troubled() {
                self.put_off.append(batch, &unit);
            } else {
                let entry = batch.entries()[unit.entries.start];
                self.send_to(entry.slot, entry.holds, &Parcel::Unit(batch, &unit));
            }
        }
    }
}
