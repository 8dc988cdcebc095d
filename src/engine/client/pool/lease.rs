//! A connection on loan. It counts pending replies, so that no reply can reach the wrong caller.

use super::connections::read_reply;
use super::permits::Permit;
use crate::Error;
use crate::net::{Address, Connection, Notice};
use crate::resp::{EventSink, Tree, Value, encode_command};

/// A connection for one caller, until it is dropped.
///
/// It returns to the pool if every command has had its whole reply. Otherwise it is closed: after an error, a panic, or
/// with replies unread. After an error the lease is of no more use; take another one.
///
/// A lease is for commands that have one reply and do not change the connection's state. SUBSCRIBE, MONITOR and CLIENT
/// REPLY have other replies; SELECT, AUTH, HELLO, or MULTI without EXEC would affect the next caller.
#[derive(Debug)]
pub struct Lease {
    /// `None` after an error.
    connection: Option<Connection>,
    pending: usize,
    is_borrowed: bool,
    notices: Vec<Notice>,
    // Dropped last: the connection is closed before its permit returns.
    permit: Permit,
}

impl Lease {
    pub(super) fn new(mut permit: Permit, connection: Connection, notices: Vec<Notice>) -> Self {
        permit.restores_limit = true;
        Lease {
            connection: Some(connection),
            pending: 0,
            is_borrowed: false,
            notices,
            permit,
        }
    }

    /// The server that the connection leads to.
    pub fn address(&self) -> &Address {
        &self.permit.endpoint.address
    }

    /// Returns the notices of the login if the connection is new, and if this is the first call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Sends commands in one write. Commands without words are skipped: a server does not reply to them.
    ///
    /// # Errors
    /// [`Error::Lost`]: some of the commands may have run. [`Error::Closed`] after an earlier error.
    pub fn send<C, A>(&mut self, commands: impl IntoIterator<Item = C>) -> Result<(), Error>
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        let mut wire = Vec::new();
        for command in commands {
            let words = command.as_ref();
            if !words.is_empty() {
                encode_command(words, &mut wire);
                self.pending += 1;
            }
        }
        self.with(|connection| connection.send_counted(&wire).1)
    }

    /// Reads the next pending reply. Returns false if no reply is pending.
    ///
    /// # Errors
    /// The errors of [`Reader::read`](crate::net::Reader::read); [`Error::Closed`] after an earlier error.
    pub fn read<S: EventSink>(&mut self, sink: &mut S) -> Result<bool, Error> {
        if self.pending == 0 {
            return Ok(false);
        }
        self.with(|connection| read_reply(&mut connection.reader, sink))?;
        self.pending -= 1;
        Ok(true)
    }

    /// Sends commands in one write, and reads all pending replies.
    ///
    /// # Errors
    /// The errors of [`send`](Self::send) and [`read`](Self::read).
    pub fn replies<C, A>(
        &mut self,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<Value>, Error>
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        self.send(commands)?;
        let mut values = Vec::with_capacity(self.pending);
        let mut tree = Tree::new();
        while self.read(&mut tree)? {
            values.extend(tree.take());
        }
        Ok(values)
    }

    /// Takes the connection out of the pool. Its place in the pool is free once the lease is dropped.
    pub(in crate::client) fn take_connection(&mut self) -> Result<Connection, Error> {
        let connection = self.connection.take();
        connection.ok_or_else(|| Error::closed(self.address()))
    }

    /// Returns the connection to a caller that counts its replies itself. The connection returns to the pool only after
    /// [`release`](Self::release).
    pub(in crate::client) fn connection(&mut self) -> Result<&mut Connection, Error> {
        self.is_borrowed = true;
        let closed = || Error::closed(&self.permit.endpoint.address);
        self.connection.as_mut().ok_or_else(closed)
    }

    /// Notes that no reply is pending on the borrowed connection.
    pub(in crate::client) fn release(&mut self) {
        self.is_borrowed = false;
    }

    fn with<R>(
        &mut self,
        act: impl FnOnce(&mut Connection) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let closed = || Error::closed(&self.permit.endpoint.address);
        let outcome = act(self.connection.as_mut().ok_or_else(closed)?);
        if outcome.is_err() {
            self.connection = None;
        }
        outcome
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.pending == 0
            && !self.is_borrowed
            && let Some(connection) = self.connection.take()
        {
            self.permit.give_back(connection);
        }
    }
}
