//! Whose Ctrl-C it is: the shell's, or another program's that has the terminal for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who has it. Clones are the same; the thread that hears of signals has one.
#[derive(Debug, Clone, Default)]
pub(super) struct Owner(Arc<AtomicBool>);

/// While this lives, Ctrl-C is another program's.
#[derive(Debug)]
pub(super) struct Lent(Owner);

impl Owner {
    /// Leaves Ctrl-C to another program.
    pub(super) fn lend(&self) -> Lent {
        self.0.store(true, Ordering::Release);
        Lent(self.clone())
    }

    /// Whether it is the shell's.
    pub(super) fn is_shell(&self) -> bool {
        !self.0.load(Ordering::Acquire)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Release);
    }
}
