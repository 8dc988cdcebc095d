//! Options of the analyses of keys: `--bigkeys`, `--memkeys`, `--hotkeys`.

use std::num::NonZeroU64;

use clap::Args;

use super::ScanRun;
use crate::cli::value::{self, Read};

/// An analysis of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnalysisRun {
    /// The keys: pattern, type, count and cursor.
    pub(crate) keys: ScanRun,
    pub(crate) kind: AnalysisKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnalysisKind {
    /// The largest keys of each type.
    Sizes(KeyMeasure),
    /// This number of keys that are used most, `--hotkeys`.
    HotKeys(usize),
}

/// The measure by which keys are large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyMeasure {
    /// Elements, or the bytes of strings, `--bigkeys`.
    Length,
    /// Memory, `--memkeys`. MEMORY USAGE measures this many elements; `None` for the server's default.
    Memory(Option<NonZeroU64>),
}

#[derive(Default, Args)]
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

    /// Find the keys that are used most
    ///
    /// By the counters that the server keeps if its maxmemory-policy is allkeys-lfu or volatile-lfu.
    #[arg(long)]
    hotkeys: bool,

    /// Find N keys for --hotkeys [default: 16]
    ///
    /// Implies --hotkeys.
    #[arg(long, value_name = "N", value_parser = Read(value::hot_keys))]
    hotkeys_count: Option<usize>,
}

/// The number of keys that redis-cli finds.
const HOT_KEYS: usize = 16;

impl AnalysisArgs {
    /// Returns the first of the requested analyses, in the order of redis-cli.
    pub(super) fn kind(&self) -> Option<AnalysisKind> {
        let samples = self.memkeys_samples.and_then(NonZeroU64::new);
        let is_memory = self.memkeys || self.memkeys_samples.is_some();
        let is_use = self.hotkeys || self.hotkeys_count.is_some();
        if self.bigkeys {
            Some(AnalysisKind::Sizes(KeyMeasure::Length))
        } else if is_memory {
            Some(AnalysisKind::Sizes(KeyMeasure::Memory(samples)))
        } else {
            let count = self.hotkeys_count.unwrap_or(HOT_KEYS);
            is_use.then_some(AnalysisKind::HotKeys(count))
        }
    }
}
