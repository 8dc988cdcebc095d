//! One node, and what is under way to it: a queue of bytes over one connection at a time.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::ReplyHandler;
use super::identify::identify;
use super::request::{LostConnection, WireSpan};
use crate::Error;
use crate::net::{Address, Connection, Endpoint, Login, Notice, Reader};
use crate::resp::encode_command;

/// A connection that has been left alone for this long is looked at before it is used: the server may have gone. That
/// takes three system calls, which a program that waits for each reply need not pay each time.
const IDLE: Duration = Duration::from_millis(100);

/// A buffer that has grown beyond this for a huge command is given back.
const KEPT_CAPACITY: usize = 1 << 20;

/// A node's pipeline.
pub(super) struct NodePipeline {
    pub(super) address: Address,
    /// It leads to a replica, which is told that it is to be read from.
    pub(super) reads: bool,
    pub(super) connection: Option<Connection>,
    /// It has ended while nothing was under way, and that was told. It stays until it is needed: a command inside a
    /// transaction is to find that it was lost.
    pub(super) has_told_end: bool,
    /// How many connections were lost with commands under way.
    generation: u32,
    /// What the last of them left behind.
    pub(super) wreck: LostConnection,
    /// Bytes of commands that are not answered.
    wire: Vec<u8>,
    /// How many bytes were ever pushed and are not in the wire any more.
    base: u64,
    /// How many of all bytes ever pushed the system has taken.
    sent: u64,
    /// How many commands of this generation have no reply yet.
    pending: usize,
    last_used: Option<Instant>,
}

impl NodePipeline {
    pub(super) fn new(address: Address) -> Self {
        NodePipeline {
            address,
            reads: false,
            connection: None,
            has_told_end: false,
            generation: 0,
            wreck: LostConnection::default(),
            wire: Vec::new(),
            base: 0,
            sent: 0,
            pending: 0,
            last_used: None,
        }
    }

    /// Adds a command, to be sent with the next write. `number` is the lane's own.
    pub(super) fn push(&mut self, number: usize, words: &[Vec<u8>]) -> WireSpan {
        let begin = self.end();
        encode_command(words, &mut self.wire);
        self.pending += 1;
        WireSpan {
            lane: number,
            generation: self.generation,
            span: begin..self.end(),
        }
    }

    fn end(&self) -> u64 {
        self.base + self.wire.len() as u64
    }

    /// How many bytes wait to be sent.
    pub(super) fn unsent(&self) -> usize {
        (self.end() - self.sent) as usize
    }

    /// How this lane's server is reached, as another is, and what a connection to it is to be.
    pub(super) fn endpoint(&self, other: &Endpoint, mut login: Login) -> Endpoint {
        login.readonly |= self.reads;
        other.at(self.address.clone(), login)
    }

    /// How many bytes of replies the connection has brought.
    pub(super) fn bytes_read(&self) -> u64 {
        let reader = self
            .connection
            .as_ref()
            .map(|connection| &connection.reader);
        reader.map_or(0, Reader::bytes_read)
    }

    /// Whether a command can be sent and answered now, past the queue: nothing is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.pending == 0
    }

    /// A command's reply has been read, or will not come.
    pub(super) fn answered(&mut self, place: &WireSpan) {
        if self.carries(place) {
            self.pending -= 1;
            self.last_used = Some(Instant::now());
        }
    }

    fn carries(&self, place: &WireSpan) -> bool {
        place.generation == self.generation
    }

    /// The connection on which a command was sent, if it is still there.
    pub(super) fn connection_of(&mut self, place: &WireSpan) -> Option<&mut Connection> {
        if self.carries(place) {
            self.connection.as_mut()
        } else {
            None
        }
    }

    /// A command's bytes.
    pub(super) fn bytes(&self, span: &Range<u64>) -> &[u8] {
        let within = |at: u64| (at - self.base) as usize;
        &self.wire[within(span.start)..within(span.end)]
    }

    /// As [`send`](Self::send), where nothing is under way and a command may block: what the server calls the connection
    /// is asked for first.
    pub(super) fn identify_and_send<T>(
        &mut self,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        if let Some(connection) = &mut self.connection {
            identify(connection, handler)?;
        }
        self.send()
    }

    /// Sends what is unsent in one write.
    pub(super) fn send(&mut self) -> Result<(), Error> {
        let from = (self.sent - self.base) as usize;
        let Some(connection) = &mut self.connection else {
            return Ok(());
        };
        let (count, outcome) = connection.send_counted(&self.wire[from..]);
        self.sent += count as u64;
        outcome
    }

    /// Makes sure of a connection. What is unsent goes with the handshake of a new one, where that is safe.
    pub(super) fn connect(&mut self, endpoint: &Endpoint) -> Result<Option<Vec<Notice>>, Error> {
        let from = (self.sent - self.base) as usize;
        self.connect_with(endpoint, from)
    }

    /// Makes sure of a connection on which nothing was sent yet.
    pub(super) fn connect_first(
        &mut self,
        endpoint: &Endpoint,
    ) -> Result<Option<Vec<Notice>>, Error> {
        self.connect_with(endpoint, self.wire.len())
    }

    fn connect_with(
        &mut self,
        endpoint: &Endpoint,
        from: usize,
    ) -> Result<Option<Vec<Notice>>, Error> {
        if self.connection.is_some() {
            return Ok(None);
        }
        let outcome = Connection::open(endpoint, &self.wire[from..]);
        let sent = match &outcome {
            Ok(opened) => opened.sent,
            Err(unopened) => unopened.sent,
        };
        if sent {
            self.sent = self.end();
        }
        let opened = outcome.map_err(|unopened| unopened.error)?;
        self.connection = Some(opened.connection);
        self.has_told_end = false;
        Ok(Some(opened.notices))
    }

    /// Lets go of a connection that has ended while nobody used it. What was to be sent on it is lost with it: what is
    /// inside a transaction must not be sent on another. True where there was any.
    pub(super) fn drop_ended(&mut self) -> bool {
        let idle = self.last_used.is_none_or(|last| last.elapsed() >= IDLE);
        if !(idle || self.has_told_end) || !self.has_ended() {
            return false;
        }
        let in_use = self.pending > 0;
        if in_use {
            self.lose(Some(Error::Closed {
                address: self.address.clone(),
                mid_reply: false,
            }));
        }
        self.connection = None;
        in_use
    }

    fn has_ended(&mut self) -> bool {
        let connection = self.connection.as_mut();
        connection.is_some_and(|connection| connection.reader.has_ended())
    }

    /// Whether there is a connection that has not ended. Only while nothing is awaited on it.
    pub(super) fn is_connected(&mut self) -> bool {
        self.connection.is_some() && !self.has_ended()
    }

    /// The connection, where it has not ended as far as is known.
    pub(super) fn attended(&mut self) -> Option<&mut Connection> {
        self.connection.as_mut().filter(|_| !self.has_told_end)
    }

    /// A command is done with, whatever came of it.
    pub(super) fn forget(&mut self, place: &WireSpan) {
        let count = (place.span.end - self.base) as usize;
        // Forgetting moves what is left: that is worth it only now and then.
        if count >= self.wire.len() / 2 {
            self.wire.drain(..count);
            self.base = place.span.end;
            self.wire.shrink_to(KEPT_CAPACITY);
        }
        self.sent = self.sent.max(self.base);
    }

    /// The connection is gone, and with it the replies to all that was sent.
    pub(super) fn lose(&mut self, cause: Option<Error>) {
        let reader = self.connection.take().map(|connection| connection.reader);
        self.wreck = LostConnection {
            cause,
            sent: self.sent,
            broken_off: reader.is_some_and(|reader| reader.is_mid_reply()),
            transaction_lost: true,
            keeps_blocks: true,
        };
        self.generation += 1;
        self.pending = 0;
        self.sent = self.end();
    }

    /// As [`lose`](Self::lose), where something is under way.
    pub(super) fn lose_if_in_use(&mut self) {
        if self.pending > 0 {
            self.lose(None);
        }
    }
}

impl fmt::Debug for NodePipeline {
    /// Not the bytes of commands: passwords are among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodePipeline")
            .field("address", &self.address)
            .field("connected", &self.connection.is_some())
            .field("generation", &self.generation)
            .field("pending", &self.pending)
            .field("unsent", &self.unsent())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_command_is_not_shown() {
        let mut lane = NodePipeline::new(Address::tcp("a", 1));
        lane.push(0, &[b"AUTH".to_vec(), b"secret".to_vec()]);
        assert_eq!(
            format!("{lane:?}"),
            "NodePipeline { address: Tcp { host: \"a\", port: 1 }, connected: false, generation: 0, pending: 1, unsent: 26, .. }"
        );
    }
}
