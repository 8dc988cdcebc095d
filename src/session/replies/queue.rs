//! How the replies to the commands are shown that are queued in a transaction: EXEC's has them all.

use std::io::Write;

use super::ReplyProcessor;
use crate::render::Shown;
use crate::session::connection_state::{Effect, Outcome};

impl<W: Write> ReplyProcessor<W> {
    /// How the next reply is shown: EXEC's by the commands that were queued.
    pub(super) fn expect(&mut self, shown: Shown, effect: Option<&Effect>) {
        match effect {
            Some(Effect::Exec) => self.printer.expect_each(&self.queued),
            _ => self.printer.expect(shown),
        }
    }

    /// Remembers a command that was queued; with any other reply there is no queue, or there will be none. A script may
    /// queue any number, and has no views.
    pub(super) fn note_queued(&mut self, shown: Shown, outcome: Outcome) {
        match outcome {
            Outcome::Queued if self.printer.has_views() => self.queued.push(shown),
            Outcome::Queued => {}
            _ => self.queued.clear(),
        }
    }
}
