//! Where a load's commands come in: what each of them means to the stream, and where it is to go.

use std::sync::MutexGuard;
use std::time::Duration;

use super::action::LoadAction;
use super::batch::{Batch, Entry, Parcel, Part};
use super::observer::{LoadObserver, Rejection};
use super::repair::LoadTicket;
use super::router::{LoadRouter, Target};
use super::stats::{LoadStats, Totals};
use super::stream::Reading;
use super::transaction::LoadTransaction;
use crate::Error;
use crate::client::Client;
use crate::cluster::Route;
use crate::net::Credentials;

/// A load: commands in, each to where it belongs. Dropped, it gives up what is under way.
#[derive(Debug)]
pub struct Loader<L> {
    carrier: LoadRouter<L>,
    keyless: Keyless,
    /// The transaction that is being read.
    block: Option<LoadTransaction>,
    /// What is read belongs to a transaction that has become too large.
    is_oversized: bool,
    /// The database that the stream has selected.
    db: u32,
    /// It is not to be had.
    is_nowhere: bool,
    /// Those that are.
    known_dbs: Vec<u32>,
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

const KEYLESS: &str = "ERR not sent: it has no key that says which node it is for; \
                       --pipe-keyless=any sends such to one node, --pipe-keyless=all to every primary";
const KEYLESS_BLOCK: &str = "ERR not sent: the transaction has no key that says which node it is for; \
                             --pipe-keyless=any sends such to one node";
const CROSS_SLOT: &str = "CROSSSLOT not sent: its keys are in several slots";
const DATABASE: &str = "ERR not sent: a cluster has database 0 only";
const NOWHERE: &str = "ERR not sent: the database that it is for could not be selected";
const TOO_LARGE: &str = "ERR not sent: the transaction has more than 64 MiB before its EXEC";
const UNFINISHED: &str = "ERR not sent: the transaction has no EXEC";
const LOGIN_INSIDE: &str = "ERR not sent: in a cluster it cannot be part of a transaction";

impl<L: LoadObserver + 'static> Loader<L> {
    /// Connects, and reads the map of the cluster where `client` is one of it.
    ///
    /// # Errors
    /// The server that the user named is not to be had.
    pub fn open(
        client: Client<LoadTicket>,
        options: LoadOptions,
        ledger: L,
    ) -> Result<Self, Error> {
        let follows = client.is_cluster();
        let reading = Reading {
            patience: options.patience,
            at_once: follows,
        };
        let db = client.login().db;
        Ok(Loader {
            carrier: LoadRouter::open(client, reading, LoadStats::new(ledger, follows))?,
            keyless: options.keyless,
            block: None,
            is_oversized: false,
            db,
            is_nowhere: false,
            known_dbs: vec![db],
        })
    }

    /// Why nothing is sent any more, if so: the server is lost, or no node is to be had. What is pushed is booked as not
    /// sent.
    pub fn fault(&self) -> Option<&Error> {
        self.carrier.fault()
    }

    /// The ledger. Nobody else tells it anything meanwhile.
    pub fn ledger(&self) -> MutexGuard<'_, L> {
        self.carrier.account.ledger()
    }

    /// The database that the stream has selected.
    pub fn db(&self) -> u32 {
        self.db
    }

    /// What it has come to so far.
    pub fn totals(&self) -> Totals {
        self.carrier.account.totals()
    }

    /// Takes the next command in. It is sent at the latest with [`flush`](Self::flush).
    pub fn push(&mut self, command: &Command<'_>) {
        let entry = Entry {
            number: command.number,
            offset: command.offset,
            db: self.db,
            slot: None,
            holds: false,
            part: Part::Alone,
        };
        if self.fault().is_some() {
            return self.book_unsent(command, entry);
        }
        let role = self.role(command.words);
        if self.is_nowhere && !matches!(role, LoadAction::Select(_) | LoadAction::Login(_)) {
            return self.refuse(command, entry, NOWHERE);
        }
        if self.is_oversized {
            self.is_oversized = role != LoadAction::Closes;
            return self.refuse(command, entry, TOO_LARGE);
        }
        match self.block.take() {
            Some(block) => self.go_on(block, role, command, entry),
            None => self.take(role, command, entry),
        }
    }

    /// Sends all that has been pushed.
    pub fn flush(&mut self) {
        self.carrier.flush();
    }

    /// There are no more commands: waits until all is answered, or given up.
    pub fn finish(&mut self) {
        if let Some(block) = self.block.take() {
            let (batch, unit) = block.into_batch();
            let parcel = Parcel::Unit(&batch, &unit);
            self.carrier.account.refuse(&parcel, UNFINISHED.as_bytes());
        }
        self.carrier.finish();
    }

    /// The ledger, with what it has been told.
    pub fn into_ledger(self) -> L {
        self.carrier.into_account().into_ledger()
    }

    /// What becomes of a command. Where one that may not go out is part of a transaction, nothing of that does.
    fn role(&self, words: &[&[u8]]) -> LoadAction {
        match LoadAction::of(words, self.carrier.is_spread()) {
            LoadAction::Data => self
                .carrier
                .refusal(words)
                .map_or(LoadAction::Data, LoadAction::Refused),
            role => role,
        }
    }

    /// Books a command that is not sent.
    fn book_unsent(&self, command: &Command<'_>, entry: Entry) {
        let batch = Batch::of(command.wire, entry);
        self.carrier.account.lose_all(&batch, Rejection::Unsent);
    }

    /// A command outside of transactions.
    fn take(&mut self, role: LoadAction, command: &Command<'_>, entry: Entry) {
        match role {
            LoadAction::Opens => self.block = Some(LoadTransaction::opened_by(command.wire, entry)),
            LoadAction::Data | LoadAction::Closes => self.send(command, entry),
            LoadAction::Select(db) => self.select(db, command, entry),
            LoadAction::Login(credentials) => self.log_in(credentials, command, entry),
            LoadAction::Reply(answers) => self.carrier.account.count(u64::from(answers)),
            LoadAction::Refused(why) => self.refuse(command, entry, why),
        }
    }

    /// A command inside a transaction.
    fn go_on(
        &mut self,
        mut block: LoadTransaction,
        role: LoadAction,
        command: &Command<'_>,
        entry: Entry,
    ) {
        match role {
            LoadAction::Closes => {
                block.close(command.wire, entry);
                return self.send_block(block);
            }
            LoadAction::Reply(answers) => self.carrier.account.count(u64::from(answers)),
            LoadAction::Select(Some(0)) if self.carrier.is_spread() => {
                self.carrier.account.count(1)
            }
            role => {
                block.add(command.wire, entry);
                self.note_inside(&mut block, role, command);
            }
        }
        if block.is_too_large() {
            block.spoil(TOO_LARGE);
            self.is_oversized = true;
            return self.send_block(block);
        }
        self.block = Some(block);
    }

    fn note_inside(
        &mut self,
        block: &mut LoadTransaction,
        role: LoadAction,
        command: &Command<'_>,
    ) {
        match role {
            LoadAction::Refused(why) => block.spoil(why),
            LoadAction::Select(_) if self.carrier.is_spread() => block.spoil(DATABASE),
            LoadAction::Select(db) => self.db = db.unwrap_or(self.db),
            LoadAction::Login(_) if self.carrier.is_spread() => block.spoil(LOGIN_INSIDE),
            LoadAction::Data if self.carrier.is_spread() => match self.carrier.route(command.words)
            {
                Some((Route::Slot(slot), _)) => block.belongs_to(slot),
                Some((Route::CrossSlot(_), _)) => block.spoil(CROSS_SLOT),
                _ => {}
            },
            _ => {}
        }
    }

    fn send_block(&mut self, block: LoadTransaction) {
        let (spoilt, slot) = (block.spoilt(), block.slot());
        let target = match (spoilt, slot) {
            (Some(why), _) => Target::Nowhere(why),
            _ if !self.carrier.is_spread() => Target::Anyone,
            (None, Some(slot)) => Target::Slot { slot, holds: true },
            (None, None) if self.keyless == Keyless::All => Target::Nowhere(KEYLESS_BLOCK),
            (None, None) => self.keyless_target(),
        };
        let (batch, unit) = block.into_batch();
        self.carrier.dispatch(target, &Parcel::Unit(&batch, &unit));
    }

    fn send(&mut self, command: &Command<'_>, entry: Entry) {
        let target = self.target(command.words);
        self.carrier
            .dispatch(target, &Parcel::Command(command.wire, entry));
    }

    /// Where a command goes that nothing but its words says the place of.
    fn target(&mut self, words: &[&[u8]]) -> Target {
        if !self.carrier.is_spread() {
            return Target::Anyone;
        }
        match self.carrier.route(words) {
            Some((Route::Slot(slot), holds)) => Target::Slot { slot, holds },
            Some((Route::CrossSlot(_), _)) => Target::Nowhere(CROSS_SLOT),
            Some((Route::AskServer, _)) => Target::Apart,
            Some((Route::Any, _)) => self.keyless_target(),
            // Whoever is asked will say what is wrong with it.
            None => Target::Anyone,
        }
    }

    fn keyless_target(&mut self) -> Target {
        match self.keyless {
            Keyless::Refuse => Target::Nowhere(KEYLESS),
            Keyless::Any => Target::Anyone,
            Keyless::All => Target::Everyone,
        }
    }

    /// Where a database is not to be had, nothing goes to the one before it in its place.
    fn select(&mut self, db: Option<u32>, command: &Command<'_>, entry: Entry) {
        let before = self.db;
        self.db = db.unwrap_or(before);
        self.is_nowhere = self.is_nowhere && db.is_none();
        match db {
            Some(0) if self.carrier.is_spread() => self.carrier.account.count(1),
            _ if self.carrier.is_spread() => {
                self.refuse(command, entry, DATABASE);
                self.is_nowhere = db.is_some();
            }
            Some(db) if db != before && !self.known_dbs.contains(&db) => {
                self.is_nowhere = !self.is_accepted(command, entry);
                self.known_dbs.extend((!self.is_nowhere).then_some(db));
            }
            _ => self.send(command, entry),
        }
    }

    /// Waits for the answer to a command that what follows depends on.
    fn is_accepted(&mut self, command: &Command<'_>, entry: Entry) -> bool {
        self.carrier.settle();
        let errors = self.totals().errors;
        self.send(command, entry);
        self.carrier.settle();
        self.totals().errors == errors
    }

    /// Connections that are made later log in so too, if it is accepted.
    fn log_in(&mut self, credentials: Option<Credentials>, command: &Command<'_>, entry: Entry) {
        if !self.carrier.is_spread() {
            return self.send(command, entry);
        }
        self.carrier.settle();
        let errors = self.totals().errors;
        let parcel = Parcel::Command(command.wire, entry);
        self.carrier.dispatch(Target::Everyone, &parcel);
        if self.totals().errors == errors {
            self.carrier.log_in_with(credentials);
        }
    }

    fn refuse(&self, command: &Command<'_>, entry: Entry, why: &str) {
        let parcel = Parcel::Command(command.wire, entry);
        self.carrier.account.refuse(&parcel, why.as_bytes());
    }
}
