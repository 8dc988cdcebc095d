//! What the client hands over: each reply with its ticket, what is lost, and connections that come and go.

use std::io::Write;

use redsh_engine::Error;
use redsh_engine::client::{CommandFate, Received, ReplyHandler, TransactionPosition};
use redsh_engine::cluster::Slot;
use redsh_engine::command::CommandSpec;
use redsh_engine::net::{Address, Login, Notice, Reader};
use redsh_engine::resp::Value;

use super::ReplyProcessor;
use crate::process::stderr;
use crate::session::connection_state::{Effect, Outcome, is_repeatable};
use crate::session::context::{Action, CommandContext};
use crate::session::sent_state::ExpectedReply;

impl<W: Write> ReplyHandler<CommandContext> for ReplyProcessor<W> {
    fn receive(
        &mut self,
        ticket: &CommandContext,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Received, Error> {
        let (answer, effect, shown) = match &ticket.action {
            Action::Say(_) => return Ok(Received::Reply),
            Action::Keep => return self.keep(reader, takes),
            Action::Print {
                answer,
                effect,
                shown,
                ..
            } => (answer, effect, shown),
        };
        for turn in 0..self.count(*answer, effect.as_ref(), reader) {
            self.expect(*shown, effect.as_ref());
            let outcome = match self.reply(ticket, reader, takes) {
                Err(error) if *answer == ExpectedReply::Farewell && error.is_disconnect() => {
                    self.farewell = true;
                    return Err(ended(error));
                }
                Err(error) => return Err(error),
                Ok(Err(refusal)) => return Ok(Received::Refusal(refusal)),
                Ok(Ok(outcome)) => outcome,
            };
            self.note_queued(*shown, outcome);
            if let Some(effect) = effect.as_ref().filter(|_| turn == 0) {
                self.learn(effect, outcome, reader);
            }
            match (outcome, answer) {
                // One for all: it is refused, or queued.
                (Outcome::Error | Outcome::Queued, _) => break,
                (Outcome::Done, ExpectedReply::Endless(stream)) => self.stream(*stream, reader)?,
                (Outcome::Done | Outcome::Null, _) => {}
            }
        }
        Ok(Received::Reply)
    }

    fn show(&mut self, ticket: &CommandContext, reply: &Value) -> Result<(), Error> {
        let (effect, shown) = match &ticket.action {
            Action::Say(_) => return Ok(()),
            Action::Keep => {
                self.kept.push(reply.clone());
                return Ok(());
            }
            Action::Print { effect, shown, .. } => (effect, shown),
        };
        self.printer.expect(*shown);
        let outcome = if reply.as_error().is_some() {
            self.show_error(ticket.line, reply)?;
            Outcome::Error
        } else {
            self.show_value(reply)?;
            Outcome::Done
        };
        if let Some(effect) = effect {
            self.state.learn(effect, outcome);
        }
        Ok(())
    }

    fn pass(&mut self, ticket: &CommandContext) -> Result<(), Error> {
        match &ticket.action {
            Action::Say(text) => self.printer.remark(text).map_err(Error::Output),
            Action::Keep => Ok(()),
            // MULTI, whose reply is known before it is sent.
            Action::Print { .. } => self.show(ticket, &Value::Simple(b"OK".to_vec())),
        }
    }

    fn unasked(&mut self, reader: &mut Reader) -> Result<(), Error> {
        self.message(reader)
    }

    fn changes_node(&mut self, slot: Slot, to: &Address) -> Option<CommandContext> {
        let note = format!(
            "-> Redirected to slot [{}] located at {to}\n",
            slot.number()
        );
        let action = Action::Say(note.into_bytes());
        self.policy
            .nodes
            .then_some(CommandContext { line: 0, action })
    }

    fn known(&mut self, ticket: &CommandContext, words: &[Vec<u8>]) -> Option<&CommandSpec> {
        match ticket.action {
            Action::Keep
            | Action::Print {
                answer: ExpectedReply::Reply,
                ..
            } => self.table().find(words),
            Action::Print { .. } | Action::Say(_) => None,
        }
    }

    fn may_repeat(&mut self, words: &[Vec<u8>]) -> bool {
        is_repeatable(words, self.table())
    }

    fn lost(&mut self, ticket: &CommandContext, fate: CommandFate, error: &Error) {
        if let Action::Print {
            link,
            answer: ExpectedReply::Reply | ExpectedReply::Nothing | ExpectedReply::Confirmations(_),
            ..
        } = ticket.action
        {
            self.transaction_lost = matches!(
                link,
                TransactionPosition::Opens
                    | TransactionPosition::Watched
                    | TransactionPosition::Inside
            );
            self.losses.blame(error);
            self.losses.add(ticket.line, fate);
            self.broken_off |= fate == CommandFate::BrokenOff;
        }
    }

    fn login(&self) -> Login {
        self.state.login().clone()
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        let is_new = self.places.insert(address.clone());
        if self.policy.verbose {
            stderr::tell(format!("connected to {address}"));
        } else if self.policy.reconnects && !is_new {
            stderr::tell(format!("connected to {address} again"));
        }
        if std::mem::replace(&mut self.was_connected, true) {
            self.flow.start_again();
            self.state.reconnected();
        }
        if std::mem::take(&mut self.broken_off) {
            // The sink's error comes again with what is printed next.
            let _ = self.printer.finish();
        }
        for notice in notices {
            stderr::tell(notice.to_string());
        }
    }
}

impl<W: Write> ReplyProcessor<W> {
    /// Reads a reply as data.
    fn keep(
        &mut self,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Received, Error> {
        let reply = match self.subscribed.sends_arrays(&reader.watch()) {
            true => self.reply_amid_messages(reader)?,
            false => reader.read_reply()?,
        };
        self.end_echo().map_err(Error::Output)?;
        match reply.as_error() {
            Some(error) if takes(error) => return Ok(Received::Refusal(error.to_vec())),
            _ => self.kept.push(reply),
        }
        Ok(Received::Reply)
    }

    /// How many replies there are at the most. UNSUBSCRIBE without a name has one for each that there was.
    fn count(&self, answer: ExpectedReply, effect: Option<&Effect>, reader: &Reader) -> usize {
        match (answer, effect) {
            (ExpectedReply::Confirmations(_), Some(Effect::Subscriptions(confirmations))) => {
                let all = confirmations.iter().find(|one| one.name.is_none());
                let had = all.map(|all| self.subscribed.count(&reader.watch(), all.family));
                had.map_or(answer.count(), |had| had.max(1))
            }
            _ => answer.count(),
        }
    }

    /// Takes in what a command has come to.
    fn learn(&mut self, effect: &Effect, outcome: Outcome, reader: &Reader) {
        self.state.learn(effect, outcome);
        let confirmed = self.state.take_confirmed();
        self.subscribed.learn(&reader.watch(), &confirmed);
        if (effect, outcome) == (&Effect::Monitor, Outcome::Done) && self.policy.goes_on {
            self.subscribed.begin_monitor(&reader.watch());
        }
        let tracked = self.state.take_tracked().into_iter();
        for command in tracked.filter(|_| self.policy.goes_on) {
            self.subscribed.track(&reader.watch(), command.as_ref());
        }
    }
}

/// A stream that ends takes the connection's end for its own: another connection would not go on with it.
pub(super) fn ended(error: Error) -> Error {
    match error {
        Error::Closed { address, .. } | Error::Lost { address, .. } => Error::Ended { address },
        other => other,
    }
}
