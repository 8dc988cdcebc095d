//! One node's pipeline: the bytes of its commands, over one connection at a time.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::lost::LostConnection;
use super::state::request::WireSpan;
use crate::Error;
use crate::net::{Address, Connection, Endpoint, Login, Notice, ProtocolPreference, Reader};
use crate::resp::encode_command;

/// A connection that was unused for this long is checked before it is used: the server may have closed it. The check takes
/// three system calls, which a program that waits for each reply need not pay each time.
const IDLE: Duration = Duration::from_millis(100);

/// The capacity that is kept of a buffer that grew for a huge command.
const KEPT_CAPACITY: usize = 1 << 20;

pub(super) struct NodePipeline {
    pub(super) address: Address,
    /// The node is a replica that READONLY lets the client read from.
    pub(super) reads_replica: bool,
    /// The server has rejected RESP3.
    is_resp2_only: bool,
    pub(super) connection: Option<Connection>,
    /// The login of the connection, and its version: [`Connections`](super::connections::Connections) counts its changes.
    pub(super) login: Option<(u32, Login)>,
    /// The server requires AUTH before it accepts the rest of the login.
    pub(super) needs_auth: bool,
    /// The connection ended while nothing was in flight, and that was reported. It is kept until it is needed, so that a
    /// command inside a transaction finds that the transaction is lost.
    pub(super) end_reported: bool,
    /// How many connections were lost with commands in flight.
    generation: u32,
    /// The last of these.
    pub(super) lost: LostConnection,
    /// The bytes of commands without a reply.
    wire: Vec<u8>,
    /// The offset of `wire` in all bytes that were ever pushed.
    base: u64,
    /// How many of all bytes that were ever pushed the system has accepted.
    sent: u64,
    /// How many commands of this generation have no reply yet.
    pending: usize,
    last_used: Option<Instant>,
}

impl NodePipeline {
    pub(super) fn new(address: Address) -> Self {
        NodePipeline {
            address,
            reads_replica: false,
            is_resp2_only: false,
            connection: None,
            login: None,
            needs_auth: false,
            end_reported: false,
            generation: 0,
            lost: LostConnection::default(),
            wire: Vec::new(),
            base: 0,
            sent: 0,
            pending: 0,
            last_used: None,
        }
    }

    /// Adds a command, to be sent with the next write. `number` is the pipeline's own.
    pub(super) fn push(&mut self, number: usize, words: &[Vec<u8>]) -> WireSpan {
        let begin = self.end();
        encode_command(words, &mut self.wire);
        self.pending += 1;
        WireSpan {
            pipeline: number,
            generation: self.generation,
            span: begin..self.end(),
        }
    }

    fn end(&self) -> u64 {
        self.base + self.wire.len() as u64
    }

    pub(super) fn unsent(&self) -> usize {
        (self.end() - self.sent) as usize
    }

    /// The endpoint of this node. `other` says how nodes are reached.
    pub(super) fn endpoint(&self, other: &Endpoint, mut login: Login) -> Endpoint {
        login.readonly |= self.reads_replica;
        if self.is_resp2_only {
            login.protocol = ProtocolPreference::Resp2;
        }
        other.at(self.address.clone(), login)
    }

    pub(super) fn bytes_read(&self) -> u64 {
        let connection = self.connection.as_ref();
        connection.map_or(0, |connection| Reader::bytes_read(&connection.reader))
    }

    /// Whether nothing is in flight, so that a command may be sent past the queue.
    pub(super) fn is_idle(&self) -> bool {
        self.pending == 0
    }

    /// A command has its reply, or will not get one.
    pub(super) fn replied(&mut self, span: &WireSpan) {
        if self.is_current(span) {
            self.pending -= 1;
            self.last_used = Some(Instant::now());
        }
    }

    fn is_current(&self, span: &WireSpan) -> bool {
        span.generation == self.generation
    }

    /// The connection that a command was sent on, unless it is lost.
    pub(super) fn connection_of(&mut self, span: &WireSpan) -> Option<&mut Connection> {
        let is_current = self.is_current(span);
        self.connection.as_mut().filter(|_| is_current)
    }

    pub(super) fn bytes(&self, span: &Range<u64>) -> &[u8] {
        let index = |offset: u64| (offset - self.base) as usize;
        &self.wire[index(span.start)..index(span.end)]
    }

    pub(super) fn send(&mut self) -> Result<(), Error> {
        let from = (self.sent - self.base) as usize;
        let Some(connection) = &mut self.connection else {
            return Ok(());
        };
        let (count, outcome) = connection.send_counted(&self.wire[from..]);
        self.sent += count as u64;
        outcome
    }

    /// Opens a connection, where there is none. With `sends`, unsent bytes are sent with its handshake, where that is safe.
    /// Returns the notices of the connection.
    pub(super) fn connect(
        &mut self,
        endpoint: &Endpoint,
        sends: bool,
    ) -> Result<Vec<Notice>, Error> {
        let from = (self.sent - self.base) as usize;
        let unsent: &[u8] = if sends { &self.wire[from..] } else { &[] };
        let outcome = Connection::open(endpoint, unsent);
        let sent = match &outcome {
            Ok(opened) => opened.sent,
            Err(unopened) => unopened.sent,
        };
        if sent {
            self.sent = self.end();
        }
        let opened = outcome.map_err(|unopened| unopened.error)?;
        self.connection = Some(opened.connection);
        self.needs_auth = opened.needs_auth;
        self.end_reported = false;
        self.is_resp2_only |= opened.is_resp2_only;
        Ok(opened.notices)
    }

    /// Drops a connection that ended while it was unused. Commands that wait for it are lost with it, since the next
    /// connection must not get the rest of a transaction. True where there were any.
    pub(super) fn drop_ended(&mut self) -> bool {
        let idle = self.last_used.is_none_or(|last| last.elapsed() >= IDLE);
        if !(idle || self.end_reported) || !self.has_ended() {
            return false;
        }
        let in_use = !self.is_idle();
        if in_use {
            self.lose(Some(Error::closed(&self.address)));
        }
        self.connection = None;
        in_use
    }

    /// Completes the login if the server required AUTH for it, and a command has sent that since. Returns the notices. Only
    /// while no reply is pending.
    pub(super) fn complete_login(&mut self, login: &Login) -> Result<Vec<Notice>, Error> {
        let Some(connection) = self.connection.as_mut().filter(|_| self.needs_auth) else {
            return Ok(Vec::new());
        };
        let (notices, needs_auth) = connection.set_up_again(login)?;
        self.needs_auth = needs_auth;
        Ok(match needs_auth {
            true => Vec::new(),
            false => notices,
        })
    }

    fn has_ended(&mut self) -> bool {
        let connection = self.connection.as_mut();
        connection.is_some_and(|connection| connection.reader.has_ended())
    }

    /// Whether there is a connection that has not ended. Only while nothing is in flight.
    pub(super) fn is_connected(&mut self) -> bool {
        self.connection.is_some() && !self.has_ended()
    }

    /// The connection, unless its end was reported.
    pub(super) fn open_connection(&mut self) -> Option<&mut Connection> {
        self.connection.as_mut().filter(|_| !self.end_reported)
    }

    /// Frees the bytes of a command that is complete, and of all before it.
    pub(super) fn forget(&mut self, span: &WireSpan) {
        let count = (span.span.end - self.base) as usize;
        // Freeing moves the bytes behind it: that pays only for large parts.
        if count >= self.wire.len() / 2 {
            self.wire.drain(..count);
            self.base = span.span.end;
            self.wire.shrink_to(KEPT_CAPACITY);
        }
        self.sent = self.sent.max(self.base);
    }

    /// The connection is lost, and with it the replies to all commands that were sent.
    pub(super) fn lose(&mut self, cause: Option<Error>) {
        let reader = self.connection.take().map(|connection| connection.reader);
        self.lost = LostConnection {
            cause,
            sent: self.sent,
            broken_off: reader.is_some_and(|reader| reader.is_mid_reply()),
            transaction_lost: true,
            keeps_blocks: true,
            transaction: None,
        };
        self.generation += 1;
        self.pending = 0;
        self.sent = self.end();
    }

    pub(super) fn lose_if_in_use(&mut self) {
        if !self.is_idle() {
            self.lose(None);
        }
    }
}

impl fmt::Debug for NodePipeline {
    /// Leaves out the bytes of commands, which may hold passwords.
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
        let mut pipeline = NodePipeline::new(Address::tcp("a", 1));
        pipeline.push(0, &[b"AUTH".to_vec(), b"secret".to_vec()]);
        assert_eq!(
            format!("{pipeline:?}"),
            "NodePipeline { address: Tcp { host: \"a\", port: 1 }, connected: false, generation: 0, pending: 1, unsent: 26, .. }"
        );
    }
}
