//! Interrupting connections, and attempts to connect, from any thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;

use super::Closer;
use super::deadline::Deadline;
use crate::Error;

/// Interrupts the operations of the connections that were made with it. Clones share their state.
#[derive(Debug, Clone, Default)]
pub struct Interrupter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Whether another thread may interrupt.
    is_cancel_enabled: AtomicBool,
    /// Whether an operation that can be interrupted is in progress.
    is_running: AtomicBool,
    is_raised: AtomicBool,
    /// Whether the connections of the current operation were closed.
    is_closed: AtomicBool,
    /// Whether the user has interrupted since the last [`take_news`](Interrupter::take_news).
    is_news: AtomicBool,
    closers: Mutex<Vec<Closer>>,
}

impl Interrupter {
    /// Closes the connections that a client is waiting for, and cancels connecting. The current operation returns
    /// [`Error::Interrupted`], and so does every later one until [`forget`](Self::forget) is called. Then the client
    /// reconnects as needed.
    pub fn interrupt(&self) {
        self.0.is_raised.store(true, Ordering::SeqCst);
        if self.0.is_running.load(Ordering::SeqCst) {
            self.close_all();
        }
    }

    /// Whether connections were closed since the last call of [`forget`](Self::forget). No more bytes of a reply arrive
    /// then.
    pub fn has_closed(&self) -> bool {
        self.0.is_closed.load(Ordering::Relaxed)
    }

    /// Closes all connections, also those that no operation waits for, such as the ones of a load. Later operations return
    /// [`Error::Interrupted`].
    pub fn close_all(&self) {
        self.0.is_raised.store(true, Ordering::SeqCst);
        self.0.is_closed.store(true, Ordering::SeqCst);
        self.0.closers.lock().iter().for_each(Closer::close);
    }

    /// Ends the interrupt, so that new operations may begin.
    pub fn forget(&self) {
        self.0.is_raised.store(false, Ordering::SeqCst);
        self.0.is_closed.store(false, Ordering::SeqCst);
        self.0.is_news.store(false, Ordering::SeqCst);
    }

    /// Returns whether operations are interrupted.
    pub fn is_raised(&self) -> bool {
        self.0.is_raised.load(Ordering::SeqCst)
    }

    /// Returns whether the user has interrupted since the last call of this method or of [`forget`](Self::forget):
    /// the terminal may show `^C`.
    pub fn take_news(&self) -> bool {
        self.0.is_news.swap(false, Ordering::SeqCst)
    }

    /// Prevents new operations on behalf of the user, but lets the current one finish.
    pub(crate) fn raise(&self) {
        self.0.is_news.store(true, Ordering::SeqCst);
        self.0.is_raised.store(true, Ordering::SeqCst);
    }

    /// Declares that another thread may interrupt. From now on, operations that cannot be cancelled run on threads.
    pub(crate) fn enable_cancel(&self) {
        self.0.is_cancel_enabled.store(true, Ordering::SeqCst);
    }

    /// Returns whether another thread may interrupt.
    pub(crate) fn is_cancel_enabled(&self) -> bool {
        self.0.is_cancel_enabled.load(Ordering::SeqCst)
    }

    /// Begins an operation.
    pub(crate) fn begin(&self) -> Result<(), Error> {
        self.0.is_running.store(true, Ordering::SeqCst);
        if self.is_raised() {
            self.end();
            Err(Error::Interrupted)
        } else {
            Ok(())
        }
    }

    /// Ends the operation.
    pub(crate) fn end(&self) {
        self.0.is_running.store(false, Ordering::SeqCst);
    }

    /// Runs an operation.
    pub(crate) fn during<R>(&self, work: impl FnOnce() -> Result<R, Error>) -> Result<R, Error> {
        self.begin()?;
        let outcome = work();
        self.end();
        outcome
    }

    /// Sleeps, but not beyond an interrupt.
    pub(crate) fn sleep(&self, time: Duration) {
        let deadline = Deadline::new(Some(time), self);
        while let Ok(left) = deadline.next() {
            thread::sleep(left);
        }
    }

    /// Adds a new connection. Closes it if operations are interrupted.
    pub(super) fn watch(&self, closer: Closer) {
        let mut closers = self.0.closers.lock();
        closers.retain(|closer| !closer.is_gone());
        if self.is_raised() {
            closer.close();
        }
        closers.push(closer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupt_ends_a_sleep() {
        let interrupter = Interrupter::default();
        let own = interrupter.clone();
        let sleeper = thread::spawn(move || own.sleep(Duration::MAX));
        interrupter.interrupt();
        sleeper.join().expect("it ends");
        interrupter.forget();
        interrupter.sleep(Duration::ZERO);
    }

    #[test]
    fn no_operation_begins_while_interrupted() {
        let interrupter = Interrupter::default();
        interrupter.interrupt();
        assert!(matches!(interrupter.begin(), Err(Error::Interrupted)));
        interrupter.forget();
        assert!(interrupter.begin().is_ok());
    }
}
