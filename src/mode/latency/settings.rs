//! The figures of a measurement, their format and the length of its windows.

use std::time::Duration;

use crate::cli::LatencyRun;
use crate::mode::interval_or;
use crate::render::Format;

/// The default window.
const SECOND: Duration = Duration::from_secs(1);

/// The default window of `--latency-history`.
const HISTORY: Duration = Duration::from_secs(15);

#[derive(Clone, Copy)]
pub(crate) struct LatencySettings<'r> {
    pub(super) run: &'r LatencyRun,
    pub(super) format: Format,
    /// The length of a window.
    pub(super) length: Duration,
}

impl<'r> LatencySettings<'r> {
    /// An interval of zero is the default.
    pub(crate) fn new(run: &'r LatencyRun, format: Format, interval: Duration) -> Self {
        let default = if run.is_history { HISTORY } else { SECOND };
        LatencySettings {
            run,
            format,
            length: interval_or(interval, default),
        }
    }
}
