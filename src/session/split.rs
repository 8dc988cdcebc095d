//! `--cross-slot`: a command in parts, each sent as any command is, so that redirects and lost connections are dealt with
//! as ever; only that their replies are collected.

use std::io::Write;

use redsh_engine::Error;
use redsh_engine::client::{CommandFate, Received, ReplyHandler, TransactionPosition, Until};
use redsh_engine::cluster::Split;
use redsh_engine::net::{Address, Login, Notice, Reader};
use redsh_engine::resp::Value;

use super::Session;
use crate::render::Shown;
use crate::session::context::{Action, CommandContext};
use crate::session::replies::ReplyProcessor;
use crate::session::sent_state::ExpectedReply;

impl<W: Write> Session<W> {
    /// The parts of a command; `None` where it is to be sent as it is: inside a transaction too, and where nothing is split
    /// because there are no slots.
    pub(super) fn split(&mut self, words: &[Vec<u8>]) -> anyhow::Result<Option<Split>> {
        let Some(split) = Split::of(words).filter(|_| self.receiver.flow.is_plain()) else {
            return Ok(None);
        };
        let has_slots = self.client.has_slots(&mut self.receiver)?;
        Ok(has_slots.then_some(split))
    }

    /// Sends the parts, to all their nodes at once, and shows one reply. If the reply to a part is lost there is none, and
    /// that is told as ever.
    ///
    /// # Errors
    /// As [`finish`](Session::finish).
    pub(super) fn submit_split(&mut self, split: Split, line: u64) -> anyhow::Result<()> {
        self.finish()?;
        let mut collector = Collector {
            receiver: &mut self.receiver,
            replies: Vec::new(),
        };
        let client = &mut self.client;
        let outcome = split.commands().try_for_each(|words| {
            client.submit(
                words,
                TransactionPosition::Alone,
                None,
                ticket(line),
                &mut collector,
            )?;
            match client.is_full() {
                true => client.run(Until::Sent, &mut collector),
                false => Ok(()),
            }
        });
        let outcome = outcome.and_then(|()| client.run(Until::Answered, &mut collector));
        let replies: Option<Vec<Value>> = collector.replies.into_iter().collect();
        self.explain(outcome)?;
        match replies {
            Some(replies) => Ok(self.receiver.show(&ticket(line), &split.merge(replies))?),
            None => Ok(()),
        }
    }
}

fn ticket(line: u64) -> CommandContext {
    let action = Action::Print {
        answer: ExpectedReply::Reply,
        effect: None,
        link: TransactionPosition::Alone,
        shown: Shown::default(),
    };
    CommandContext { line, action }
}

/// Keeps replies, in the order of their commands, and leaves all else to the receiver.
struct Collector<'r, W: Write> {
    receiver: &'r mut ReplyProcessor<W>,
    /// `None` for one that was lost.
    replies: Vec<Option<Value>>,
}

impl<W: Write> ReplyHandler<CommandContext> for Collector<'_, W> {
    fn receive(
        &mut self,
        _: &CommandContext,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Received, Error> {
        let reply = reader.read_reply()?;
        match reply.as_error() {
            Some(error) if takes(error) => Ok(Received::Refusal(error.to_vec())),
            _ => {
                self.replies.push(Some(reply));
                Ok(Received::Reply)
            }
        }
    }

    fn show(&mut self, _: &CommandContext, reply: &Value) -> Result<(), Error> {
        self.replies.push(Some(reply.clone()));
        Ok(())
    }

    fn pass(&mut self, ticket: &CommandContext) -> Result<(), Error> {
        self.receiver.pass(ticket)
    }

    fn may_repeat(&mut self, words: &[Vec<u8>]) -> bool {
        self.receiver.may_repeat(words)
    }

    fn lost(&mut self, ticket: &CommandContext, fate: CommandFate, error: &Error) {
        self.replies.push(None);
        self.receiver.lost(ticket, fate, error);
    }

    fn login(&self) -> Login {
        self.receiver.login()
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.receiver.connected(address, notices);
    }
}
