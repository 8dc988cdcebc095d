//! Whether Ctrl-C is for the shell, or for another program that uses the terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The owner of Ctrl-C. Clones share it with the signal thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct SigintOwner(Arc<AtomicBool>);

impl SigintOwner {
    /// Leaves Ctrl-C to another program, until [`take_back`](Self::take_back).
    pub(crate) fn lend(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Returns Ctrl-C to the shell. The end of the program is too early: the signal that ended it may still be pending here.
    pub(crate) fn take_back(&self) {
        self.0.store(false, Ordering::Release);
    }

    pub(crate) fn is_shell(&self) -> bool {
        !self.0.load(Ordering::Acquire)
    }
}
