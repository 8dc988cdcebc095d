//! Who a client works for: what becomes of replies, and of connections that come and go.

use super::CommandFate;
use crate::Error;
use crate::cluster::Slot;
use crate::command::CommandSpec;
use crate::net::{Address, Login, Notice, Reader};
use crate::resp::{Ignored, Value};

/// What becomes of replies, and of connections that come and go. `T` is the ticket that a command was submitted with.
pub trait ReplyHandler<T> {
    /// The next reply to read is for this ticket. An error reply that the client has an answer to is not the handler's:
    /// where `takes` says yes to its text, it is read and handed back.
    ///
    /// # Errors
    /// What the reader returns, or the handler's own as [`Error::Output`].
    fn receive(
        &mut self,
        ticket: &T,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Received, Error>;

    /// This is the reply for a ticket, though it was not read from a connection: it is made up of several, or none was
    /// asked for.
    ///
    /// # Errors
    /// The handler's own.
    fn show(&mut self, ticket: &T, reply: &Value) -> Result<(), Error>;

    /// All before this ticket is answered; it was submitted without a command, or with one that is sent later and will be
    /// said OK to.
    ///
    /// # Errors
    /// The handler's own.
    fn pass(&mut self, ticket: &T) -> Result<(), Error>;

    /// Something has come that is the answer to no command: a push, or in RESP2 a message to a subscriber.
    ///
    /// # Errors
    /// As [`receive`](Self::receive).
    fn unasked(&mut self, reader: &mut Reader) -> Result<(), Error> {
        reader.read(&mut Ignored)
    }

    /// In a cluster: the next command goes to another node than the one before, by the slot of its keys. A ticket that is
    /// returned is handed back in its place, as one without a command is.
    fn changes_node(&mut self, _slot: Slot, _to: &Address) -> Option<T> {
        None
    }

    /// What is known of the command that a ticket was submitted with, if that has one reply: whether it blocks, so that it
    /// can be [cancelled](super::Canceller). Asked only where somebody may.
    fn known(&mut self, _ticket: &T, _words: &[Vec<u8>]) -> Option<&CommandSpec> {
        None
    }

    /// Whether running this command twice is as good as running it once. Asked only of one that may have run, after its
    /// connection is lost.
    fn may_repeat(&mut self, words: &[Vec<u8>]) -> bool;

    /// A connection is lost by `error`, and with it the reply to this command, which is not sent again.
    fn lost(&mut self, ticket: &T, fate: CommandFate, error: &Error);

    /// What the next connection is to be: the login that the one before it had in the end.
    fn login(&self) -> Login;

    /// A connection has been made.
    fn connected(&mut self, address: &Address, notices: Vec<Notice>);
}

/// What came of receiving a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// The handler has it.
    Reply,
    /// It is an error that the client has an answer to: its text.
    Refusal(Vec<u8>),
}
