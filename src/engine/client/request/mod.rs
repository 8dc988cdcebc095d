//! A command that is under way, and what is known of it when its connection is lost. Pure.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{Received, ReplyHandler};
use crate::Error;
use crate::net::Reader;

/// One command, or none, and the caller's ticket for its reply.
pub(super) struct Request<T> {
    /// `None` where nobody asked for it: its reply is read and forgotten.
    pub(super) ticket: Option<T>,
    /// Where its bytes are; `None` where it sends nothing.
    pub(super) place: Option<WireSpan>,
    pub(super) link: TransactionPosition,
    /// What to send if the server says NOSCRIPT: EVAL with the source.
    pub(super) source: Option<Arc<[Vec<u8>]>>,
}

impl<T: fmt::Debug> fmt::Debug for Request<T> {
    /// Not the words of the source.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("ticket", &self.ticket)
            .field("place", &self.place)
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}

impl<T> Request<T> {
    /// Whether it goes to this lane.
    pub(super) fn is_in(&self, lane: usize) -> bool {
        self.place.as_ref().is_some_and(|place| place.lane == lane)
    }

    /// Has the reply received by who wants it.
    ///
    /// # Errors
    /// The reader's and the handler's; a refusal of what nobody asked for, since what is behind it relies on it.
    pub(super) fn receive(
        &self,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Received, Error> {
        match &self.ticket {
            Some(ticket) => handler.receive(ticket, reader, takes),
            None => reader.read_acceptance("MULTI").map(|()| Received::Reply),
        }
    }
}

/// Where the bytes of a command are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WireSpan {
    /// The lane, by its number.
    pub(super) lane: usize,
    /// The connection of the lane that it was to be sent on, counted from 0.
    pub(super) generation: u32,
    /// Of all bytes that were ever pushed to the lane.
    pub(super) span: Range<u64>,
}

/// Where a command stands in a transaction: from MULTI, or a WATCH before it, to EXEC. Its connection holds that
/// together: on another one, what is inside means something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionPosition {
    /// Outside.
    Alone,
    /// It opens one.
    Opens,
    /// Behind a WATCH, before MULTI: it runs at once.
    Watched,
    /// Inside: it is queued.
    Inside,
    /// It ends one.
    Closes,
}

/// What is known of a command whose reply will not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandFate {
    /// It was sent: it may have run.
    Unknown,
    /// It ran, and its reply broke off in the middle.
    BrokenOff,
    /// It did not run: the transaction that it belongs to was lost with the connection.
    NotRun,
    /// It did not run, or only read: the client has given up before it.
    Abandoned,
}

/// What a lost connection leaves behind: enough to say of each command what became of it.
///
/// The rules, in this order: 1. A reply that broke off is not asked for again. 2. A transaction that had begun is lost
/// whole; only its end may have run, and what ran at once behind a WATCH. 3. What was never sent is sent. 4. So is what is as good run twice.
#[derive(Debug, Default)]
pub(super) struct LostConnection {
    /// What it was lost by, where that is not what has ended the whole run.
    pub(super) cause: Option<Error>,
    /// How many of all bytes ever pushed had been taken by the system.
    pub(super) sent: u64,
    /// The reply to the next command had begun.
    pub(super) broken_off: bool,
    /// What is inside a transaction here has lost its beginning.
    pub(super) transaction_lost: bool,
    /// A transaction of which nothing was sent is sent now.
    pub(super) keeps_blocks: bool,
}

impl TransactionPosition {
    /// Whether it is not run before its transaction is.
    pub(super) fn queues(self) -> bool {
        matches!(
            self,
            TransactionPosition::Inside | TransactionPosition::Closes
        )
    }

    /// Whether it means something else on a connection that what is before it was not sent on.
    pub(super) fn hangs_on_what_is_before(self) -> bool {
        !matches!(
            self,
            TransactionPosition::Alone | TransactionPosition::Opens
        )
    }
}

impl LostConnection {
    /// A command has left on another connection, so that it may have run.
    pub(super) fn note_sent(&mut self, span: &Range<u64>) {
        self.sent = self.sent.max(span.end);
    }

    /// What became of the next command; `None` where it is to be sent again.
    pub(super) fn fate(
        &mut self,
        span: &Range<u64>,
        link: TransactionPosition,
        mut may_repeat: impl FnMut() -> bool,
    ) -> Option<CommandFate> {
        let broken_off = std::mem::take(&mut self.broken_off);
        let was_sent = span.end <= self.sent;
        if link == TransactionPosition::Opens {
            self.transaction_lost = was_sent || !self.keeps_blocks;
        }
        match link {
            _ if was_sent && broken_off => Some(CommandFate::BrokenOff),
            TransactionPosition::Closes if self.transaction_lost && was_sent => {
                Some(CommandFate::Unknown)
            }
            TransactionPosition::Alone | TransactionPosition::Watched
                if was_sent && !may_repeat() =>
            {
                Some(CommandFate::Unknown)
            }
            TransactionPosition::Alone => None,
            _ if self.transaction_lost => Some(CommandFate::NotRun),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
