//! Options of the analyses of keys: `--bigkeys`, `--memkeys`.

use std::num::NonZeroU64;

use clap::Args;

use super::ScanRun;
use crate::cli::value::{self, Read};

/// An analysis of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnalysisRun {
    /// The keys: pattern, type, count and cursor.
    pub(crate) keys: ScanRun,
    pub(crate) measure: KeyMeasure,
}

/// The measure by which keys are large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyMeasure {
    /// Elements, or the bytes of strings, `--bigkeys`.
    Length,
    /// Memory, `--memkeys`. MEMORY USAGE measures this many elements; `None` for the server's default.
    Memory(Option<NonZeroU64>),
}

#[derive(Args)]
#[command(next_help_heading = "Keys")]
pub(super) struct AnalysisArgs {
    /// Find the keys with the most elements
    ///
    /// Prints the largest key of each type, and the number of keys and elements. With -c, of the whole cluster.
    /// --pattern, --type, --count and --cursor select keys as for --scan; -i pauses after each 100 SCANs.
    #[arg(long)]
    bigkeys: bool,

    /// Find the keys with the most memory
    #[arg(long)]
    memkeys: bool,

    /// Measure N elements of each key for --memkeys
    ///
    /// Implies --memkeys. 0 is the default of the server, which measures 5.
    #[arg(long, value_name = "N", value_parser = Read(value::count))]
    memkeys_samples: Option<u64>,
}

impl AnalysisArgs {
    /// Returns the measure of the requested analysis; `--bigkeys` comes first, as in redis-cli.
    pub(super) fn measure(&self) -> Option<KeyMeasure> {
        if self.bigkeys {
            return Some(KeyMeasure::Length);
        }
        let samples = self.memkeys_samples.and_then(NonZeroU64::new);
        let is_memory = self.memkeys || self.memkeys_samples.is_some();
        is_memory.then_some(KeyMeasure::Memory(samples))
    }
}
