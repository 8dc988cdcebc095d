//! The interface of a caller that receives replies while they arrive.
//!
//! A [`ReplyHandler`] decides where replies go, and nothing else: redirects, retries, reconnects and the state of connections
//! are the client's business.

use std::io;

use super::{CommandFate, RetryNotice};
use crate::Error;
use crate::cluster::Slot;
use crate::net::{Address, Notice, Reader};
use crate::resp::{Discard, Event, EventSink, Scalar, Tee, Tree, Value};

/// Receives the replies to commands, in the order of the commands. `T` is the ticket that a command was submitted with.
pub trait ReplyHandler<T> {
    /// Receives one reply. Some commands have several: a SUBSCRIBE has one for each channel, and MONITOR one for each line.
    ///
    /// # Errors
    /// The error of the reply's [`read`](Reply::read); the handler's own as [`Error::Output`].
    fn reply(&mut self, ticket: &T, reply: &mut Reply<'_>) -> Result<(), Error>;

    /// Receives a marker: all commands before it have their replies.
    ///
    /// # Errors
    /// The handler's own.
    fn marker(&mut self, _ticket: &T) -> Result<(), Error> {
        Ok(())
    }

    /// Receives a message that no command asked for: a push, a subscriber's message in RESP2, a line of MONITOR, or a reply
    /// to a subscription that the client restores.
    ///
    /// # Errors
    /// As [`reply`](Self::reply).
    fn unsolicited(&mut self, _message: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// The client is about to wait for this node: the moment to flush.
    ///
    /// # Errors
    /// The handler's own.
    fn before_wait(&mut self, _node: &Address) -> Result<(), Error> {
        Ok(())
    }

    /// The first byte of a reply has arrived.
    ///
    /// # Errors
    /// The handler's own.
    fn reply_arrived(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// The reply to a command is lost, and the command is not sent again. `cause` is the error that ended the connection;
    /// `None` where the command was not sent because the beginning of its transaction was lost earlier.
    fn lost(&mut self, ticket: &T, fate: CommandFate, cause: Option<&Error>);

    /// A later command for the same key ran before the command of `ticket`: a node had refused that one and accepted the
    /// other, while both were in flight. `ticket` has had its reply.
    fn overtaken(&mut self, _ticket: &T, _key: &[u8]) {}

    /// In a cluster, the next command goes to another node than the one before, by the slot of its keys. The client passes a
    /// returned ticket back as a [`marker`](Self::marker) in its place between the replies.
    fn node_changed(&mut self, _slot: Slot, _to: &Address) -> Option<T> {
        None
    }

    /// A connection was opened.
    fn connected(&mut self, _address: &Address, _notices: Vec<Notice>) {}

    /// The client has retried a command for a while, or stops retrying it.
    fn retrying(&mut self, _notice: &RetryNotice<'_>) {}
}

/// A handler that discards replies and messages, as [`Client::call`](super::Client::call) does with messages, and keeps the
/// notices of new connections.
#[derive(Debug, Default)]
pub struct DiscardReplies {
    /// The addresses of the connections that were opened, each with its notices.
    pub notices: Vec<(Address, Vec<Notice>)>,
}

impl<T> ReplyHandler<T> for DiscardReplies {
    fn reply(&mut self, _: &T, _: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn lost(&mut self, _: &T, _: CommandFate, _: Option<&Error>) {}

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.notices.push((address.clone(), notices));
    }
}

/// The kind of a reply, as far as it matters to the state of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    /// An error.
    Error,
    /// Null: for EXEC, a watched key has changed.
    Null,
    /// `QUEUED`: the command is in an open transaction.
    Queued,
    /// Any other reply.
    Other,
}

/// One reply or message, read once: as events while it arrives, or as a value.
pub struct Reply<'r> {
    source: Source<'r>,
    type_byte: u8,
    /// Also reads the events.
    follower: Option<&'r mut dyn EventSink>,
    /// Set once the reply was read.
    kind: Option<ReplyKind>,
}

enum Source<'r> {
    Connection(&'r mut Reader),
    Value(&'r Value),
}

impl<'r> Reply<'r> {
    /// The next reply on a connection. Waits for its first byte.
    pub(super) fn next(reader: &'r mut Reader) -> Result<Self, Error> {
        Ok(Reply {
            type_byte: reader.peek()?,
            source: Source::Connection(reader),
            follower: None,
            kind: None,
        })
    }

    /// As [`next`](Self::next), with a second reader of the events.
    pub(super) fn followed(
        reader: &'r mut Reader,
        follower: &'r mut dyn EventSink,
    ) -> Result<Self, Error> {
        Ok(Reply {
            follower: Some(follower),
            ..Reply::next(reader)?
        })
    }

    /// A reply that is complete already.
    pub fn value(value: &'r Value) -> Self {
        Reply {
            type_byte: type_byte(value),
            source: Source::Value(value),
            follower: None,
            kind: None,
        }
    }

    /// The RESP type byte: `+`, `-`, `$`, `>` …
    pub fn type_byte(&self) -> u8 {
        self.type_byte
    }

    /// Whether it is an error reply.
    pub fn is_error(&self) -> bool {
        matches!(self.type_byte, b'-' | b'!')
    }

    /// Sends the events of the reply to `sink` while they arrive, and returns its kind.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`], [`Error::Protocol`]; [`Error::Output`] for the sink's.
    pub fn read(&mut self, sink: &mut impl EventSink) -> Result<ReplyKind, Error> {
        let mut sink = Classifier::new(sink);
        match (&mut self.source, &mut self.follower) {
            (Source::Value(value), _) => value.replay(&mut sink).map_err(Error::Output)?,
            (Source::Connection(reader), None) => reader.read(&mut sink)?,
            (Source::Connection(reader), Some(follower)) => {
                reader.read(&mut Tee(&mut sink, follower))?;
            }
        }
        let kind = sink.kind();
        self.kind = Some(kind);
        Ok(kind)
    }

    /// Reads the reply as a value.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn take_value(&mut self) -> Result<Value, Error> {
        let mut tree = Tree::new();
        self.read(&mut tree)?;
        Ok(tree.take().expect("a reply that was read is complete"))
    }

    /// Skips a reply that was not read, and returns its kind.
    pub(super) fn finish(&mut self) -> Result<ReplyKind, Error> {
        match self.kind {
            Some(kind) => Ok(kind),
            None => self.read(&mut Discard),
        }
    }
}

/// The type byte of a value. A handler tells only errors, push messages and simple strings from others by it.
fn type_byte(value: &Value) -> u8 {
    match value {
        Value::Simple(_) => b'+',
        Value::Error(_) => b'-',
        Value::BulkError(_) => b'!',
        Value::Push(_) => b'>',
        Value::Array(_) => b'*',
        _ => b'$',
    }
}

/// Passes all events on and remembers the kind of the reply.
struct Classifier<'s, S> {
    sink: &'s mut S,
    kind: Option<ReplyKind>,
}

impl<'s, S: EventSink> Classifier<'s, S> {
    fn new(sink: &'s mut S) -> Self {
        Classifier { sink, kind: None }
    }

    /// The kind of a complete reply.
    fn kind(&self) -> ReplyKind {
        self.kind.unwrap_or(ReplyKind::Other)
    }
}

impl<S: EventSink> EventSink for Classifier<'_, S> {
    #[inline(always)]
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.kind.is_none() && event.begins_value() {
            self.kind = Some(match event {
                Event::Scalar(Scalar::Error(_) | Scalar::BulkError(_)) => ReplyKind::Error,
                Event::Scalar(Scalar::Null(_)) => ReplyKind::Null,
                Event::Scalar(Scalar::Simple(b"QUEUED")) => ReplyKind::Queued,
                _ => ReplyKind::Other,
            });
        }
        self.sink.event(event)
    }
}
