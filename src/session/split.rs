//! `--cross-slot`: a command in parts, each sent as any command is, so that redirects and lost connections are dealt with
//! as ever; only that their replies are collected.

use std::io::Write;

use engine::Error;
use engine::client::{Fate, Handler, Link, Received, Until};
use engine::cluster::Split;
use engine::net::{Address, Login, Notice, Reader};
use engine::resp::Value;

use super::Session;
use crate::render::Shown;
use crate::session::flow::Answer;
use crate::session::receiver::Receiver;
use crate::session::ticket::{Action, Ticket};

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
            client.submit(words, Link::Alone, None, ticket(line), &mut collector)?;
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

fn ticket(line: u64) -> Ticket {
    let action = Action::Print {
        answer: Answer::Reply,
        effect: None,
        link: Link::Alone,
        shown: Shown::default(),
    };
    Ticket { line, action }
}

/// Keeps replies, in the order of their commands, and leaves all else to the receiver.
struct Collector<'r, W: Write> {
    receiver: &'r mut Receiver<W>,
    /// `None` for one that was lost.
    replies: Vec<Option<Value>>,
}

impl<W: Write> Handler<Ticket> for Collector<'_, W> {
    fn receive(
        &mut self,
        _: &Ticket,
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

    fn show(&mut self, _: &Ticket, reply: &Value) -> Result<(), Error> {
        self.replies.push(Some(reply.clone()));
        Ok(())
    }

    fn pass(&mut self, ticket: &Ticket) -> Result<(), Error> {
        self.receiver.pass(ticket)
    }

    fn may_repeat(&mut self, words: &[Vec<u8>]) -> bool {
        self.receiver.may_repeat(words)
    }

    fn lost(&mut self, ticket: &Ticket, fate: Fate, error: &Error) {
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
