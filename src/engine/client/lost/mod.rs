//! Commands whose connection was lost: their fates. Pure.
//!
//! The rules, in this order:
//! 1. A command whose reply broke off is not sent again.
//! 2. A transaction that had begun is lost as a whole. Only EXEC may have run, and commands that ran at once behind WATCH.
//! 3. A command that was never sent is sent.
//! 4. A command that is idempotent is sent again.

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
}

impl LostConnection {
    /// The fate of the next command; `None` where it is to be sent again.
    pub(super) fn fate(
        &mut self,
        span: &Range<u64>,
        position: TransactionPosition,
        mut is_idempotent: impl FnMut() -> bool,
    ) -> Option<CommandFate> {
        use TransactionPosition::{Alone, Closes, Opens, Watched};
        let broken_off = std::mem::take(&mut self.broken_off);
        let was_sent = span.end <= self.sent;
        if position == Opens {
            self.transaction_lost = was_sent || !self.keeps_blocks;
        }
        match position {
            _ if was_sent && broken_off => Some(CommandFate::BrokenOff),
            Closes if self.transaction_lost && was_sent => Some(CommandFate::Unknown),
            Alone | Watched if was_sent && !is_idempotent() => Some(CommandFate::Unknown),
            Alone => None,
            _ if self.transaction_lost => Some(CommandFate::NotRun),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
