//! Where a load's commands come in, and are sent on to where they belong.

use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use super::account::{Account, Totals};
use super::batch::{Batch, Entry, Parcel, Part};
use super::block::Block;
use super::ledger::{Ledger, Rejection};
use super::repair::{Repair, Ticket};
use super::role::Role;
use super::stream::Reading;
use super::streams::Streams;
use crate::Error;
use crate::client::Client;
use crate::cluster::{Route, Slot};
use crate::net::{Credentials, Login};

/// A load: commands in, each to where it belongs. Dropped, it gives up what is under way.
#[derive(Debug)]
pub struct Loader<L> {
    client: Client<Ticket>,
    login: Login,
    /// There are several nodes, each with its slots.
    is_spread: bool,
    streams: Streams<L>,
    account: Arc<Account<L>>,
    keyless: Keyless,
    /// The transaction that is being read.
    block: Option<Block>,
    /// The database that the stream has selected.
    db: u32,
    /// Why nothing is sent any more.
    fault: Option<Error>,
}

/// How a load is done.
#[derive(Debug, Clone, Copy)]
pub struct LoadOptions {
    /// What becomes of commands without keys, in a cluster.
    pub keyless: Keyless,
    /// How long a server may say nothing while replies are awaited: in a cluster at any time, and of a single server when
    /// all has been sent. `None` is for ever.
    pub patience: Option<Duration>,
}

/// What becomes of commands without keys, in a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keyless {
    /// They are refused: nobody has said which node they are for.
    #[default]
    Refuse,
    /// They go to any one primary.
    Any,
    /// They go to all primaries, and count as one.
    All,
}

/// A command of the stream.
#[derive(Debug, Clone, Copy)]
pub struct Command<'a> {
    /// Which one it is, from 1.
    pub number: u64,
    /// Where it begins in the input, in bytes.
    pub offset: u64,
    /// The command as an array of bulk strings, as it is sent.
    pub wire: &'a [u8],
    /// Its name and its arguments, at least the name.
    pub words: &'a [&'a [u8]],
}

/// Where a command goes.
enum Target {
    /// Over this connection.
    Stream(usize),
    /// To the owner of its keys' slot; where it `holds`, what is behind it there waits for its answer.
    Slot { slot: Slot, holds: bool },
    /// Only asking can tell: by the client, with nothing else under way.
    Apart,
    /// To all primaries.
    Everyone,
    /// Nowhere.
    Nowhere(&'static str),
}

const KEYLESS: &str = "ERR not sent: it has no key that says which node it is for; \
                       --pipe-keyless=any sends such to one node, --pipe-keyless=all to every primary";
const CROSS_SLOT: &str = "CROSSSLOT not sent: its keys are in several slots";
const DATABASE: &str = "ERR not sent: a cluster has database 0 only";
const KEYLESS_BLOCK: &str = "ERR not sent: the transaction has no key that says which node it is for; \
                             --pipe-keyless=any sends such to one node";
const UNREACHED: &str = "ERR not sent: not every primary can be reached";
const UNFINISHED: &str = "ERR not sent: the transaction has no EXEC";
const LOGIN_INSIDE: &str = "ERR not sent: in a cluster it cannot be part of a transaction";

impl<L: Ledger + 'static> Loader<L> {
    /// Connects, and reads the map of the cluster where `client` is one of it. Connections are to be as `login` says.
    ///
    /// # Errors
    /// The server that the user named is not to be had.
    pub fn open(
        client: Client<Ticket>,
        login: Login,
        options: LoadOptions,
        ledger: L,
    ) -> Result<Self, Error> {
        let follows = client.follows_slots();
        let account = Arc::new(Account::new(ledger, follows));
        let reading = Reading {
            patience: options.patience,
            at_once: follows,
        };
        let mut loader = Loader {
            streams: Streams::new(reading, &account),
            client,
            db: login.db,
            login,
            is_spread: false,
            account,
            keyless: options.keyless,
            block: None,
            fault: None,
        };
        loader.is_spread =
            Repair::new(&mut loader.client, &loader.account, &loader.login).has_slots()?;
        if !loader.is_spread {
            loader.connect()?;
        }
        Ok(loader)
    }

    fn connect(&mut self) -> Result<(), Error> {
        let endpoint = self.client.endpoint_at_hand(self.login.clone());
        self.streams.open(&endpoint)?;
        Ok(())
    }

    /// Why nothing is sent any more, if so: the server is lost, or no node is to be had. What is pushed is booked as not
    /// sent.
    pub fn fault(&self) -> Option<&Error> {
        self.fault.as_ref()
    }

    /// The ledger. Nobody else tells it anything meanwhile.
    pub fn ledger(&self) -> MutexGuard<'_, L> {
        self.account.ledger()
    }

    /// The database that the stream has selected.
    pub fn db(&self) -> u32 {
        self.db
    }

    /// What it has come to so far.
    pub fn totals(&self) -> Totals {
        self.account.totals()
    }

    /// Takes the next command in. It is sent at the latest with [`flush`](Self::flush).
    pub fn push(&mut self, command: &Command<'_>) {
        let entry = Entry {
            number: command.number,
            offset: command.offset,
            db: if self.is_spread { 0 } else { self.db },
            slot: None,
            part: Part::Alone,
        };
        if self.fault.is_some() {
            return self.book_unsent(command, entry);
        }
        let role = Role::of(command.words, self.is_spread);
        match self.block.take() {
            Some(block) => self.go_on(block, role, command, entry),
            None => self.take(role, command, entry),
        }
        self.repair_if_troubled();
    }

    /// Sends all that has been pushed.
    pub fn flush(&mut self) {
        self.streams.flush();
        self.repair_if_troubled();
    }

    /// There are no more commands: waits until all is answered, or given up.
    pub fn finish(&mut self) {
        if let Some(block) = self.block.take() {
            let (batch, unit) = block.into_batch();
            let parcel = Parcel::Unit(&batch, &unit);
            self.account.refuse(&parcel, UNFINISHED.as_bytes());
        }
        self.flush();
        self.streams.complete();
        self.settle();
        if matches!(self.fault, Some(Error::Timeout { .. })) {
            self.account.count_timeout();
        }
    }

    /// The ledger, with what it has been told.
    pub fn into_ledger(self) -> L {
        let Loader {
            account, streams, ..
        } = self;
        // Its threads end with it, and give the account back.
        drop(streams);
        let account = Arc::into_inner(account).expect("nobody else is left that keeps account");
        account.into_ledger()
    }

    /// Books a command that is not sent.
    fn book_unsent(&self, command: &Command<'_>, entry: Entry) {
        let batch = Batch::of(command.wire, entry);
        self.account.lose_all(&batch, Rejection::Unsent);
    }

    /// A command outside of transactions.
    fn take(&mut self, role: Role, command: &Command<'_>, entry: Entry) {
        match role {
            Role::Opens => self.block = Some(Block::opened_by(command.wire, entry)),
            Role::Data | Role::Closes => self.send(command, entry),
            Role::Select(db) => self.select(db, command, entry),
            Role::Login(credentials) => self.log_in(credentials, command, entry),
            Role::Reply(answers) => self.account.count(u64::from(answers)),
            Role::Refused(why) => self.refuse(command, entry, why),
        }
    }

    /// A command inside a transaction.
    fn go_on(&mut self, mut block: Block, role: Role, command: &Command<'_>, entry: Entry) {
        match role {
            Role::Closes => {
                block.close(command.wire, entry);
                return self.send_block(block);
            }
            Role::Reply(answers) => self.account.count(u64::from(answers)),
            Role::Select(Some(0)) if self.is_spread => self.account.count(1),
            role => {
                block.add(command.wire, entry);
                self.note_inside(&mut block, role, command);
            }
        }
        self.block = Some(block);
    }

    fn note_inside(&mut self, block: &mut Block, role: Role, command: &Command<'_>) {
        match role {
            Role::Refused(why) => block.spoil(why),
            Role::Select(_) if self.is_spread => block.spoil(DATABASE),
            Role::Select(db) => self.db = db.unwrap_or(self.db),
            Role::Login(_) if self.is_spread => block.spoil(LOGIN_INSIDE),
            Role::Data if self.is_spread => match self.route(command.words) {
                Some((Route::Slot(slot), _)) => block.belongs_to(slot),
                Some((Route::CrossSlot(_), _)) => block.spoil(CROSS_SLOT),
                _ => {}
            },
            _ => {}
        }
    }

    fn send_block(&mut self, block: Block) {
        let (spoilt, slot) = (block.spoilt(), block.slot());
        let target = match (spoilt, slot) {
            (Some(why), _) => Target::Nowhere(why),
            _ if !self.is_spread => Target::Stream(0),
            (None, Some(slot)) => Target::Slot { slot, holds: true },
            (None, None) if self.keyless == Keyless::All => Target::Nowhere(KEYLESS_BLOCK),
            (None, None) => self.keyless_target(),
        };
        let (batch, unit) = block.into_batch();
        self.dispatch(target, &Parcel::Unit(&batch, &unit));
    }

    fn send(&mut self, command: &Command<'_>, entry: Entry) {
        let target = self.target(command.words);
        self.dispatch(target, &Parcel::Command(command.wire, entry));
    }

    fn dispatch(&mut self, target: Target, parcel: &Parcel<'_>) {
        match target {
            Target::Stream(number) => self.streams.push(number, parcel),
            Target::Slot { slot, holds } => {
                self.streams.pass_fence(slot);
                let parcel = parcel.in_slot(slot);
                match self.stream_of(slot) {
                    Some(number) => {
                        self.streams.push(number, &parcel);
                        self.streams.fence_if(holds, slot, number);
                    }
                    None => self.account.hold(&parcel),
                }
            }
            Target::Apart => {
                self.settle();
                self.account.hold(parcel);
            }
            Target::Everyone => self.send_to_all(parcel),
            Target::Nowhere(why) => self.account.refuse(parcel, why.as_bytes()),
        }
    }

    /// Where a command goes that nothing but its words says the place of.
    fn target(&mut self, words: &[&[u8]]) -> Target {
        if !self.is_spread {
            return Target::Stream(0);
        }
        match self.route(words) {
            Some((Route::Slot(slot), holds)) => Target::Slot { slot, holds },
            Some((Route::CrossSlot(_), _)) => Target::Nowhere(CROSS_SLOT),
            Some((Route::AskServer, _)) => Target::Apart,
            Some((Route::Any, _)) => self.keyless_target(),
            // Whoever is asked will say what is wrong with it.
            None => self.anyone(),
        }
    }

    fn keyless_target(&mut self) -> Target {
        match self.keyless {
            Keyless::Refuse => Target::Nowhere(KEYLESS),
            Keyless::Any => self.anyone(),
            Keyless::All => Target::Everyone,
        }
    }

    fn anyone(&mut self) -> Target {
        self.stream_of(Slot::LAST)
            .map_or(Target::Apart, Target::Stream)
    }

    /// The connection to a slot's owner; `None` where that is not to be had.
    fn stream_of(&mut self, slot: Slot) -> Option<usize> {
        if let Some(number) = self.streams.of_slot(slot) {
            return Some(number);
        }
        let endpoint = self.client.endpoint_of_slot(slot, self.login.clone())?;
        // Why not is said by the client, when it fails too.
        let number = self.streams.open(&endpoint).ok()?;
        self.streams.note_slot(slot, number);
        Some(number)
    }

    fn route(&mut self, words: &[&[u8]]) -> Option<(Route, bool)> {
        let mut repair = Repair::new(&mut self.client, &self.account, &self.login);
        repair.route(words)
    }

    /// A command for every primary, with nothing else under way. It counts once.
    fn send_to_all(&mut self, parcel: &Parcel<'_>) {
        self.settle();
        let numbers: Option<Vec<usize>> = self
            .client
            .primaries(&self.login)
            .iter()
            .map(|endpoint| self.streams.open(endpoint).ok())
            .collect();
        let Some(numbers) = numbers else {
            return self.account.refuse(parcel, UNREACHED.as_bytes());
        };
        for (place, number) in numbers.into_iter().enumerate() {
            let part = if place == 0 { Part::Alone } else { Part::Copy };
            self.streams.push(number, &parcel.as_part(part));
        }
        self.settle();
    }

    fn select(&mut self, db: Option<u32>, command: &Command<'_>, entry: Entry) {
        self.db = db.unwrap_or(self.db);
        match db {
            Some(0) if self.is_spread => self.account.count(1),
            _ if self.is_spread => self.refuse(command, entry, DATABASE),
            _ => self.send(command, entry),
        }
    }

    /// Connections that are made later log in so too, if it is accepted.
    fn log_in(&mut self, credentials: Option<Credentials>, command: &Command<'_>, entry: Entry) {
        if !self.is_spread {
            return self.send(command, entry);
        }
        let errors = self.totals().errors;
        self.send_to_all(&Parcel::Command(command.wire, entry));
        if self.totals().errors == errors {
            self.login.credentials = credentials.or(self.login.credentials.take());
        }
    }

    fn refuse(&self, command: &Command<'_>, entry: Entry, why: &str) {
        let parcel = Parcel::Command(command.wire, entry);
        self.account.refuse(&parcel, why.as_bytes());
    }

    /// Sends all, and waits until it is answered.
    fn settle(&mut self) {
        self.streams.flush();
        self.streams.wait();
        self.repair_if_troubled();
    }

    fn repair_if_troubled(&mut self) {
        while self.fault.is_none() && self.account.is_troubled() {
            if let Err(error) = self.repair() {
                self.give_up(error);
            }
        }
    }

    /// Puts right what was refused, and what a lost connection has left; what waits goes on by what is known then.
    fn repair(&mut self) -> Result<(), Error> {
        self.streams.wait();
        let waiting = self.streams.take_pending();
        let mut held = self.account.take_held();
        let why = self
            .streams
            .clear_lost(|batch, unit| held.append(batch, unit));
        let outcome = match why {
            Some(error) if !self.is_spread => {
                self.account.lose_all(&held, Rejection::Unsent);
                Err(error)
            }
            _ => Repair::new(&mut self.client, &self.account, &self.login).run(&held),
        };
        match outcome {
            Ok(()) => self.send_waiting(&waiting),
            Err(_) => waiting
                .iter()
                .for_each(|batch| self.account.lose_all(batch, Rejection::Unsent)),
        }
        outcome
    }

    /// Sends what waited, in the order of the input.
    fn send_waiting(&mut self, batches: &[Batch]) {
        let units = batches
            .iter()
            .flat_map(|batch| batch.units(0).map(move |unit| (batch, unit)));
        let mut units: Vec<_> = units.collect();
        units.sort_by_key(|(batch, unit)| batch.entries()[unit.entries.start].number);
        for (batch, unit) in units {
            let parcel = Parcel::Unit(batch, &unit);
            let slot = batch.entries()[unit.entries.start].slot;
            // What is behind something that is held is held too.
            let number = match self.account.is_troubled() {
                false => self.stream_of(slot.unwrap_or(Slot::LAST)),
                true => None,
            };
            match number {
                Some(number) => self.streams.push(number, &parcel),
                None => self.account.hold(&parcel),
            }
        }
    }

    fn give_up(&mut self, error: Error) {
        self.fault = Some(error);
    }
}
