//! A connection on loan. It counts the replies that are due, so that no reply can come to the wrong caller.
//!
//! It must not know how connections are made or waited for.

use super::places::Place;
use super::spare::{self, Spare};
use crate::Error;
use crate::net::{Address, Connection};
use crate::resp::{EventSink, Tree, Value, encode_command};

/// A connection for one caller, until it is dropped.
///
/// It goes back to the pool only where every command has had its whole reply. Otherwise it is closed: after an error,
/// after a panic, or when the caller has lost interest. After an error nothing more can be done with it; take another.
///
/// It is for commands that have one reply and leave the connection as it was. SUBSCRIBE, MONITOR and CLIENT REPLY answer
/// otherwise, and SELECT, AUTH, HELLO or a MULTI without its EXEC would be left to the next caller.
#[derive(Debug)]
pub struct Lease<'a> {
    place: Place<'a, Spare>,
    /// None once it has failed.
    connection: Option<Connection>,
    address: &'a Address,
    /// How many replies are to come.
    awaited: usize,
}

impl<'a> Lease<'a> {
    pub(super) fn new(
        place: Place<'a, Spare>,
        connection: Connection,
        address: &'a Address,
    ) -> Self {
        Lease {
            place,
            connection: Some(connection),
            address,
            awaited: 0,
        }
    }

    /// Sends commands in one write. Their replies are due then, behind those that were before. A command without a word
    /// is left out: servers do not answer it.
    ///
    /// # Errors
    /// [`Error::Lost`]: some may have run. [`Error::Closed`] after an earlier error.
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
                self.awaited += 1;
            }
        }
        self.with(|connection| connection.send_counted(&wire).1)
    }

    /// Reads the next reply that is due. False, and nothing is read, where none is.
    ///
    /// # Errors
    /// As [`Reader::read`](crate::net::Reader::read); [`Error::Closed`] after an earlier error.
    pub fn read<S: EventSink>(&mut self, sink: &mut S) -> Result<bool, Error> {
        if self.awaited == 0 {
            return Ok(false);
        }
        self.with(|connection| spare::read_reply(&mut connection.reader, sink))?;
        self.awaited -= 1;
        Ok(true)
    }

    /// Sends commands in one write, and reads every reply that is due then.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`read`](Self::read).
    pub fn replies<C, A>(
        &mut self,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<Value>, Error>
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        self.send(commands)?;
        let mut values = Vec::with_capacity(self.awaited);
        let mut tree = Tree::new();
        while self.read(&mut tree)? {
            values.extend(tree.take());
        }
        Ok(values)
    }

    fn with<R>(
        &mut self,
        act: impl FnOnce(&mut Connection) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let connection = self.connection.as_mut().ok_or_else(|| Error::Closed {
            address: self.address.clone(),
            mid_reply: false,
        })?;
        let outcome = act(connection);
        if outcome.is_err() {
            self.connection = None;
        }
        outcome
    }
}

impl Drop for Lease<'_> {
    /// What is closed is closed before its place is free, so that there are never more than the most.
    fn drop(&mut self) {
        let connection = self.connection.take();
        self.place.content = connection
            .filter(|_| self.awaited == 0)
            .and_then(Spare::new);
    }
}
