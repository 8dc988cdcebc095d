//! A client, what its connection is, and what becomes of its replies: run commands, one or many at once.
//!
//! It knows neither options nor where commands come from.

use std::io::Write;

use anyhow::{Context, bail};
use engine::client::{Batch, Client, Fate, Window};
use engine::net::{Address, Endpoint};

use crate::receiver::{Action, Policy, Receiver, Ticket};
use crate::render::{Printer, verbatim};
use crate::state::Plan;

/// Bytes of commands that go out in one write; a longer command goes alone.
const WRITE_SIZE: usize = 128 * 1024;

/// Commands in, printed replies out.
pub(crate) struct Session<W: Write> {
    client: Client,
    receiver: Receiver<W>,
    batch: Batch<Ticket>,
    window: Window,
}

impl<W: Write> Session<W> {
    /// A session that connects with its first command.
    pub(crate) fn new(endpoint: Endpoint, printer: Printer<W>, policy: Policy) -> Self {
        Session {
            receiver: Receiver::new(printer, endpoint.login.clone(), policy),
            client: Client::new(endpoint),
            batch: Batch::new(),
            window: Window::new(),
        }
    }

    /// What becomes of replies.
    pub(crate) fn receiver(&mut self) -> &mut Receiver<W> {
        &mut self.receiver
    }

    /// Takes a command in. It is sent at the latest with [`finish`](Self::finish); what changes how the connection
    /// talks is answered when this returns.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(crate) fn submit(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        self.submit_as(words, line, false)
    }

    /// As [`submit`](Self::submit), for EVALSHA: whether the server knows the script is
    /// [asked of the receiver](Receiver::take_script_unknown).
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(crate) fn submit_by_digest(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        self.submit_as(words, line, true)
    }

    fn submit_as(&mut self, words: &[Vec<u8>], line: u64, by_digest: bool) -> anyhow::Result<()> {
        let Plan {
            answer,
            effect,
            link,
            barrier,
        } = self.receiver.flow.plan(words);
        if self.receiver.is_severed(link) {
            self.receiver.losses.add(line, Fate::NotRun);
            return Ok(());
        }
        let shown_raw = verbatim::is_shown_raw(words);
        let action = Action::Print {
            answer,
            effect,
            link,
            shown_raw,
            by_digest,
        };
        if barrier {
            self.finish()?;
        }
        self.batch.push(words, link, Ticket { line, action });
        let full = self.batch.len() >= self.window.commands() || self.batch.unsent() >= WRITE_SIZE;
        if barrier || full {
            self.finish()
        } else {
            Ok(())
        }
    }

    /// Prints a line of the shell's own, in its place between the replies.
    pub(crate) fn say(&mut self, text: &str, line: u64) {
        let action = Action::Say(text.as_bytes().to_vec());
        self.batch.push_ticket(Ticket { line, action });
    }

    /// Sends what has not been sent, and waits until all is answered. Stdout is not flushed.
    ///
    /// # Errors
    /// The server is not to be had, or no RESP server; stdout cannot be written to. Says also which commands were lost.
    pub(crate) fn finish(&mut self) -> anyhow::Result<()> {
        let commands = self.batch.len();
        let outcome = self.client.run(&mut self.batch, &mut self.receiver);
        match outcome {
            Ok(reply_bytes) => self.window.learn(commands, reply_bytes),
            Err(error) if self.receiver.losses.is_empty() => return Err(error.into()),
            Err(error) => bail!("{error}; {}", std::mem::take(&mut self.receiver.losses)),
        }
        Ok(())
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

    /// Goes on with another server, as the same user in the same database.
    ///
    /// # Errors
    /// It is not to be had.
    pub(crate) fn connect_to(&mut self, address: Address) -> anyhow::Result<()> {
        self.finish()?;
        let endpoint = Endpoint {
            address,
            ..self.client.endpoint().clone()
        };
        self.client.reconnect_to(endpoint);
        Ok(self.client.connect::<Ticket>(&mut self.receiver)?)
    }
}
