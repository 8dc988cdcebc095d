//! Replies, read and printed.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use redsh_engine::Error;
use redsh_engine::net::Reader;
use redsh_engine::resp::{Both, Value};

use super::{Errors, ReplyProcessor};
use crate::process::stderr;
use crate::render::{NodeReply, Shown};
use crate::session::classifying_printer::ClassifyingPrinter;
use crate::session::connection_state::{Effect, Outcome};
use crate::session::context::{Action, CommandContext};

/// A reply that took as long as this is followed by how long, where [`Policy::timed`](super::Policy::timed) is asked for.
const SLOW: Duration = Duration::from_millis(500);

/// What is to be read, or has been.
pub(super) enum Next {
    /// A reply of this type is to be read.
    Kind(u8),
    /// It has been, and is printed.
    Printed,
}

impl<W: Write> ReplyProcessor<W> {
    /// Prints a reply for each node. Where errors are fatal they go to stderr, and the others are printed.
    ///
    /// # Errors
    /// The printer's.
    pub(crate) fn show_nodes(
        &mut self,
        line: u64,
        shown: Shown,
        replies: Vec<NodeReply>,
    ) -> io::Result<()> {
        let is_error = |(_, reply): &NodeReply| reply.as_error().is_some();
        let errors = replies.iter().filter(|reply| is_error(reply));
        errors.for_each(|_| self.count_error(line));
        let (fatal, printed): (Vec<_>, Vec<_>) = replies
            .into_iter()
            .partition(|reply| self.policy.errors == Errors::Fatal && is_error(reply));
        self.printer.nodes(printed, shown)?;
        if !fatal.is_empty() {
            self.printer.flush()?;
        }
        for (node, reply) in fatal {
            let words = reply.as_error().unwrap_or_default();
            let words = String::from_utf8_lossy(words);
            stderr::tell(format!("{node}: {words}"));
        }
        Ok(())
    }

    /// Reads one reply, prints it, and says what it was; or hands back an error that is not to be printed.
    pub(super) fn reply(
        &mut self,
        ticket: &CommandContext,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Result<Outcome, Vec<u8>>, Error> {
        let since = self.policy.timed.then(Instant::now);
        let outcome = match self.next(ticket, reader)? {
            Next::Kind(b'-' | b'!') => {
                let error = reader.read_value()?;
                let text = error.as_error().unwrap_or_default();
                if takes(text) {
                    return Ok(Err(text.to_vec()));
                }
                self.show_error(ticket.line, &error)?;
                Outcome::Error
            }
            Next::Kind(_) => {
                let outcome = self.print(reader)?;
                if outcome == Outcome::Error {
                    self.count_error(ticket.line);
                }
                outcome
            }
            Next::Printed => Outcome::Done,
        };
        self.time(since)?;
        Ok(Ok(outcome))
    }

    /// The type of the next reply. Push messages before it are dealt with, unless they are what is awaited.
    pub(super) fn next_kind(
        &mut self,
        reader: &mut Reader,
        awaits_push: bool,
    ) -> Result<u8, Error> {
        loop {
            if !reader.is_ready() {
                self.printer.flush().map_err(Error::Output)?;
            }
            match reader.peek()? {
                b'>' if !awaits_push => self.message(reader)?,
                kind => {
                    self.end_echo().map_err(Error::Output)?;
                    return Ok(kind);
                }
            }
        }
    }

    /// Reads one reply, or a message, into the printer.
    pub(super) fn print(&mut self, reader: &mut Reader) -> Result<Outcome, Error> {
        let mut watched = ClassifyingPrinter::new(&mut self.printer);
        match &mut self.names {
            None => reader.read(&mut watched)?,
            Some(names) => reader.read(&mut Both(&mut watched, names))?,
        }
        let outcome = watched.outcome();
        self.printer.finish().map_err(Error::Output)?;
        Ok(outcome)
    }

    /// Prints a reply that is an error, or has it go where errors go.
    pub(super) fn show_error(&mut self, line: u64, error: &Value) -> Result<(), Error> {
        self.count_error(line);
        match self.policy.errors {
            Errors::Printed if !self.printer.is_for_program() => self.show_value(error),
            Errors::Printed | Errors::Fatal => {
                self.printer.flush().map_err(Error::Output)?;
                stderr::tell(error.as_error().unwrap_or_default());
                Ok(())
            }
        }
    }

    /// Prints a reply that is there as data.
    pub(super) fn show_value(&mut self, value: &Value) -> Result<(), Error> {
        let told = value.tell(&mut self.printer);
        told.and_then(|()| self.printer.finish())
            .map_err(Error::Output)
    }

    fn next(&mut self, ticket: &CommandContext, reader: &mut Reader) -> Result<Next, Error> {
        match &ticket.action {
            Action::Print {
                answer,
                effect: Some(Effect::Subscriptions(awaited)),
                ..
            } if answer.is_confirmed() => self.next_confirmation(*answer, awaited, reader),
            _ if self.subscribed.sends_arrays(&reader.watch()) => self.next_amid_messages(reader),
            _ => self.next_kind(reader, false).map(Next::Kind),
        }
    }

    /// Tells how long a reply took: the server, not the user who has given it up.
    fn time(&mut self, since: Option<Instant>) -> Result<(), Error> {
        let Some(took) = since
            .map(|since| since.elapsed())
            .filter(|took| *took >= SLOW && !self.interrupter.is_raised())
        else {
            return Ok(());
        };
        let text = format!("({:.2}s)\n", took.as_secs_f64());
        self.printer.remark(text.as_bytes()).map_err(Error::Output)
    }
}
