//! What becomes of replies: they are printed as they come, and learnt from.
//!
//! It knows no options and no modes, and sends nothing: which commands there are, and where they come from, is the
//! [session](crate::session)'s business. Here is what it remembers.

mod handler;
mod messages;
mod policy;
mod queue;
mod replies;

use std::collections::HashSet;
use std::io::{self, Write};

use redsh_engine::client::TransactionPosition;
use redsh_engine::command::CommandTable;
use redsh_engine::monitor::Filter;
use redsh_engine::net::{Address, Interrupter, Login};
use redsh_engine::resp::Value;

use self::handler::ended;
use self::replies::Next;
use crate::render::{Printer, Shown};
use crate::session::connection_state::ConnectionState;
use crate::session::key_names::KeyNames;
use crate::session::lost_commands::LostCommands;
use crate::session::sent_state::SentState;
use crate::session::subscribed::Subscribed;

pub(crate) use self::policy::{Errors, Policy};

/// Prints replies, and keeps what is to be known of them.
pub(crate) struct ReplyProcessor<W: Write> {
    /// Where replies go.
    pub(crate) printer: Printer<W>,
    /// Where messages go that come in between, if not there: what a program of the user's reads are replies alone.
    pub(crate) messages: Option<Printer<W>>,
    /// What has been sent.
    pub(crate) flow: SentState,
    /// What the connection is.
    pub(crate) state: ConnectionState,
    /// What was lost.
    pub(crate) losses: LostCommands,
    /// Which connection is subscribed to what.
    pub(crate) subscribed: Subscribed,
    policy: Policy,
    /// Which of MONITOR's lines are printed.
    monitor_filter: Option<Filter>,
    /// How many replies were errors, and the line of the first.
    errors: Option<(u64, u64)>,
    /// The server has gone, as it was asked to.
    farewell: bool,
    /// What is inside a transaction has lost its beginning.
    transaction_lost: bool,
    /// A reply has broken off in the middle, and so has the line that it was printed on.
    broken_off: bool,
    /// A connection has been made.
    was_connected: bool,
    /// Where to, as far as another one there is to be told of.
    places: HashSet<Address>,
    /// Raised once the user has given up what is under way.
    interrupter: Interrupter,
    /// Replies for the shell itself.
    kept: Vec<Value>,
    /// How the replies to commands are shown that are queued in a transaction.
    queued: Vec<Shown>,
    /// Who listens for keys in replies.
    names: Option<KeyNames>,
    table: Option<CommandTable>,
}

impl<W: Write> ReplyProcessor<W> {
    /// A receiver for a connection with this login.
    pub(crate) fn new(
        printer: Printer<W>,
        login: Login,
        policy: Policy,
        interrupter: Interrupter,
    ) -> Self {
        ReplyProcessor {
            printer,
            messages: None,
            flow: SentState::new(policy.goes_on),
            state: ConnectionState::new(login),
            losses: LostCommands::default(),
            subscribed: Subscribed::default(),
            policy,
            monitor_filter: None,
            errors: None,
            farewell: false,
            transaction_lost: false,
            broken_off: false,
            was_connected: false,
            places: HashSet::new(),
            interrupter,
            kept: Vec::new(),
            queued: Vec::new(),
            names: None,
            table: None,
        }
    }

    /// Prints only those of MONITOR's lines that this admits; all of them without one.
    pub(crate) fn set_monitor_filter(&mut self, filter: Option<Filter>) {
        self.monitor_filter = filter;
    }

    /// Prints push messages from now on, whatever was asked for.
    pub(crate) fn show_pushes(&mut self) {
        self.policy.pushes = true;
    }

    /// What is asked of it.
    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    /// How many replies were errors, and the line of the first.
    pub(crate) fn errors(&self) -> Option<(u64, u64)> {
        self.errors
    }

    /// Whether the server has gone because it was asked to.
    pub(crate) fn take_farewell(&mut self) -> bool {
        std::mem::take(&mut self.farewell)
    }

    /// The next connection is to be as `login` says, and to a server that was not connected to before; and subscribed to
    /// nothing.
    pub(crate) fn start_again(&mut self, login: Login) {
        (self.flow, self.transaction_lost) = (SentState::new(self.policy.goes_on), false);
        self.let_go();
        self.subscribed = Subscribed::default();
        self.state = ConnectionState::new(login);
    }

    /// The user has given up what was under way: ends the line that was broken off, a reply's or one that the terminal
    /// has written on.
    ///
    /// # Errors
    /// The printer's.
    pub(crate) fn give_up(&mut self) -> io::Result<()> {
        self.let_go();
        if std::mem::take(&mut self.broken_off) {
            self.printer.finish()
        } else {
            self.end_echo()
        }
    }

    /// What is shown next begins on a line of its own, though the terminal may have written `^C` on this one.
    ///
    /// # Errors
    /// The printer's.
    pub(crate) fn end_echo(&mut self) -> io::Result<()> {
        // A program has its reply elsewhere.
        match !self.printer.is_for_program() && self.interrupter.take_news() {
            true => self.printer.text(b"\n"),
            false => Ok(()),
        }
    }

    /// The connections are given up, and those that take their places are nothing to tell of.
    pub(crate) fn let_go(&mut self) {
        self.places.clear();
    }

    /// Whether a transaction is not ended yet that has lost its beginning.
    pub(crate) fn has_severed(&self) -> bool {
        self.transaction_lost
    }

    /// Whether a command that stands so in a transaction has lost the beginning of it, and must not be sent.
    pub(crate) fn is_transaction_lost(&mut self, link: TransactionPosition) -> bool {
        let goes_on = matches!(
            link,
            TransactionPosition::Watched | TransactionPosition::Inside
        );
        let transaction_lost =
            self.transaction_lost && (goes_on || link == TransactionPosition::Closes);
        self.transaction_lost &= goes_on;
        transaction_lost
    }

    /// Has this one listen to what is printed from now on, and returns the one before it.
    pub(crate) fn listen_for_keys(&mut self, names: Option<KeyNames>) -> Option<KeyNames> {
        std::mem::replace(&mut self.names, names)
    }

    /// The replies that were kept as data, in the order of their commands.
    pub(crate) fn take_kept(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.kept)
    }

    /// What is known of commands.
    pub(crate) fn table(&mut self) -> &mut CommandTable {
        self.table.get_or_insert_with(CommandTable::builtin)
    }

    fn count_error(&mut self, line: u64) {
        let (count, first) = self.errors.unwrap_or((0, line));
        self.errors = Some((count + 1, first));
    }
}
