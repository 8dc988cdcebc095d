//! The way out of a command that takes too long: its connections are ended, from whichever thread asks for that.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::net::Closer;

/// Interrupts what a client is doing. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Interrupter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Something is under way that can be interrupted.
    is_running: AtomicBool,
    is_raised: AtomicBool,
    closers: Mutex<Vec<Closer>>,
}

impl Interrupter {
    /// Ends what the client is waiting for, if it is: its run returns [`Error::Interrupted`](crate::Error::Interrupted),
    /// and its connections are made again with the next.
    pub fn interrupt(&self) {
        if self.0.is_running.load(Ordering::Acquire) {
            self.0.is_raised.store(true, Ordering::Release);
            self.closers().iter().for_each(Closer::close);
        }
    }

    /// Whether the run at hand is to end.
    pub(super) fn is_raised(&self) -> bool {
        self.0.is_raised.load(Ordering::Acquire)
    }

    /// A run begins.
    pub(super) fn begin(&self) {
        self.0.is_running.store(true, Ordering::Release);
    }

    /// A run has ended.
    pub(super) fn end(&self) {
        self.0.is_running.store(false, Ordering::Release);
        self.0.is_raised.store(false, Ordering::Release);
    }

    /// A connection has been made.
    pub(super) fn watch(&self, closer: Closer) {
        let mut closers = self.closers();
        closers.retain(|closer| !closer.is_gone());
        closers.push(closer);
    }

    fn closers(&self) -> MutexGuard<'_, Vec<Closer>> {
        let closers = self.0.closers.lock();
        closers.unwrap_or_else(PoisonError::into_inner)
    }
}
