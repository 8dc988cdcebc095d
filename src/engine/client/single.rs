//! A server that is spoken to over one connection at a time, made when it is needed and made again when it is lost.

use std::time::{Duration, Instant};

use super::{Batch, Fate, Until};
use crate::Error;
use crate::net::{Connection, Endpoint, Login, Notice, Reader, Unopened};

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
    /// The last connection was lost with commands under way: they may have been too much for the server (a limit on
    /// what it keeps for a client), so those that are sent again go out one by one.
    careful: bool,
}

/// What an exchange has brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brought {
    /// Bytes of replies.
    pub bytes: u64,
    /// A connection was lost on the way.
    pub interrupted: bool,
}

impl Client {
    /// A client that is not connected yet.
    pub fn new(endpoint: Endpoint) -> Self {
        Client {
            last_used: None,
            endpoint,
            connection: None,
            careful: false,
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
        match self.ready(&[], handler) {
            Ok(_) => Ok(()),
            Err(unopened) => Err(unopened.error),
        }
    }

    /// Sends the batch and has replies received, in order: all of them, or those that leave the server with work. Where
    /// the connection is lost on the way a new one is made, everything that is safe to be sent again is, one command at
    /// a time, and of the rest the handler is told. That goes on as long as each new connection brings something.
    ///
    /// # Errors
    /// The server is not to be reached, speaks something else, hangs up at once; or the handler's own. What the batch
    /// still holds is neither answered nor lost: it did not run, or only read.
    pub fn run<T>(
        &mut self,
        batch: &mut Batch<T>,
        until: Until,
        handler: &mut impl Handler<T>,
    ) -> Result<Brought, Error> {
        let mut brought = Brought::default();
        let is_through = |batch: &Batch<T>| match until {
            Until::Sent => batch.unsent() == 0,
            Until::Answered => batch.is_empty(),
        };
        while !is_through(batch) {
            if let Some(ended) = self.take_ended() {
                batch.settle(handler, &ended);
                continue;
            }
            let (waiting, was_connected) = (batch.len(), self.connection.is_some());
            match self.attempt(batch, until, handler) {
                Ok(bytes) => brought.bytes += bytes,
                Err(error) => {
                    let brings = was_connected || batch.len() < waiting || batch.is_broken_off();
                    let all_at_once = !std::mem::replace(&mut self.careful, true);
                    self.connection = None;
                    brought.interrupted = true;
                    batch.settle(handler, &error);
                    let was_too_much = all_at_once && waiting > 1 && !batch.is_empty();
                    let may_go_on = brings || was_too_much;
                    if !error.is_disconnect() || !may_go_on {
                        return Err(error);
                    }
                }
            }
        }
        Ok(brought)
    }

    /// Lets go of a connection that has ended while nobody used it.
    fn take_ended(&mut self) -> Option<Error> {
        let idle = self.last_used.is_none_or(|last| last.elapsed() >= IDLE);
        self.connection
            .take_if(|connection| idle && connection.reader.has_ended())
            .map(|_| Error::Closed {
                address: self.endpoint.address.clone(),
                mid_reply: false,
            })
    }

    fn attempt<T>(
        &mut self,
        batch: &mut Batch<T>,
        until: Until,
        handler: &mut impl Handler<T>,
    ) -> Result<u64, Error> {
        let careful = self.careful;
        let first = if careful {
            batch.first_unsent_bytes()
        } else {
            batch.unsent_bytes()
        };
        let length = first.len();
        let connection = match self.ready(first, handler) {
            Ok((connection, sent)) => {
                batch.mark_sent(if sent { length } else { 0 });
                connection
            }
            Err(unopened) => {
                batch.mark_sent(if unopened.sent { length } else { 0 });
                return Err(unopened.error);
            }
        };
        let before = connection.reader.bytes_read();
        let receive = |ticket: &T, reader: &mut Reader| handler.receive(ticket, reader);
        if careful {
            batch.exchange_one_by_one(connection, receive)?;
        } else {
            batch.exchange(connection, until, receive)?;
        }
        let count = connection.reader.bytes_read() - before;
        self.careful = false;
        self.last_used = Some(Instant::now());
        Ok(count)
    }

    /// Makes sure of a connection. True where that has sent `first` already.
    fn ready<T>(
        &mut self,
        first: &[u8],
        handler: &mut impl Handler<T>,
    ) -> Result<(&mut Connection, bool), Unopened> {
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
