//! A server that is spoken to over one connection at a time, made when it is needed and made again when it is lost.

use std::time::{Duration, Instant};

use super::{Batch, Fate, Until};
use crate::Error;
use crate::net::{Connection, Endpoint, Login, Notice, Reader};

/// What becomes of replies, and of connections that come and go. `T` is the ticket that a command was pushed with.
pub trait Handler<T> {
    /// The next reply to read is for this ticket; none where it was pushed without a command.
    ///
    /// # Errors
    /// What the reader returns.
    fn receive(&mut self, ticket: &T, reader: &mut Reader) -> Result<(), Error>;

    /// Whether running this command twice is as good as running it once. Asked only of one that may have run, after its
    /// connection is lost.
    fn may_repeat(&mut self, words: &[Vec<u8>]) -> bool;

    /// The connection is lost and with it the reply to this command, which is not sent again.
    fn lost(&mut self, ticket: T, fate: Fate, error: &Error);

    /// What the next connection is to be: the login that the one before it had in the end.
    fn login(&self) -> Login;

    /// A connection has been made.
    fn connected(&mut self, notices: Vec<Notice>);
}

/// A connection that has been left alone for this long is looked at before it is used: the server may have gone. That
/// takes three system calls, which a program that waits for each reply need not pay each time.
const IDLE: Duration = Duration::from_millis(100);

/// A client of one server.
#[derive(Debug)]
pub struct Client {
    endpoint: Endpoint,
    connection: Option<Connection>,
    /// When it last had an answer.
    last_used: Option<Instant>,
}

impl Client {
    /// A client that is not connected yet.
    pub fn new(endpoint: Endpoint) -> Self {
        Client {
            last_used: None,
            endpoint,
            connection: None,
        }
    }

    /// Where it connects to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Gives the connection up; the next batch goes to `endpoint`.
    pub fn reconnect_to(&mut self, endpoint: Endpoint) {
        self.connection = None;
        self.endpoint = endpoint;
    }

    /// Connects, where it is not.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub fn connect<T>(&mut self, handler: &mut impl Handler<T>) -> Result<(), Error> {
        self.ready(&[], handler).map(|_| ())
    }

    /// Sends the batch and has replies received, in order: all of them, or those that leave the server with work. Where the connection is lost on the way a new one is
    /// made, everything that is safe to be sent again is, and of the rest the handler is told. That goes on as long
    /// as each new connection brings at least one reply.
    ///
    /// Returns how many bytes of replies came.
    ///
    /// # Errors
    /// The server is not to be reached, speaks something else, hangs up at once; or the handler's own.
    pub fn run<T>(
        &mut self,
        batch: &mut Batch<T>,
        until: Until,
        handler: &mut impl Handler<T>,
    ) -> Result<u64, Error> {
        let mut bytes = 0;
        let is_through = |batch: &Batch<T>| match until {
            Until::Sent => batch.unsent() == 0,
            Until::Answered => batch.is_empty(),
        };
        while !is_through(batch) {
            let (waiting, was_connected) = (batch.len(), self.connection.is_some());
            match self.attempt(batch, until, handler) {
                Ok(count) => bytes += count,
                Err(error) => {
                    self.connection = None;
                    let brought_something = batch.len() < waiting;
                    batch.settle(handler, &error);
                    if !error.is_disconnect() || !(was_connected || brought_something) {
                        return Err(error);
                    }
                }
            }
        }
        Ok(bytes)
    }

    fn attempt<T>(
        &mut self,
        batch: &mut Batch<T>,
        until: Until,
        handler: &mut impl Handler<T>,
    ) -> Result<u64, Error> {
        let connection = match self.ready(batch.unsent_bytes(), handler) {
            Ok((connection, sent)) => {
                batch.mark_sent(sent);
                connection
            }
            Err(error) => {
                // They may have gone out with the handshake: who cannot be sure says so.
                batch.mark_sent(error.is_disconnect());
                return Err(error);
            }
        };
        let before = connection.reader.bytes_read();
        batch.exchange(connection, until, |ticket, reader| {
            handler.receive(ticket, reader)
        })?;
        let count = connection.reader.bytes_read() - before;
        self.last_used = Some(Instant::now());
        Ok(count)
    }

    /// Makes sure of a living connection. True where that has sent `first` already.
    fn ready<T>(
        &mut self,
        first: &[u8],
        handler: &mut impl Handler<T>,
    ) -> Result<(&mut Connection, bool), Error> {
        let idle = self.last_used.is_none_or(|last| last.elapsed() >= IDLE);
        self.connection
            .take_if(|connection| idle && connection.reader.has_ended());
        let mut sent = false;
        if self.connection.is_none() {
            self.endpoint.login = handler.login();
            let opened = Connection::open(&self.endpoint, first)?;
            handler.connected(opened.notices);
            sent = opened.sent;
            self.connection = Some(opened.connection);
        }
        Ok((self.connection.as_mut().expect("it has been made"), sent))
    }
}
