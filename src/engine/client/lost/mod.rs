//! Commands whose connection was lost: their fates. Pure.
//!
//! The rules, in this order:
//! 1. A command whose reply broke off is not sent again.
//! 2. A transaction that had begun is lost as a whole, and so are commands behind WATCH, which ran at once.
//! 3. If its EXEC was sent, all of it may have run. If not, none of it ran, unless the server did not confirm MULTI: then it
//!    may have run the commands behind it at once.
//! 4. A command that was never sent is sent.
//! 5. A command that is idempotent is sent again.

use std::ops::Range;

use super::TransactionPosition;
use crate::Error;
pub use crate::error::CommandFate;

/// A lost connection, as far as the fates of its commands depend on it.
#[derive(Debug, Default)]
pub(super) struct LostConnection {
    /// The error that ended the connection, unless it ended the whole run.
    pub(super) cause: Option<Error>,
    /// The number of bytes, of all that were ever written to the pipeline, that the system had accepted.
    pub(super) sent: u64,
    pub(super) broken_off: bool,
    pub(super) transaction_lost: bool,
    /// A transaction of which nothing was sent is sent on the next connection.
    pub(super) keeps_blocks: bool,
    /// The transaction of the last command that was asked about; `None` outside of one.
    pub(super) transaction: Option<LostTransaction>,
}

/// The steps of a lost transaction that reached the server.
#[derive(Debug, Clone, Copy)]
pub(super) struct LostTransaction {
    /// The server confirmed MULTI, so it queued the commands behind it.
    pub(super) is_open: bool,
    pub(super) exec_sent: bool,
}

impl LostConnection {
    /// The fate of the next command; `None` where it is to be sent again. `transaction` describes the transaction that it
    /// belongs to, and is asked once for each.
    pub(super) fn fate(
        &mut self,
        span: &Range<u64>,
        position: TransactionPosition,
        mut is_idempotent: impl FnMut() -> bool,
        transaction: impl FnOnce() -> LostTransaction,
    ) -> Option<CommandFate> {
        use TransactionPosition::{Alone, Closes, Inside, Opens, Watched};
        let broken_off = std::mem::take(&mut self.broken_off);
        let was_sent = span.end <= self.sent;
        if position == Opens {
            self.transaction_lost = was_sent || !self.keeps_blocks;
        }
        let may_have_run = match position {
            Alone | Watched => !is_idempotent(),
            Closes => true,
            Opens | Inside => {
                let lost = *self.transaction.get_or_insert_with(transaction);
                lost.exec_sent || position == Inside && !lost.is_open
            }
        };
        if matches!(position, Alone | Closes) {
            self.transaction = None;
        }
        match position {
            _ if was_sent && broken_off => Some(CommandFate::BrokenOff),
            Alone | Watched if was_sent && may_have_run => Some(CommandFate::Unknown),
            Alone => None,
            _ if self.transaction_lost && was_sent && position != Watched && may_have_run => {
                Some(CommandFate::Unknown)
            }
            _ if self.transaction_lost => Some(CommandFate::NotRun),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
