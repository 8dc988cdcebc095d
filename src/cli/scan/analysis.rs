//! Options of the analyses of keys: `--bigkeys`, `--memkeys`, `--keystats`, `--hotkeys`.

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
    /// The distribution of sizes, and the largest keys, `--keystats`.
    Stats(KeyStatsRun),
    /// This number of keys that are used most, `--hotkeys`.
    HotKeys(usize),
}

impl AnalysisKind {
    /// Returns the option that requests it.
    pub(crate) fn option(self) -> &'static str {
        match self {
            AnalysisKind::Sizes(KeyMeasure::Length) => "--bigkeys",
            AnalysisKind::Sizes(KeyMeasure::Memory(_)) => "--memkeys",
            AnalysisKind::Stats(_) => "--keystats",
            AnalysisKind::HotKeys(_) => "--hotkeys",
        }
    }

    /// Returns the name of the analysis.
    pub(crate) fn name(self) -> &'static str {
        self.option().trim_start_matches('-')
    }
}

/// The measure by which keys are large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyMeasure {
    /// Elements, or the bytes of strings, `--bigkeys`.
    Length,
    /// Memory, `--memkeys`. MEMORY USAGE measures this many elements; `None` for the server's default.
    Memory(Option<NonZeroU64>),
}

/// The settings of `--keystats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyStatsRun {
    /// MEMORY USAGE measures this many elements, 0 for all; `None` for the server's default.
    pub(crate) samples: Option<u64>,
    /// The number of the largest keys to list; 0 lists all.
    pub(crate) top: usize,
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

    /// Report memory and lengths of keys, with distributions
    ///
    /// Prints the largest keys, the largest and the longest key of each type, the distribution of sizes and of the
    /// lengths of names, and the totals of each type. With -c, of the whole cluster.
    #[arg(long)]
    keystats: bool,

    /// Measure N elements of each key for --keystats
    ///
    /// Implies --keystats. 0 measures all elements. The default is that of the server, which measures 5.
    #[arg(long, value_name = "N", value_parser = Read(value::count))]
    keystats_samples: Option<u64>,

    /// List the N largest keys for --keystats [default: 10]
    ///
    /// 0 lists all keys. The memory that redsh needs grows with N.
    #[arg(long, value_name = "N", value_parser = Read(value::top))]
    top: Option<usize>,

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

/// The number of hot keys that redis-cli finds.
const HOT_KEYS: usize = 16;

/// The number of large keys that redis-cli lists.
const LARGEST_KEYS: usize = 10;

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
        } else if self.keystats || self.keystats_samples.is_some() {
            Some(AnalysisKind::Stats(KeyStatsRun {
                samples: self.keystats_samples,
                top: self.top.unwrap_or(LARGEST_KEYS),
            }))
        } else {
            let count = self.hotkeys_count.unwrap_or(HOT_KEYS);
            is_use.then_some(AnalysisKind::HotKeys(count))
        }
    }
}
