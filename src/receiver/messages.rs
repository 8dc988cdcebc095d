//! What comes without a command of its own: messages between replies, confirmations among them, and the streams that
//! SUBSCRIBE and MONITOR begin.

use std::io::Write;

use engine::Error;
use engine::monitor::Line;
use engine::net::Reader;
use engine::pubsub::{Event, Follower};
use engine::resp::Both;

use super::{Next, Receiver, ended};
use crate::flow::Stream;

impl<W: Write> Receiver<W> {
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

    /// The next confirmation; messages that come before it are dealt with. In RESP2 both are arrays, in RESP3 pushes.
    pub(super) fn next_confirmation(&mut self, reader: &mut Reader) -> Result<Next, Error> {
        loop {
            let kind = self.next_kind(reader, true)?;
            if !matches!(kind, b'*' | b'>') {
                return Ok(Next::Kind(kind));
            }
            let value = reader.read_value()?;
            match Event::of(&value) {
                Event::Confirmation(_) => return Ok(Next::Confirmation(value)),
                // Not a subscriber's message at all.
                Event::Other if kind == b'*' => return Ok(Next::Confirmation(value)),
                Event::Message | Event::Other => {
                    if kind == b'*' || self.policy.pushes {
                        self.show_value(&value)?;
                    }
                }
            }
        }
    }

    /// Deals with what is the answer to no command: a push, or in RESP2 a subscriber's message.
    pub(super) fn message(&mut self, reader: &mut Reader) -> Result<(), Error> {
        let mut follower = Follower::new();
        match reader.peek()? {
            b'+' => return self.monitored(reader),
            b'>' if !self.policy.pushes => reader.read(&mut follower)?,
            _ => {
                reader.read(&mut Both(&mut self.printer, &mut follower))?;
                self.printer.finish().map_err(Error::Output)?;
            }
        }
        if let Event::Confirmation(confirmation) = follower.event() {
            let connection = reader.watch();
            self.subscribed.learn_unasked(&connection, &confirmation);
        }
        Ok(())
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
