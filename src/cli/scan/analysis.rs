//! Options of the analyses of keys: `--bigkeys`, `--memkeys`, `--keystats`, `--hotkeys`, `--prefixes`.

use std::ffi::OsString;
use std::num::NonZeroU64;

use clap::{Args, ValueHint};

use super::ScanRun;
use crate::cli::value::{self, Read};
use crate::words::shell_commands::ShellAnalysis;

/// An analysis of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnalysisRun {
    /// The keys: pattern, type, count and cursor.
    pub(crate) keys: ScanRun,
    pub(crate) kind: AnalysisKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AnalysisKind {
    /// The largest keys of each type.
    Sizes(KeyMeasure),
    /// The distribution of sizes, and the largest keys, `--keystats`.
    Stats(KeyStatsRun),
    /// This number of keys that are used most, `--hotkeys`.
    HotKeys(usize),
    /// Memory, keys, times to live and idle times by prefix, `--prefixes`.
    Prefixes(PrefixRun),
}

impl AnalysisRun {
    /// Returns an analysis of all keys, or of those that match a pattern, as without any other option.
    pub(crate) fn with_defaults(analysis: ShellAnalysis, pattern: Option<&[u8]>) -> Self {
        let keys = ScanRun {
            pattern: pattern.map(<[u8]>::to_vec),
            ..ScanRun::default()
        };
        let none = AnalysisArgs::default();
        let kind = match analysis {
            ShellAnalysis::BigKeys => AnalysisKind::Sizes(KeyMeasure::Length),
            ShellAnalysis::KeyStats => AnalysisKind::Stats(none.key_stats()),
            ShellAnalysis::HotKeys => AnalysisKind::HotKeys(HOT_KEYS),
            ShellAnalysis::Prefixes => AnalysisKind::Prefixes(none.prefix_run()),
        };
        AnalysisRun { keys, kind }
    }
}

impl AnalysisKind {
    /// Returns the option that requests it.
    pub(crate) fn option(&self) -> &'static str {
        match self {
            AnalysisKind::Sizes(KeyMeasure::Length) => "--bigkeys",
            AnalysisKind::Sizes(KeyMeasure::Memory(_)) => "--memkeys",
            AnalysisKind::Stats(_) => "--keystats",
            AnalysisKind::HotKeys(_) => "--hotkeys",
            AnalysisKind::Prefixes(_) => "--prefixes",
        }
    }

    /// Returns the name of the analysis.
    pub(crate) fn name(&self) -> &'static str {
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

/// The settings of `--prefixes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrefixRun {
    /// The text between the segments of a name; never empty.
    pub(crate) separator: Vec<u8>,
    /// The most prefixes in memory.
    pub(crate) limit: usize,
    /// The longest prefixes to print, in segments.
    pub(crate) depth: Option<usize>,
    /// The number of prefixes to print below each.
    pub(crate) top: Option<usize>,
    /// Whether folded stacks are printed.
    pub(crate) is_stacks: bool,
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

    /// List the N largest keys or prefixes [default: 10]
    ///
    /// Of --keystats the largest keys, of --prefixes the prefixes below each one. 0 lists all; CSV and JSON of --prefixes
    /// have all by default. The memory that --keystats needs grows with N.
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

    /// Report memory, TTLs and idle times by prefix
    ///
    /// Prints a tree of the prefixes of names with memory, keys, keys without a TTL, a histogram of TTLs, and the mean idle
    /// time. With -c, of the whole cluster. Segments of digits, hexadecimal numbers and UUIDs count as *.
    #[arg(long)]
    prefixes: bool,

    /// Split names at TEXT for --prefixes [default: :]
    #[arg(long, value_name = "TEXT", value_hint = ValueHint::Other, value_parser = Read(value::separator))]
    separator: Option<OsString>,

    /// Keep N prefixes in memory [default: 100000]
    ///
    /// If there are more, the lightest are folded into …, and the report says how much that is.
    #[arg(long, value_name = "N", value_parser = Read(value::prefixes))]
    prefix_limit: Option<usize>,

    /// Print prefixes of at most N segments [default: 3]
    ///
    /// CSV, JSON and folded stacks have all by default.
    #[arg(long, value_name = "N", value_parser = Read(value::depth))]
    depth: Option<usize>,

    /// Print prefixes as folded stacks for flame graphs
    #[arg(long)]
    folded_stacks: bool,
}

/// The number of hot keys that redis-cli finds.
const HOT_KEYS: usize = 16;

/// The number of large keys that redis-cli lists.
const LARGEST_KEYS: usize = 10;

/// The text between the segments of a name.
const SEPARATOR: &[u8] = b":";

/// The prefixes in memory.
const PREFIXES: usize = 100_000;

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
            Some(AnalysisKind::Stats(self.key_stats()))
        } else if is_use {
            let count = self.hotkeys_count.unwrap_or(HOT_KEYS);
            Some(AnalysisKind::HotKeys(count))
        } else {
            let run = || AnalysisKind::Prefixes(self.prefix_run());
            self.prefixes.then(run)
        }
    }

    fn key_stats(&self) -> KeyStatsRun {
        KeyStatsRun {
            samples: self.keystats_samples,
            top: self.top.unwrap_or(LARGEST_KEYS),
        }
    }

    fn prefix_run(&self) -> PrefixRun {
        let separator = self.separator.as_ref();
        let separator = separator.map(|text| text.as_encoded_bytes().to_vec());
        PrefixRun {
            separator: separator.unwrap_or_else(|| SEPARATOR.to_vec()),
            limit: self.prefix_limit.unwrap_or(PREFIXES),
            depth: self.depth,
            top: self.top.map(|top| if top == 0 { usize::MAX } else { top }),
            is_stacks: self.folded_stacks,
        }
    }
}
