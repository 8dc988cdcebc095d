//! Whose Ctrl-C it is: the shell's, or another program's that has the terminal for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who has it. Clones are the same; the thread that hears of signals has one.
#[derive(Debug, Clone, Default)]
pub(crate) struct SigintOwner(Arc<AtomicBool>);

impl SigintOwner {
    /// Leaves Ctrl-C to another program, until it is [taken back](Self::take_back).
    pub(crate) fn lend(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// It is the shell's again. Not as soon as the program has ended: the Ctrl-C that has ended it may be still on its way
    /// to the shell.
    pub(crate) fn take_back(&self) {
        self.0.store(false, Ordering::Release);
    }

    /// Whether it is the shell's.
    pub(crate) fn is_shell(&self) -> bool {
        !self.0.load(Ordering::Acquire)
    }
}
