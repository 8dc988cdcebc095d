//! Options of measurements: `--latency` and its kin, `--stat`, `--lru-test`.

use std::num::NonZeroU64;

use clap::Args;

use super::given::GivenOptions;
use super::percentile::{Percentile, PercentileList};
use super::stat_columns::{StatColumn, StatColumnList};
use super::usage::Usage;
use super::value::{self, Read};

/// A measurement of a server, or of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Measurement {
    /// The time that PING takes, `--latency`.
    Latency(LatencyRun),
    /// The distribution of the time that PING takes, `--latency-dist`.
    Distribution {
        /// Whether the palette has no hues, `--mono`.
        is_grey: bool,
    },
    /// The main figures of the server, `--stat`.
    Stat(StatRun),
    /// The hit rate of a cache with this number of keys, `--lru-test`.
    Lru(NonZeroU64),
    /// The latency of this machine, during this number of seconds, `--intrinsic-latency`.
    Intrinsic(u64),
}

/// The lines of `--stat`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StatRun {
    /// The number of lines; `None` is until Ctrl-C.
    pub(crate) count: Option<NonZeroU64>,
    /// The columns; empty for those of redis-cli.
    pub(crate) columns: Vec<StatColumn>,
}

/// The figures of `--latency` and `--latency-history`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LatencyRun {
    /// Whether it begins again after each window, `--latency-history`.
    pub(crate) is_history: bool,
    /// Whether the times have microseconds.
    pub(crate) has_micros: bool,
    pub(crate) percentiles: Vec<Percentile>,
}

#[derive(Default, Args)]
#[command(next_help_heading = "Measurements")]
pub(super) struct MeasureArgs {
    /// Measure the time that PING takes
    ///
    /// On a terminal and with --no-raw, the figures are updated until Ctrl-C. Otherwise they are printed once, after -i
    /// seconds [default: 1].
    #[arg(long)]
    latency: bool,

    /// Measure PING in windows of -i s [default: 15]
    #[arg(long)]
    latency_history: bool,

    /// Add percentiles to --latency: 50,99,99.9
    ///
    /// Implies --latency-micros. With -c, the default is 50,99,99.9.
    #[arg(long, value_name = "LIST", value_parser = Read(value::percentiles))]
    latency_percentiles: Option<PercentileList>,

    /// Measure --latency in microseconds
    ///
    /// Prints milliseconds with three decimals. Without it, the figures are those of redis-cli 7.0, in whole milliseconds.
    #[arg(long)]
    latency_micros: bool,

    /// Show the distribution of PING every -i s
    ///
    /// Prints a row of coloured characters for each window [default: 1 second]: the more samples in a range, the brighter.
    #[arg(long)]
    latency_dist: bool,

    /// Use shades of grey for --latency-dist
    #[arg(long)]
    mono: bool,

    /// Measure this machine for S seconds, no server
    ///
    /// Prints how long the system keeps a busy process from running.
    #[arg(long, value_name = "S", value_parser = Read(value::count))]
    intrinsic_latency: Option<u64>,

    /// Print a line with key figures every second
    ///
    /// Keys, memory, clients, commands and connections. -i sets the interval. With -c, a line for each node and their sum.
    #[arg(long)]
    stat: bool,

    /// Show these columns of --stat: ops,hits,mem
    ///
    /// Any of keys, mem, clients, blocked, commands, connections, child, ops (commands per second), hits (% of reads that found
    /// their key), evicted and expired (keys per second), in and out (bytes per second), lag (bytes that replicas are behind),
    /// frag (ratio), cpu (% of a processor) and usec (per command).
    #[arg(long, value_name = "LIST", value_parser = Read(value::stat_columns))]
    stat_columns: Option<StatColumnList>,

    /// Stop --stat after N lines
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    stat_count: Option<NonZeroU64>,

    /// Measure the hit rate of a cache of N keys
    ///
    /// Sets and gets keys lru:1 to lru:N; a fifth of them gets four fifths of the commands. The keys stay.
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    lru_test: Option<NonZeroU64>,
}

impl MeasureArgs {
    /// Checks the options that require another one.
    pub(super) fn check(&self, given: &GivenOptions) -> Result<(), Usage> {
        if !self.stat {
            given.refuse(&["stat_count", "stat_columns"], "--stat")?;
        }
        match self.latency || self.latency_history {
            true => Ok(()),
            false => given.refuse(
                &["latency_percentiles", "latency_micros"],
                "--latency or --latency-history",
            ),
        }
    }

    pub(super) fn latency(&self) -> Option<Measurement> {
        let is_history = self.latency_history;
        if self.latency || is_history {
            let percentiles = self.latency_percentiles.clone().unwrap_or_default().0;
            return Some(Measurement::Latency(LatencyRun {
                is_history,
                has_micros: self.latency_micros || !percentiles.is_empty(),
                percentiles,
            }));
        }
        let is_grey = self.mono;
        self.latency_dist
            .then_some(Measurement::Distribution { is_grey })
    }

    pub(super) fn stat(&self) -> Option<Measurement> {
        let columns = self.stat_columns.clone();
        self.stat.then(|| {
            Measurement::Stat(StatRun {
                count: self.stat_count,
                columns: columns.map_or_else(Vec::new, |list| list.0),
            })
        })
    }

    pub(super) fn lru(&self) -> Option<Measurement> {
        self.lru_test.map(Measurement::Lru)
    }

    pub(super) fn intrinsic(&self) -> Option<Measurement> {
        self.intrinsic_latency.map(Measurement::Intrinsic)
    }
}

impl Measurement {
    /// The option that requests it.
    pub(super) fn option(&self) -> &'static str {
        match self {
            Measurement::Latency(run) if run.is_history => "--latency-history",
            Measurement::Latency(_) => "--latency",
            Measurement::Distribution { .. } => "--latency-dist",
            Measurement::Stat(_) => "--stat",
            Measurement::Lru(_) => "--lru-test",
            Measurement::Intrinsic(_) => "--intrinsic-latency",
        }
    }
}
