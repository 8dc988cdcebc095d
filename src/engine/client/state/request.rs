//! Commands in flight: the recipient of the reply, the bytes on the wire, and the position in a transaction. Pure.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{Effect, ExpectedReply};
use crate::command::Verb;
use crate::net::Address;

/// A command in flight, or a marker that sends nothing.
pub(in crate::client) struct Request<T> {
    pub(in crate::client) recipient: Recipient<T>,
    /// The bytes of the command; `None` for a marker.
    pub(in crate::client) span: Option<WireSpan>,
    pub(in crate::client) position: TransactionPosition,
    pub(in crate::client) expected: ExpectedReply,
    /// The effect on the connection. Few commands have one, so it is boxed.
    pub(in crate::client) effect: Option<Box<Effect>>,
    /// The EVAL with the script's source, which is sent where the server replies NOSCRIPT to EVALSHA.
    pub(in crate::client) source: Option<Arc<[Vec<u8>]>>,
}

#[derive(Debug)]
pub(in crate::client) enum Recipient<T> {
    Handler(T),
    /// The caller of [`call_all`](crate::client::Client::call_all).
    Caller,
    /// The client, which restores a subscription.
    Restore,
    /// The client, which sends a command of its own and relies on its success.
    Client {
        command: &'static str,
        address: Address,
    },
}

impl<T> Request<T> {
    /// A command outside of a transaction.
    pub(in crate::client) fn new(
        recipient: Recipient<T>,
        verb: Verb,
        words: &[Vec<u8>],
        expected: ExpectedReply,
    ) -> Self {
        Request {
            effect: Effect::of(verb, words).map(Box::new),
            ..Request::without_effect(recipient, expected)
        }
    }

    /// A command outside of a transaction that leaves its connection as it is.
    pub(in crate::client) fn without_effect(
        recipient: Recipient<T>,
        expected: ExpectedReply,
    ) -> Self {
        Request {
            recipient,
            span: None,
            position: TransactionPosition::Alone,
            expected,
            effect: None,
            source: None,
        }
    }

    /// A marker for `ticket`: it is passed to the handler once all commands before it have their replies.
    pub(in crate::client) fn marker(ticket: T) -> Self {
        Request::without_effect(Recipient::Handler(ticket), ExpectedReply::Nothing)
    }

    pub(in crate::client) fn ticket(&self) -> Option<&T> {
        match &self.recipient {
            Recipient::Handler(ticket) => Some(ticket),
            _ => None,
        }
    }

    /// Whether it changes the login of its connection, in its turn or with its transaction.
    pub(in crate::client) fn changes_login(&self) -> bool {
        let effect = self.effect.as_deref();
        effect
            .is_some_and(|effect| !matches!(effect, Effect::Multi | Effect::Exec | Effect::Discard))
    }

    /// Whether it sets a state of its connection, and has one line as its reply. Of a line that broke off nothing was passed
    /// on, so the command can be sent again; without it, later commands would run in another database or as another user.
    pub(in crate::client) fn sets_state_by_line(&self) -> bool {
        let sets = |effect: &Effect| {
            matches!(
                effect,
                Effect::Select(_)
                    | Effect::Authenticate(_)
                    | Effect::Name(_)
                    | Effect::ReadOnly(_)
                    | Effect::NoEvict(_)
                    | Effect::NoTouch(_)
                    | Effect::Tracking(_)
            )
        };
        self.position == TransactionPosition::Alone && self.effect.as_deref().is_some_and(sets)
    }

    /// Whether it is a HELLO or RESET outside of a transaction. If its reply breaks off, it is taken as successful: later
    /// commands must not run with the login before it, and a new connection fails if the server refuses the new one.
    pub(in crate::client) fn replaces_login(&self) -> bool {
        let effect = self.effect.as_deref();
        self.position == TransactionPosition::Alone
            && matches!(effect, Some(Effect::Hello(..) | Effect::Reset))
    }

    /// Whether it selects a database, in which later commands are to run.
    pub(in crate::client) fn selects_database(&self) -> bool {
        matches!(self.effect.as_deref(), Some(Effect::Select(_)))
    }

    pub(in crate::client) fn is_in(&self, pipeline: usize) -> bool {
        self.span
            .as_ref()
            .is_some_and(|span| span.pipeline == pipeline)
    }
}

impl<T: fmt::Debug> fmt::Debug for Request<T> {
    /// Leaves out the command, which may hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("recipient", &self.recipient)
            .field("span", &self.span)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// The bytes of a command in a node's pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::client) struct WireSpan {
    pub(in crate::client) pipeline: usize,
    /// The number of the pipeline's connection, from 0.
    pub(in crate::client) generation: u32,
    /// Offsets in all bytes that were ever written to the pipeline.
    pub(in crate::client) span: Range<u64>,
}

/// The position of a command in a transaction, which lasts from MULTI, or a WATCH before it, to EXEC. A transaction belongs
/// to its connection: on another one, the commands inside it mean something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionPosition {
    /// Outside of a transaction.
    Alone,
    /// Opens a transaction.
    Opens,
    /// Behind WATCH and before MULTI: runs at once.
    Watched,
    /// Inside: is queued.
    Inside,
    /// Ends a transaction.
    Closes,
}

impl TransactionPosition {
    /// Whether the command runs only with its transaction.
    pub(in crate::client) fn is_queued(self) -> bool {
        matches!(
            self,
            TransactionPosition::Inside | TransactionPosition::Closes
        )
    }

    /// Whether the command stands behind the beginning of a transaction and does not end it.
    pub(in crate::client) fn continues_transaction(self) -> bool {
        matches!(
            self,
            TransactionPosition::Watched | TransactionPosition::Inside
        )
    }

    /// Whether the command belongs to the transaction's node.
    pub(in crate::client) fn is_in_transaction(self) -> bool {
        !matches!(
            self,
            TransactionPosition::Alone | TransactionPosition::Watched
        )
    }

    /// Whether the command means something else on a connection that did not get the commands before it.
    pub(in crate::client) fn needs_connection(self) -> bool {
        !matches!(
            self,
            TransactionPosition::Alone | TransactionPosition::Opens
        )
    }
}
