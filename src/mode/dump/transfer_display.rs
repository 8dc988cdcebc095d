//! The messages and the progress of transfers, on stderr.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::anyhow;
use parking_lot::Mutex;

use super::output::is_stdout;
use crate::mode::progress::{Progress, ProgressLog};

/// The display of one or several transfers at the same time.
pub(super) struct TransferDisplay {
    progress: Mutex<Progress>,
    log: ProgressLog,
    /// The bytes of all transfers.
    done: AtomicU64,
    /// Whether redis-cli's messages about the steps are shown.
    shows_steps: bool,
}

impl TransferDisplay {
    pub(super) fn new(path: &Path) -> Self {
        let shows_bytes = is_stdout(path) && io::stdout().is_terminal();
        Self::of(Progress::of_transfer(!shows_bytes), true)
    }

    /// Creates the display of several transfers, without their steps.
    pub(super) fn without_steps() -> Self {
        Self::of(Progress::of_transfer(true), false)
    }

    fn of(progress: Progress, shows_steps: bool) -> Self {
        TransferDisplay {
            log: progress.log(false),
            progress: Mutex::new(progress),
            done: AtomicU64::new(0),
            shows_steps,
        }
    }

    /// Reports a step.
    pub(super) fn step(&self, line: &str) {
        if self.shows_steps {
            self.log.tell(line);
        }
    }

    /// Reports something else than a step.
    pub(super) fn tell(&self, line: &str) {
        self.log.tell(line);
    }

    /// Sets the number of bytes to come, if this is the only transfer.
    pub(super) fn expect_bytes(&self, total: u64) {
        if self.shows_steps {
            self.progress.lock().expect_bytes(total);
        }
    }

    /// Adds bytes that were written.
    pub(super) fn add(&self, bytes: usize) {
        let done = self.done.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
        // Another transfer redraws the line.
        if let Some(mut progress) = self.progress.try_lock()
            && progress.is_due()
        {
            let rate = progress.bytes_per_second(done);
            progress.set(done, rate);
        }
    }

    /// The error of a run that a signal ended.
    pub(super) fn interrupted(&self) -> anyhow::Error {
        let done = self.done.load(Ordering::Relaxed);
        anyhow!("interrupted after {done} bytes; nothing was saved")
    }
}
