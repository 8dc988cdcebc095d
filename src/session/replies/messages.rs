//! What comes without a command of its own: messages between replies, confirmations among them, and the streams that
//! SUBSCRIBE and MONITOR begin.

use std::io::Write;

use redsh_engine::Error;
use redsh_engine::monitor::Line;
use redsh_engine::net::Reader;
use redsh_engine::pubsub::{Confirmation, Event, Follower};
use redsh_engine::resp::{Both, Value};

use super::{Next, ReplyProcessor, ended};
use crate::session::sent_state::{ExpectedReply, Stream};

impl<W: Write> ReplyProcessor<W> {
    /// Prints whatever comes, for as long as it comes.
    pub(super) fn stream(&mut self, stream: Stream, reader: &mut Reader) -> Result<(), Error> {
        loop {
            let kind = self.next_kind(reader, true).map_err(ended)?;
            let outcome = match (stream, kind) {
                (Stream::Monitor, b'+') => self.monitored(reader),
                _ => self.print(reader).map(|_| ()),
            };
            outcome.map_err(ended)?;
        }
    }

    /// The next confirmation of those that are awaited; messages that come before it are dealt with. In RESP2 both are arrays,
    /// in RESP3 pushes.
    pub(super) fn next_confirmation(
        &mut self,
        answer: ExpectedReply,
        awaited: &[Confirmation],
        reader: &mut Reader,
    ) -> Result<Next, Error> {
        let asked_for = !matches!(answer, ExpectedReply::Again(_));
        loop {
            let kind = self.next_kind(reader, true)?;
            if !matches!(kind, b'*' | b'>') {
                return Ok(Next::Kind(kind));
            }
            let value = reader.read_value()?;
            let event = Event::of(&value);
            let is_push = kind == b'>';
            let answers = is_awaited(&event, awaited, is_push);
            if answers && (self.policy.pushes || !is_push || asked_for) {
                self.show_value(&value)?;
            } else if self.policy.pushes || !is_push {
                self.show_message(&value)?;
            }
            if answers {
                self.subscribed.learn_form(!is_push);
                return Ok(Next::Printed);
            }
            self.learn_unasked(&event, reader);
        }
    }

    /// The next reply on a connection of RESP2 with subscriptions: messages are arrays there, as replies may be.
    pub(super) fn next_amid_messages(&mut self, reader: &mut Reader) -> Result<Next, Error> {
        let kind = self.next_kind(reader, false)?;
        if kind != b'*' {
            return Ok(Next::Kind(kind));
        }
        let reply = self.reply_amid_messages(reader)?;
        self.show_value(&reply)?;
        Ok(Next::Printed)
    }

    /// The next reply there as data, behind the messages before it.
    pub(super) fn reply_amid_messages(&mut self, reader: &mut Reader) -> Result<Value, Error> {
        loop {
            let value = reader.read_reply()?;
            match Event::of(&value) {
                Event::Other => return Ok(value),
                event => {
                    self.show_message(&value)?;
                    self.learn_unasked(&event, reader);
                }
            }
        }
    }

    /// Shows what has come in between as data.
    fn show_message(&mut self, message: &Value) -> Result<(), Error> {
        let printer = self.messages.as_mut().unwrap_or(&mut self.printer);
        let told = message.tell(&mut *printer);
        told.and_then(|()| printer.finish())
            .map_err(Error::Output)?;
        match &mut self.messages {
            Some(terminal) => terminal.flush().map_err(Error::Output),
            None => Ok(()),
        }
    }

    /// Deals with what is the answer to no command: a push, or in RESP2 a subscriber's message.
    pub(super) fn message(&mut self, reader: &mut Reader) -> Result<(), Error> {
        let mut follower = Follower::new();
        match reader.peek()? {
            b'+' => return self.monitored(reader),
            b'>' if !self.policy.pushes => reader.read(&mut follower)?,
            _ => {
                let printer = self.messages.as_mut().unwrap_or(&mut self.printer);
                reader.read(&mut Both(&mut *printer, &mut follower))?;
                printer.finish().map_err(Error::Output)?;
            }
        }
        if let Some(terminal) = &mut self.messages {
            terminal.flush().map_err(Error::Output)?;
        }
        self.learn_unasked(&follower.event(), reader);
        Ok(())
    }

    fn learn_unasked(&mut self, event: &Event, reader: &Reader) {
        if let Event::Confirmation(confirmation) = event {
            let connection = reader.watch();
            self.subscribed.learn_unasked(&connection, confirmation);
        }
    }

    /// A line of MONITOR, printed if it is wanted. One that cannot be read is: nothing is kept back by mistake.
    fn monitored(&mut self, reader: &mut Reader) -> Result<(), Error> {
        if self.monitor_filter.is_none() {
            return self.print(reader).map(|_| ());
        }
        let value = reader.read_value()?;
        let line = value.as_bytes().and_then(Line::parse);
        match line.is_none_or(|line| self.admits(&line)) {
            true => self.show_value(&value),
            false => Ok(()),
        }
    }

    fn admits(&mut self, line: &Line<'_>) -> bool {
        let filter = self.monitor_filter.take();
        let admitted = filter
            .as_ref()
            .is_none_or(|filter| filter.admits(line, self.table()));
        self.monitor_filter = filter;
        admitted
    }
}

/// Whether a message is what the command awaits. An array that is no subscriber's message at all is its reply.
fn is_awaited(event: &Event, awaited: &[Confirmation], is_push: bool) -> bool {
    match event {
        Event::Message => false,
        Event::Other => !is_push,
        Event::Confirmation(came) => awaited
            .first()
            .is_none_or(|awaited| (awaited.family, awaited.begun) == (came.family, came.begun)),
    }
}
