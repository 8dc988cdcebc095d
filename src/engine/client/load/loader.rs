//! The commands of a load: how each is handled, and where it is sent.

use std::time::Duration;

use super::action::LoadAction;
use super::batch::{Entry, Parcel, UnitPart};
use super::observer::{LoadEvent, Rejection};
use super::repair::LoadTicket;
use super::router::{LoadRouter, LoadTarget};
use super::stats::Totals;
use super::transaction::LoadTransaction;
use crate::Error;
use crate::client::Client;
use crate::client::pool::Pool;
use crate::cluster::Route;
use crate::command::Verb;
use crate::net::Credentials;

/// A load. Dropping it closes the connections, and abandons the commands in flight.
pub struct Loader {
    router: LoadRouter,
    keyless: KeylessPolicy,
    /// The transaction whose EXEC was not read yet.
    transaction: Option<LoadTransaction>,
    /// Whether the next commands belong to a transaction that is too large.
    is_oversized: bool,
    db: u32,
    /// Whether that database could not be selected.
    is_nowhere: bool,
    known_dbs: Vec<u32>,
}

/// The settings of a load.
#[derive(Debug, Clone, Copy)]
pub struct LoadOptions {
    /// Where commands without keys go, in a cluster.
    pub keyless: KeylessPolicy,
    /// Timeout for a reply: in a cluster at any time, and for a single server once all commands were sent. `None` waits
    /// forever.
    pub patience: Option<Duration>,
}

/// Where commands without keys go, in a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeylessPolicy {
    /// They are refused.
    #[default]
    Refuse,
    /// To any primary.
    Any,
    /// To all primaries. They count once.
    All,
}

/// A command of the input.
#[derive(Debug, Clone, Copy)]
pub struct LoadCommand<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Its offset in the input, in bytes.
    pub offset: u64,
    /// The command, encoded as an array of bulk strings.
    pub wire: &'a [u8],
    /// Its name and its arguments.
    pub words: &'a [&'a [u8]],
}

const KEYLESS: &str = "not sent: the command has no key to select a node";
const KEYLESS_TRANSACTION: &str = "not sent: the transaction has no key to select a node";
const CROSS_SLOT: &str = "not sent: its keys are in several slots";
const NOWHERE: &str = "not sent: its database could not be selected";
const TOO_LARGE: &str = "not sent: the transaction has more than 64 MiB before EXEC";
const UNFINISHED: &str = "not sent: the transaction has no EXEC";
const LOGIN_INSIDE: &str = "not sent: in a cluster it cannot be part of a transaction";

impl Loader {
    /// Connects, and requests the topology if `client` is for a cluster. Streams use connections of the pool. Several
    /// threads call `observer`, also at the same time.
    ///
    /// # Errors
    /// The server that the user named cannot be reached.
    pub fn open(
        pool: Pool,
        client: Client<LoadTicket>,
        options: LoadOptions,
        observer: impl Fn(LoadEvent<'_>) + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let db = client.login().db;
        Ok(Loader {
            router: LoadRouter::open(pool, client, options.patience, Box::new(observer))?,
            keyless: options.keyless,
            transaction: None,
            is_oversized: false,
            db,
            is_nowhere: false,
            known_dbs: vec![db],
        })
    }

    /// The error after which nothing is sent: the server is lost, or no node can be reached. Later commands are reported as
    /// not sent.
    pub fn fault(&self) -> Option<&Error> {
        self.router.fault.as_ref()
    }

    /// The database that the input has selected.
    pub fn db(&self) -> u32 {
        self.db
    }

    /// The results so far.
    pub fn totals(&self) -> Totals {
        self.router.stats.totals()
    }

    /// Adds the next command. It is sent at the latest with [`flush`](Self::flush).
    pub fn push(&mut self, command: &LoadCommand<'_>) {
        let entry = Entry {
            number: command.number,
            offset: command.offset,
            db: self.db,
            slot: None,
            holds: false,
            part: UnitPart::Alone,
        };
        let action = self.action(command.words);
        if self.fault().is_some() {
            return self.lose(&action, command, entry);
        }
        if self.is_nowhere && !matches!(action, LoadAction::Select(_) | LoadAction::Login(_)) {
            return self.refuse(command, entry, NOWHERE);
        }
        if self.is_oversized {
            self.is_oversized = action != LoadAction::Closes;
            return self.refuse(command, entry, TOO_LARGE);
        }
        match self.transaction.take() {
            Some(transaction) => self.push_inside(transaction, action, command, entry),
            None => self.push_alone(action, command, entry),
        }
    }

    /// Reports a command that is not sent, since the server is lost. A transaction stays together. Later commands are reported
    /// with the database that it would have selected, in which they are to be loaded again.
    fn lose(&mut self, action: &LoadAction, command: &LoadCommand<'_>, entry: Entry) {
        let is_open = self.transaction.is_some();
        let part = match action {
            LoadAction::Opens => UnitPart::Joined,
            LoadAction::Closes if is_open => UnitPart::Last,
            _ if is_open => UnitPart::Joined,
            _ => UnitPart::Alone,
        };
        let mut transaction = self.transaction.take().unwrap_or_default();
        transaction.add(command.wire, entry, part);
        if let LoadAction::Select(Some(db)) = *action {
            transaction.selects(db);
        }
        if part == UnitPart::Joined && !transaction.is_too_large() {
            self.transaction = Some(transaction);
            return;
        }
        match Verb::of(command.words) {
            Verb::Reset => self.db = 0,
            Verb::Discard => {}
            _ => self.db = transaction.last_selected().unwrap_or(self.db),
        }
        let (batch, _) = transaction.into_batch();
        self.router.stats.lose_all(&batch, Rejection::Unsent);
    }

    /// Sends all commands that were pushed.
    pub fn flush(&mut self) {
        self.router.flush();
    }

    /// Waits for the last replies. A transaction without EXEC is refused.
    pub fn finish(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            let (batch, unit) = transaction.into_batch();
            let parcel = Parcel::Unit(&batch, &unit);
            self.router.refuse(&parcel, UNFINISHED);
        }
        self.router.finish();
    }

    fn action(&self, words: &[&[u8]]) -> LoadAction {
        match LoadAction::of(words, self.router.is_spread) {
            LoadAction::Data => self
                .router
                .client
                .write_policy
                .refusal(words)
                .map_or(LoadAction::Data, LoadAction::Refused),
            action => action,
        }
    }

    fn push_alone(&mut self, action: LoadAction, command: &LoadCommand<'_>, entry: Entry) {
        match action {
            LoadAction::Opens => {
                let mut transaction = LoadTransaction::default();
                transaction.add(command.wire, entry, UnitPart::Joined);
                self.transaction = Some(transaction);
            }
            LoadAction::Closes => {
                self.send(command, entry);
                if Verb::of(command.words) == Verb::Reset {
                    self.db = 0;
                }
            }
            LoadAction::Data => self.send(command, entry),
            LoadAction::Select(db) => self.select(db, command, entry),
            LoadAction::Login(credentials) => self.log_in(credentials, command, entry),
            LoadAction::Reply(answers) => self.router.stats.count(u64::from(answers)),
            LoadAction::Refused(why) => self.refuse(command, entry, why),
        }
    }

    fn push_inside(
        &mut self,
        mut transaction: LoadTransaction,
        action: LoadAction,
        command: &LoadCommand<'_>,
        entry: Entry,
    ) {
        match action {
            LoadAction::Closes => {
                transaction.add(command.wire, entry, UnitPart::Last);
                return self.close(transaction, Verb::of(command.words));
            }
            LoadAction::Reply(answers) => self.router.stats.count(u64::from(answers)),
            LoadAction::Select(Some(0)) if self.router.is_spread => self.router.stats.count(1),
            action => {
                transaction.add(command.wire, entry, UnitPart::Joined);
                self.note_inside(&mut transaction, action, command);
            }
        }
        if transaction.is_too_large() {
            transaction.spoil(TOO_LARGE);
            self.is_oversized = true;
            return self.send_transaction(transaction);
        }
        self.transaction = Some(transaction);
    }

    fn note_inside(
        &mut self,
        transaction: &mut LoadTransaction,
        action: LoadAction,
        command: &LoadCommand<'_>,
    ) {
        match action {
            LoadAction::Refused(why) => transaction.spoil(why),
            LoadAction::Select(_) if self.router.is_spread => transaction.spoil(LOGIN_INSIDE),
            LoadAction::Select(Some(db)) => transaction.selects(db),
            LoadAction::Login(_) if self.router.is_spread => transaction.spoil(LOGIN_INSIDE),
            LoadAction::Data if self.router.is_spread => match self.router.route(command.words) {
                Some((Route::Slot(slot), _)) => transaction.belongs_to(slot),
                Some((Route::CrossSlot(_), _)) => transaction.spoil(CROSS_SLOT),
                _ => {}
            },
            _ => {}
        }
    }

    /// Sends a transaction, and learns from its replies which database is selected.
    fn close(&mut self, transaction: LoadTransaction, verb: Verb) {
        let selected = transaction.selected();
        let (multi, last) = (transaction.number(), transaction.last_selected());
        let lost = self.totals().lost();
        self.send_transaction(transaction);
        match verb {
            Verb::Reset => self.db = 0,
            Verb::Exec if !selected.is_empty() => {
                self.router.settle();
                if self.totals().lost() > lost {
                    self.db = last.unwrap_or(self.db);
                    return;
                }
                let Some(failed) = self.router.stats.failures_in(multi) else {
                    return;
                };
                let mut done = selected.iter().filter(|(place, _)| !failed.contains(place));
                self.db = done.next_back().map_or(self.db, |(_, db)| *db);
            }
            _ => {}
        }
    }

    fn send_transaction(&mut self, transaction: LoadTransaction) {
        let target = match (transaction.spoilt, transaction.slot) {
            (Some(why), _) => LoadTarget::Nowhere(why),
            _ if !self.router.is_spread => LoadTarget::Anyone,
            (None, Some(slot)) => LoadTarget::Slot { slot, holds: true },
            (None, None) if self.keyless == KeylessPolicy::All => {
                LoadTarget::Nowhere(KEYLESS_TRANSACTION)
            }
            (None, None) => self.keyless_target(),
        };
        let (batch, unit) = transaction.into_batch();
        self.router.dispatch(target, &Parcel::Unit(&batch, &unit));
    }

    fn send(&mut self, command: &LoadCommand<'_>, entry: Entry) {
        let target = self.target(command.words);
        self.router
            .dispatch(target, &Parcel::Command(command.wire, entry));
    }

    fn target(&mut self, words: &[&[u8]]) -> LoadTarget {
        if !self.router.is_spread {
            return LoadTarget::Anyone;
        }
        match self.router.route(words) {
            Some((Route::Slot(slot), holds)) => LoadTarget::Slot { slot, holds },
            Some((Route::CrossSlot(_), _)) => LoadTarget::Nowhere(CROSS_SLOT),
            Some((Route::AskServer, _)) => LoadTarget::Apart,
            Some((Route::Any, _)) => self.keyless_target(),
            // Any server replies with the error.
            None => LoadTarget::Anyone,
        }
    }

    fn keyless_target(&mut self) -> LoadTarget {
        match self.keyless {
            KeylessPolicy::Refuse => LoadTarget::Nowhere(KEYLESS),
            KeylessPolicy::Any => LoadTarget::Anyone,
            KeylessPolicy::All => LoadTarget::Everyone,
        }
    }

    /// Handles SELECT. If it fails, later commands must not run in the previous database.
    fn select(&mut self, db: Option<u32>, command: &LoadCommand<'_>, entry: Entry) {
        let Some(db) = db else {
            // The server refuses it.
            let parcel = Parcel::Command(command.wire, entry);
            return self.router.dispatch(LoadTarget::Anyone, &parcel);
        };
        let before = std::mem::replace(&mut self.db, db);
        self.is_nowhere = false;
        match db {
            // A cluster with one database accepts it too, and needs none.
            0 if self.router.is_spread && self.known_dbs == [0] => self.router.stats.count(1),
            _ if self.router.is_spread => {
                self.is_nowhere = !self.is_accepted(LoadTarget::Everyone, command, entry);
                if !self.is_nowhere {
                    self.known_dbs.push(db);
                    self.router.change_login(|login| login.db = db);
                }
            }
            _ if db != before && !self.known_dbs.contains(&db) => {
                self.is_nowhere = !self.is_accepted(LoadTarget::Anyone, command, entry);
                self.known_dbs.extend((!self.is_nowhere).then_some(db));
            }
            _ => self.send(command, entry),
        }
    }

    /// Whether a command is accepted. Waits for its reply.
    fn is_accepted(&mut self, target: LoadTarget, command: &LoadCommand<'_>, entry: Entry) -> bool {
        self.router.settle();
        let errors = self.totals().errors;
        self.router
            .dispatch(target, &Parcel::Command(command.wire, entry));
        self.router.settle();
        self.totals().errors == errors
    }

    /// Sends AUTH or HELLO. If it is accepted, later connections use the credentials.
    fn log_in(
        &mut self,
        credentials: Option<Credentials>,
        command: &LoadCommand<'_>,
        entry: Entry,
    ) {
        if !self.router.is_spread {
            return self.send(command, entry);
        }
        if self.is_accepted(LoadTarget::Everyone, command, entry) {
            self.router.change_login(|login| {
                login.credentials = credentials.or(login.credentials.take());
            });
        }
    }

    fn refuse(&mut self, command: &LoadCommand<'_>, entry: Entry, why: &str) {
        self.router
            .refuse(&Parcel::Command(command.wire, entry), why);
    }
}
