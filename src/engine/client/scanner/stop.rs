//! The signal that ends a scan: from the caller, or from one of the scan's threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;

/// How often a waiting thread checks the signal.
pub(super) const POLL: Duration = Duration::from_millis(50);

/// Set once, seen by all threads of a scan.
#[derive(Debug)]
pub(super) struct StopSignal<'a> {
    requested: &'a AtomicBool,
    over: AtomicBool,
    /// The limit for each part of a reply.
    reply_timeout: Option<Duration>,
}

impl<'a> StopSignal<'a> {
    pub(super) fn new(requested: &'a AtomicBool, reply_timeout: Option<Duration>) -> Self {
        StopSignal {
            requested,
            over: AtomicBool::new(false),
            reply_timeout,
        }
    }

    pub(super) fn set(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_set(&self) -> bool {
        self.was_requested() || self.over.load(Ordering::Relaxed)
    }

    /// Whether the caller has set the signal.
    pub(super) fn was_requested(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }

    /// Reads, and repeats that after each timeout until the reply timeout. `None` if the signal is set.
    pub(super) fn unless_set<R>(
        &self,
        mut read: impl FnMut() -> Result<R, Error>,
    ) -> Result<Option<R>, Error> {
        let since = Instant::now();
        let is_late = |limit: &Duration| since.elapsed() >= *limit;
        loop {
            match read() {
                Err(Error::Timeout { .. }) if self.is_set() => return Ok(None),
                Err(Error::Timeout { address, .. }) => {
                    if let Some(after) = self.reply_timeout.filter(is_late) {
                        return Err(Error::Timeout { address, after });
                    }
                }
                outcome => return outcome.map(Some),
            }
        }
    }

    /// Sleeps until the signal is set or the time has passed. Returns false if the signal is set.
    pub(super) fn pause(&self, time: Duration) -> bool {
        let mut left = time;
        while !self.is_set() && !left.is_zero() {
            let step = left.min(POLL);
            thread::sleep(step);
            left -= step;
        }
        !self.is_set()
    }
}
