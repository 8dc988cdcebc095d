//! The way out of what takes too long: connections are ended, and those that are being made are given up, from whichever
//! thread asks for that.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Closer;
use crate::Error;

/// How often what cannot be woken looks whether it is to end.
pub(super) const LOOK: Duration = Duration::from_millis(20);

/// Interrupts what is done over the connections that were made with it. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Interrupter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Somebody may interrupt.
    is_cancel_enabled: AtomicBool,
    /// Something is under way that can be interrupted.
    is_running: AtomicBool,
    is_raised: AtomicBool,
    /// The user has raised it, and nobody has taken note of that.
    is_news: AtomicBool,
    closers: Mutex<Vec<Closer>>,
}

impl Interrupter {
    /// Ends what a client is waiting for, a connection that is being made and a server's answer to the handshake too: it
    /// returns [`Error::Interrupted`], and so does all that it is told to do until this is [forgotten](Self::forget).
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
        self.0.is_news.store(false, Ordering::SeqCst);
    }

    /// Whether what is under way is to end, and nothing to begin.
    pub fn is_raised(&self) -> bool {
        self.0.is_raised.load(Ordering::SeqCst)
    }

    /// Whether the user has had enough since this was asked last, or forgotten: the terminal may have written `^C`.
    pub fn take_news(&self) -> bool {
        self.0.is_news.swap(false, Ordering::SeqCst)
    }

    /// The user has had enough. Nothing more is to begin; what is under way is left to its end.
    pub(crate) fn raise(&self) {
        self.0.is_news.store(true, Ordering::SeqCst);
        self.0.is_raised.store(true, Ordering::SeqCst);
    }

    /// From now on somebody may interrupt, and what can be had in no other way is worth a thread.
    pub(crate) fn enable_cancel(&self) {
        self.0.is_cancel_enabled.store(true, Ordering::SeqCst);
    }

    /// Whether anybody may interrupt.
    pub(crate) fn is_cancel_enabled(&self) -> bool {
        self.0.is_cancel_enabled.load(Ordering::SeqCst)
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

    /// Does what can be interrupted.
    ///
    /// # Errors
    /// Those of `work`; [`Error::Interrupted`]: it must not begin.
    pub(crate) fn during<R>(&self, work: impl FnOnce() -> Result<R, Error>) -> Result<R, Error> {
        self.begin()?;
        let outcome = work();
        self.end();
        outcome
    }

    /// Lets time pass, no longer than until it is raised.
    pub(crate) fn sleep(&self, time: Duration) {
        let since = Instant::now();
        while let Some(left) = time.checked_sub(since.elapsed())
            && !left.is_zero()
            && !self.is_raised()
        {
            thread::sleep(left.min(LOOK));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_ends_when_it_is_raised() {
        let interrupter = Interrupter::default();
        let own = interrupter.clone();
        let sleeper = thread::spawn(move || own.sleep(Duration::MAX));
        interrupter.interrupt();
        sleeper.join().expect("it ends");
        interrupter.forget();
        interrupter.sleep(Duration::ZERO);
    }

    #[test]
    fn nothing_begins_until_it_is_forgotten() {
        let interrupter = Interrupter::default();
        interrupter.interrupt();
        assert!(matches!(interrupter.begin(), Err(Error::Interrupted)));
        interrupter.forget();
        assert!(interrupter.begin().is_ok());
    }
}
