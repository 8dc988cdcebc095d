//! The way out of what takes too long: connections are ended, from whichever thread asks for that.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Closer;
use crate::Error;

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
    /// Ends what a client is waiting for, a server's answer to the handshake too: it returns
    /// [`Error::Interrupted`], and so does all that it is told to do until this is [forgotten](Self::forget).
    /// The connections are made again when they are needed then.
    pub fn interrupt(&self) {
        self.0.is_raised.store(true, Ordering::SeqCst);
        if self.0.is_running.load(Ordering::SeqCst) {
            self.closers().iter().for_each(Closer::close);
        }
    }

    /// What is begun from now on is to go on.
    pub fn forget(&self) {
        self.0.is_raised.store(false, Ordering::SeqCst);
    }

    /// Whether what is under way is to end.
    pub(crate) fn is_raised(&self) -> bool {
        self.0.is_raised.load(Ordering::SeqCst)
    }

    /// Something begins.
    ///
    /// # Errors
    /// [`Error::Interrupted`]: it is to end, and must not begin.
    pub(crate) fn begin(&self) -> Result<(), Error> {
        self.0.is_running.store(true, Ordering::SeqCst);
        if self.is_raised() {
            self.end();
            Err(Error::Interrupted)
        } else {
            Ok(())
        }
    }

    /// It has ended.
    pub(crate) fn end(&self) {
        self.0.is_running.store(false, Ordering::SeqCst);
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
