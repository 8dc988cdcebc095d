//! The way out of what takes too long: connections are ended, from whichever thread asks for that.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Closer;

/// Interrupts what is done over the connections that were made with it. Clones are the same.
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
    /// Ends what a client is waiting for, if it is, a server's answer to the handshake too: it returns
    /// [`Error::Interrupted`](crate::Error::Interrupted), and its connections are made again when they are needed.
    pub fn interrupt(&self) {
        if self.0.is_running.load(Ordering::Acquire) {
            self.0.is_raised.store(true, Ordering::Release);
            self.closers().iter().for_each(Closer::close);
        }
    }

    /// Whether what is under way is to end.
    pub(crate) fn is_raised(&self) -> bool {
        self.0.is_raised.load(Ordering::Acquire)
    }

    /// Something begins.
    pub(crate) fn begin(&self) {
        self.0.is_running.store(true, Ordering::Release);
    }

    /// It has ended; whether it was to.
    pub(crate) fn end(&self) -> bool {
        self.0.is_running.store(false, Ordering::Release);
        self.0.is_raised.swap(false, Ordering::AcqRel)
    }

    /// A connection has been made. One that comes too late is ended at once.
    pub(super) fn watch(&self, closer: Closer) {
        let mut closers = self.closers();
        closers.retain(|closer| !closer.is_gone());
        if self.is_raised() {
            closer.close();
        }
        closers.push(closer);
    }

    fn closers(&self) -> MutexGuard<'_, Vec<Closer>> {
        let closers = self.0.closers.lock();
        closers.unwrap_or_else(PoisonError::into_inner)
    }
}
