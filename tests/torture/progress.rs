//! A run of redsh, and a fault that strikes meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use support::wait;

/// How far a round is.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The first commands have their replies.
    pub(crate) has_begun: AtomicBool,
    /// redsh has ended.
    pub(crate) is_done: AtomicBool,
}

/// Runs redsh on another thread while the fault strikes.
pub(crate) fn during<R: Send>(
    run: impl FnOnce(&Progress) -> R + Send,
    disturb: impl FnOnce(&AtomicBool),
) -> R {
    let progress = Progress::default();
    thread::scope(|scope| {
        let redsh = scope.spawn(|| {
            let outcome = run(&progress);
            progress.is_done.store(true, Ordering::Release);
            outcome
        });
        wait::until("redsh has begun", || {
            progress.has_begun.load(Ordering::Acquire)
        });
        disturb(&progress.is_done);
        redsh.join().expect("redsh has ended")
    })
}
