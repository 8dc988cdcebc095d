//! The wish that a scan end: from outside, or because another part of it has.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often a thread that waits looks up.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// Set once, seen by all threads of a scan.
#[derive(Debug)]
pub(super) struct Stop<'a> {
    asked: &'a AtomicBool,
    over: AtomicBool,
}

impl<'a> Stop<'a> {
    /// Not set, unless `asked` is.
    pub(super) fn new(asked: &'a AtomicBool) -> Self {
        Stop {
            asked,
            over: AtomicBool::new(false),
        }
    }

    /// The threads are to end.
    pub(super) fn set(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether to end.
    pub(super) fn is_set(&self) -> bool {
        self.was_asked() || self.over.load(Ordering::Relaxed)
    }

    /// Whether it was asked for from outside.
    pub(super) fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Waits, but not when it is set; false where it is.
    pub(super) fn pause(&self, time: Duration) -> bool {
        let mut left = time;
        while !self.is_set() && !left.is_zero() {
            let step = left.min(LOOK);
            thread::sleep(step);
            left -= step;
        }
        !self.is_set()
    }
}
