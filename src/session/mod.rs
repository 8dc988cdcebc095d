//! A client, what its connection is, and what becomes of its replies: run commands, one or many at once.
//!
//! It knows neither options nor where commands come from.

mod channels;
mod classifying_printer;
pub(crate) mod connection_state;
pub(crate) mod context;
mod idle;
pub(crate) mod key_names;
pub(crate) mod lost_commands;
mod nodes;
pub(crate) mod replies;
pub(crate) mod sent_state;
mod shards;
mod split;
mod status;
mod stream;
mod submit;
pub(crate) mod subscribed;
mod switch;
mod write_policy;

pub(crate) use self::idle::Resubscriber;
pub(crate) use self::status::ConnectionStatus;

use std::io::Write;

use anyhow::Context;
use redsh_engine::Error;
use redsh_engine::client::{Canceller, Client, ReplyHandler, TransactionPosition, Until};
use redsh_engine::net::{Interrupter, Login};
use redsh_engine::resp::Value;

use crate::process::stderr;
use crate::render::{Printer, Shown};
use crate::session::context::{Action, CommandContext};
use crate::session::replies::{Policy, ReplyProcessor};
use crate::session::sent_state::ExpectedReply;

/// Commands in, printed replies out.
pub(crate) struct Session<W: Write> {
    client: Client<CommandContext>,
    receiver: ReplyProcessor<W>,
    /// What a connection is to be before any command has changed it.
    first_login: Login,
    /// Commands with keys in several slots are split.
    cross_slot: bool,
}

impl<W: Write> Session<W> {
    /// A session of this client, whose connections are first to be as `login` says.
    pub(crate) fn new(
        client: Client<CommandContext>,
        login: Login,
        printer: Printer<W>,
        policy: Policy,
    ) -> Self {
        Session {
            receiver: ReplyProcessor::new(printer, login.clone(), policy, client.interrupter()),
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

    /// What becomes of replies.
    pub(crate) fn receiver(&mut self) -> &mut ReplyProcessor<W> {
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

    /// Answers a command in a server's place. Only where all before it is answered.
    ///
    /// # Errors
    /// Stdout's.
    pub(crate) fn refuse(&mut self, error: impl Into<Vec<u8>>, line: u64) -> anyhow::Result<()> {
        let action = Action::Print {
            answer: ExpectedReply::Reply,
            effect: None,
            link: TransactionPosition::Alone,
            shown: Shown::default(),
        };
        let reply = Value::Error(error.into());
        let ticket = CommandContext { line, action };
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
            let ticket = CommandContext {
                line: 0,
                action: Action::Keep,
            };
            let submitted = self.client.submit(
                words,
                TransactionPosition::Alone,
                None,
                ticket,
                &mut self.receiver,
            );
            self.explain(submitted)?;
        }
        self.finish()?;
        Ok(self.receiver.take_kept())
    }

    /// Prints the shell's own words, in their place between the replies.
    pub(crate) fn say(&mut self, text: &str, line: u64) {
        let action = Action::Say(text.as_bytes().to_vec());
        self.client.submit_ticket(CommandContext { line, action });
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

    /// The user may have given up too late to keep a reply away, and have ended its connection all the same: that is
    /// nothing to tell of.
    pub(crate) fn let_go_of_ended(&mut self) {
        if self.is_given_up() && !self.client.is_connected() {
            self.receiver.let_go();
        }
    }

    /// Sends what has not been sent, and waits until all is answered. Stdout is not flushed.
    ///
    /// # Errors
    /// The server is not to be had, or no RESP server; stdout cannot be written to. Says also which commands were lost.
    pub(crate) fn finish(&mut self) -> anyhow::Result<()> {
        self.run(Until::Answered)?;
        self.note_lost_connections();
        if self.needs_resubscribing() {
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
