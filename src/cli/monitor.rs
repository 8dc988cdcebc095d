//! Options of MONITOR.

use std::num::NonZeroU64;
use std::time::Duration;

use clap::Args;

use super::Run;
use super::given::GivenOptions;
use super::usage::Usage;
use super::value::{self, Read};

/// A MONITOR that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonitorRun {
    pub(crate) duration: Option<Duration>,
    /// The number of lines.
    pub(crate) count: Option<NonZeroU64>,
}

#[derive(Default, Args)]
#[command(next_help_heading = "Measurements")]
pub(super) struct MonitorArgs {
    /// Report what MONITOR shows within SECONDS
    ///
    /// Commands, key prefixes, clients and databases by count, with their bytes, the largest arguments, and the load of
    /// the server. With -c, of all primaries. --monitor-filter selects commands. Ctrl-C ends it early.
    #[arg(long, value_name = "SECONDS", value_parser = Read(value::seconds))]
    monitor_report: Option<Duration>,

    /// End MONITOR after SECONDS
    #[arg(long, value_name = "SECONDS", value_parser = Read(value::seconds))]
    monitor_duration: Option<Duration>,

    /// End MONITOR after N lines
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    monitor_count: Option<NonZeroU64>,
}

impl MonitorArgs {
    pub(super) fn report(&self) -> Option<Run> {
        self.monitor_report.map(Run::MonitorReport)
    }

    /// Returns the run, with the limits of MONITOR if they are given.
    ///
    /// # Errors
    /// The limits are given for another run.
    pub(super) fn limited(&self, run: Run, given: &GivenOptions) -> Result<Run, Usage> {
        let limits = MonitorRun {
            duration: self.monitor_duration,
            count: self.monitor_count,
        };
        if limits.duration.is_none() && limits.count.is_none() {
            return Ok(run);
        }
        match &run {
            Run::Command { words, .. } if is_monitor(words) => Ok(Run::Monitor(limits)),
            _ => {
                given.refuse(&["monitor_duration", "monitor_count"], "MONITOR")?;
                Ok(run)
            }
        }
    }
}

fn is_monitor(words: &[Vec<u8>]) -> bool {
    matches!(words, [name] if name.eq_ignore_ascii_case(b"monitor"))
}
