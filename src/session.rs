//! A client, what its connection is, and what becomes of its replies: run commands, one or many at once.
//!
//! It knows neither options nor where commands come from.

mod channels;
mod gate;
mod idle;
mod nodes;
mod shards;
mod split;
mod stream;
mod switch;

pub(crate) use self::idle::Attendance;

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use engine::Error;
use engine::client::{Canceller, Client, Fate, Handler, Link, Until};
use engine::cluster::NodeWord;
use engine::command::Verb;
use engine::net::{Address, Endpoint, Interrupter, Login};
use engine::resp::Value;

use crate::flow::Answer;
use crate::receiver::{Policy, Receiver};
use crate::render::{Printer, Shown};
use crate::state::Effect;
use crate::stderr;
use crate::ticket::{Action, Ticket};

/// What redis-cli says before the first message of a subscription, in all formats but the raw one.
const READING: &str = "Reading messages... (press Ctrl-C to quit)\n";

/// A node that is told to be silent does not say either that a command is for another one.
const ONE_CONNECTION: &[u8] =
    b"ERR CLIENT REPLY is for one connection, and a cluster has one for each node";

/// Commands in, printed replies out.
pub(crate) struct Session<W: Write> {
    client: Client<Ticket>,
    receiver: Receiver<W>,
    /// What a connection is to be before any command has changed it.
    first_login: Login,
    /// Commands with keys in several slots are split.
    cross_slot: bool,
}

/// What a session is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing<'s> {
    /// The server.
    pub(crate) address: &'s Address,
    /// The database that is selected.
    pub(crate) db: u32,
    /// Who has logged in, if that was said.
    pub(crate) user: Option<&'s str>,
    /// The connection's name, if it has one.
    pub(crate) name: Option<&'s str>,
    /// A transaction is open.
    pub(crate) in_transaction: bool,
    /// Channels or patterns are subscribed to.
    pub(crate) is_subscribed: bool,
    /// MONITOR tells what others do.
    pub(crate) is_monitoring: bool,
    /// There is a connection, or the next command will have one: the last was given up by the user.
    pub(crate) is_connected: bool,
}

impl<W: Write> Session<W> {
    /// A session of this client, whose connections are first to be as `login` says.
    pub(crate) fn new(
        client: Client<Ticket>,
        login: Login,
        printer: Printer<W>,
        policy: Policy,
    ) -> Self {
        Session {
            receiver: Receiver::new(printer, login.clone(), policy, client.interrupter()),
            first_login: login,
            client,
            cross_slot: false,
        }
    }

    /// Whether commands whose keys are in several slots are split, in a cluster, where they can be.
    pub(crate) fn set_cross_slot(&mut self, cross_slot: bool) {
        self.cross_slot = cross_slot;
    }

    /// What ends what is under way, and the connections that it needs, from another thread.
    pub(crate) fn interrupter(&self) -> Interrupter {
        self.client.interrupter()
    }

    /// What gives up a command that takes too long, from another thread.
    pub(crate) fn canceller(&self) -> Canceller {
        self.client.canceller()
    }

    /// Whether the user has given up what was under way, and nothing more is to begin: not before that is forgotten.
    pub(crate) fn is_given_up(&self) -> bool {
        self.client.interrupter().is_raised()
    }

    /// Connects, where that is not done.
    ///
    /// # Errors
    /// The server is not to be had.
    pub(crate) fn connect(&mut self) -> anyhow::Result<()> {
        Ok(self.client.connect(&mut self.receiver)?)
    }

    /// Where the next command without keys goes, and what the connection to there is.
    pub(crate) fn standing(&mut self) -> Standing<'_> {
        let is_connected = self.client.is_connected();
        let Receiver {
            state, subscribed, ..
        } = &self.receiver;
        let login = state.login();
        let credentials = login.credentials.as_ref();
        Standing {
            address: self.client.address(),
            db: login.db,
            user: credentials.and_then(|credentials| credentials.user.as_deref()),
            name: login.name.as_deref(),
            in_transaction: is_connected && state.is_in_transaction(),
            is_subscribed: is_connected && subscribed.has_channels(),
            is_monitoring: is_connected && subscribed.has_monitor(),
            is_connected: is_connected || self.client.is_resting(),
        }
    }

    /// How the server that commands without keys go to is reached, as the same user and in the same database.
    pub(crate) fn endpoint(&self) -> Endpoint {
        let login = self.receiver.state.login();
        self.client.endpoint(Login {
            credentials: login.credentials.clone(),
            db: login.db,
            ..Login::default()
        })
    }

    /// The nodes of the cluster, where it is one and its map has been read.
    pub(crate) fn node_addresses(&self) -> Vec<Address> {
        self.client.node_addresses()
    }

    /// What becomes of replies.
    pub(crate) fn receiver(&mut self) -> &mut Receiver<W> {
        &mut self.receiver
    }

    /// Tells of the commands that were lost since the last time; whether there were any.
    pub(crate) fn tell_losses(&mut self) -> bool {
        let losses = std::mem::take(&mut self.receiver.losses);
        if !losses.is_empty() {
            stderr::tell(losses.with_cause());
        }
        !losses.is_empty()
    }

    /// Takes a command in. It is sent at the latest with [`finish`](Self::finish); what changes how the connection
    /// talks, or is for nodes that it names, is answered when this returns.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(crate) fn submit(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        // Before the flow counts it: what CLIENT REPLY SKIP silences is the next command that is sent.
        if let Some(why) = self.refusal(words) {
            self.finish()?;
            return self.refuse(why, line);
        }
        if self.leave_monitor() {
            // What its connection was subscribed to is made again before a transaction begins.
            self.finish()?;
        }
        if NodeWord::is_meant(words) {
            return self.submit_to_nodes(words, line);
        }
        if self.cross_slot
            && let Some(split) = self.split(words)?
        {
            return self.submit_split(split, line);
        }
        self.submit_with(words, None, line)
    }

    /// As [`submit`](Self::submit), for an EVALSHA; `source` is the EVAL to send where the server has not got the script.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(crate) fn submit_script(
        &mut self,
        words: &[Vec<u8>],
        source: &Arc<[Vec<u8>]>,
        line: u64,
    ) -> anyhow::Result<()> {
        self.submit_with(words, Some(Arc::clone(source)), line)
    }

    fn submit_with(
        &mut self,
        words: &[Vec<u8>],
        source: Option<Arc<[Vec<u8>]>>,
        line: u64,
    ) -> anyhow::Result<()> {
        let verb = Verb::of(words);
        let barrier = verb.is_barrier();
        if barrier {
            self.finish()?;
        }
        if self.submit_channels(verb, words, line)? {
            return Ok(());
        }
        if verb == Verb::Subscribe && !self.receiver.policy().goes_on {
            if self.submit_sharded(words, line)? {
                return Ok(());
            }
            self.announce(READING, line);
        }
        if verb == Verb::Reply && self.is_spread()? {
            return self.refuse(ONE_CONNECTION, line);
        }
        let (answer, link) = self.receiver.flow.next(verb, words);
        if self.receiver.is_severed(link) {
            self.receiver.losses.add(line, Fate::NotRun);
            return Ok(());
        }
        let action = Action::Print {
            answer,
            effect: Effect::of(verb, words),
            link,
            shown: self.receiver.printer.shown(words),
        };
        let ticket = Ticket { line, action };
        let outcome = self
            .client
            .submit(words, link, source, ticket, &mut self.receiver);
        self.explain(outcome)?;
        if matches!(answer, Answer::Endless(_)) {
            self.read_on(words, line)
        } else if barrier {
            self.finish()
        } else if self.client.is_full() {
            self.run(Until::Sent)
        } else {
            Ok(())
        }
    }

    fn announce(&mut self, text: &str, line: u64) {
        if self.receiver.policy().announces {
            self.say(text, line);
        }
    }

    fn is_spread(&mut self) -> anyhow::Result<bool> {
        let outcome = self.client.is_spread(&mut self.receiver);
        outcome.map_err(|error| self.told_with_losses(error))
    }

    /// Answers a command in a server's place. Only where all before it is answered.
    ///
    /// # Errors
    /// Stdout's.
    pub(crate) fn refuse(&mut self, error: impl Into<Vec<u8>>, line: u64) -> anyhow::Result<()> {
        let action = Action::Print {
            answer: Answer::Reply,
            effect: None,
            link: Link::Alone,
            shown: Shown::default(),
        };
        let reply = Value::Error(error.into());
        let ticket = Ticket { line, action };
        Ok(self.receiver.show(&ticket, &reply)?)
    }

    /// What is replied to commands, as data: sent together, and outside of transactions. They must leave the connection as
    /// it is.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(crate) fn ask(&mut self, commands: &[Vec<Vec<u8>>]) -> anyhow::Result<Vec<Value>> {
        self.finish()?;
        self.leave_monitor();
        self.receiver.take_kept();
        for words in commands {
            let ticket = Ticket {
                line: 0,
                action: Action::Keep,
            };
            let submitted =
                self.client
                    .submit(words, Link::Alone, None, ticket, &mut self.receiver);
            self.explain(submitted)?;
        }
        self.finish()?;
        Ok(self.receiver.take_kept())
    }

    /// Prints the shell's own words, in their place between the replies.
    pub(crate) fn say(&mut self, text: &str, line: u64) {
        let action = Action::Say(text.as_bytes().to_vec());
        self.client.submit_ticket(Ticket { line, action });
    }

    /// Shows the shell's own words at once; for that no server is needed.
    ///
    /// # Errors
    /// Stdout's.
    pub(crate) fn show(&mut self, text: &str) -> anyhow::Result<()> {
        self.receiver.printer.text(text.as_bytes())?;
        self.flush()
    }

    /// The user has given up what was under way: ends the line that a reply or the terminal's `^C` has broken off on.
    ///
    /// # Errors
    /// Stdout's.
    pub(crate) fn give_up(&mut self) -> anyhow::Result<()> {
        let ended = self.receiver.give_up();
        ended.context("could not write to stdout")?;
        self.flush()
    }

    /// Sends what has not been sent, and waits until all is answered. Stdout is not flushed.
    ///
    /// # Errors
    /// The server is not to be had, or no RESP server; stdout cannot be written to. Says also which commands were lost.
    pub(crate) fn finish(&mut self) -> anyhow::Result<()> {
        self.run(Until::Answered)?;
        self.note_orphans();
        if self.has_orphans() {
            self.restore()?;
        }
        Ok(())
    }

    fn run(&mut self, until: Until) -> anyhow::Result<()> {
        let outcome = self.client.run(until, &mut self.receiver);
        self.explain(outcome)
    }

    /// An error with what is known of the commands that it has cost.
    fn explain(&mut self, outcome: Result<(), Error>) -> anyhow::Result<()> {
        match outcome {
            Ok(()) => Ok(()),
            Err(Error::Ended { .. }) if self.receiver.take_farewell() => Ok(()),
            Err(error) => Err(self.told_with_losses(error)),
        }
    }

    /// What is known of the commands goes with the reason for which no more of them are answered.
    fn told_with_losses(&mut self, error: Error) -> anyhow::Error {
        let losses = std::mem::take(&mut self.receiver.losses);
        if losses.is_empty() {
            error.into()
        } else {
            anyhow::Error::new(error).context(losses)
        }
    }

    /// Gives all connections up; the next command makes what it needs again.
    pub(crate) fn hang_up(&mut self) {
        self.client.hang_up();
    }

    /// Shows all that has been printed.
    ///
    /// # Errors
    /// Stdout's.
    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        self.receiver
            .printer
            .flush()
            .context("could not write to stdout")
    }
}
