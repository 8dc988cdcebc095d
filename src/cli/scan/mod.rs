//! Options of key scans, `--scan`, and of analyses of keys.

mod analysis;
mod bound;
mod each;
mod filters;
mod quantity;

use std::ffi::{OsStr, OsString};
use std::num::NonZeroU64;

use clap::{Args, ValueHint};

use super::given::GivenOptions;
use super::output;
use super::usage::Usage;
use super::value::{self, Read};
use crate::input::line;
use crate::render::Format;

pub(crate) use analysis::{AnalysisKind, AnalysisRun, KeyMeasure, KeyStatsRun, PrefixRun};
#[cfg(test)]
pub(crate) use bound::Bound;
pub(crate) use each::Each;
pub(crate) use filters::Filters;
#[cfg(test)]
pub(crate) use filters::TtlFilter;

/// A scan of keys, which lists them or runs a command for each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Keys")]
pub(crate) struct ScanRun {
    /// The glob that keys must match.
    #[arg(skip)]
    pub(crate) pattern: Option<Vec<u8>>,

    /// Examine N keys per SCAN [default: adaptive]
    ///
    /// By default N adapts so that a SCAN takes the server about a millisecond.
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    pub(crate) count: Option<NonZeroU64>,

    /// Resume a scan at CURSOR
    ///
    /// A scan that is interrupted prints its cursor to stderr.
    #[arg(long, value_name = "CURSOR", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    pub(crate) cursor: Option<String>,

    /// List keys of TYPE, e.g. hash
    ///
    /// TYPE is string, list, set, zset, hash, stream, or a type of a module.
    #[arg(long = "type", value_name = "TYPE", value_hint = ValueHint::Other)]
    pub(crate) kind: Option<OsString>,

    /// Stop after N keys
    #[arg(long, value_name = "N", value_parser = Read(value::count))]
    pub(crate) limit: Option<u64>,

    /// End each key with a NUL byte, for xargs -0
    #[arg(short = '0', long)]
    pub(crate) null: bool,

    #[command(flatten)]
    pub(crate) filters: Filters,

    /// Print type, TTL, idle time and size of keys
    ///
    /// --csv and --json print exact numbers; --csv adds a header.
    #[arg(long, conflicts_with = "each")]
    pub(crate) long: bool,

    /// Print keys with their values for --pipe: restore
    ///
    /// restore prints RESTORE commands, with the values that DUMP returns, the time of expiry and the idle time. The target
    /// must know the format of the source's version.
    #[arg(
        long,
        value_name = "FORMAT",
        value_parser = Read(export_format),
        conflicts_with_all = ["each", "long", "null"]
    )]
    pub(crate) export: Option<ExportFormat>,

    /// The command to run for each key instead of printing it.
    #[arg(skip)]
    pub(crate) each: Option<Each>,
}

/// The form of exported keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// RESTORE commands.
    Restore,
}

/// A run that walks through the keys.
pub(super) enum KeysRun {
    Scan(ScanRun),
    Analysis(AnalysisRun),
}

#[derive(Default, Args)]
#[command(next_help_heading = "Keys")]
pub(super) struct ScanArgs {
    /// List the keys; with -c, of the whole cluster
    #[arg(long, conflicts_with = "eval")]
    scan: bool,

    /// List keys that match PATTERN, e.g. user:*
    #[arg(long, value_name = "PATTERN", value_hint = ValueHint::Other)]
    pattern: Option<OsString>,

    /// Match a quoted PATTERN, e.g. '"\x00*"'
    #[arg(long, value_name = "PATTERN", value_hint = ValueHint::Other)]
    quoted_pattern: Option<OsString>,

    #[command(flatten)]
    run: ScanRun,

    #[command(flatten)]
    each: each::EachArgs,

    #[command(flatten)]
    analysis: analysis::AnalysisArgs,
}

/// Options that require `--scan`, except those that redis-cli accepts without it.
const SCAN_ONLY: [&str; 11] = [
    "limit", "null", "ttl", "idle", "size", "long", "export", "each", "quiet", "dry_run", "rate",
];

/// Options that require `--prefixes`.
const PREFIXES_ONLY: [&str; 4] = ["separator", "prefix_limit", "depth", "folded_stacks"];

impl ScanArgs {
    /// Returns `None` without `--scan` and without an analysis.
    pub(super) fn resolve(self, given: &GivenOptions) -> Result<Option<KeysRun>, Usage> {
        // As in redis-cli, wrong quotes are an error even without `--scan`.
        let quoted = self.quoted_pattern.map(unquoted).transpose()?;
        let analysis = self.analysis.kind();
        if !matches!(analysis, Some(AnalysisKind::Prefixes(_))) {
            given.refuse(&PREFIXES_ONLY, "--prefixes")?;
        }
        match analysis {
            Some(_) => given.refuse(&SCAN_ONLY, "--scan without an analysis")?,
            None if self.scan => {}
            None => {
                given.refuse(&SCAN_ONLY, "--scan")?;
                return given.refuse(&["kind"], "--scan").map(|()| None);
            }
        }
        if self.run.null {
            refuse_other_formats("--null", "it prints raw keys", given)?;
        }
        if given.place("folded_stacks").is_some() {
            refuse_other_formats("--folded-stacks", "it prints stacks", given)?;
        }
        if self.run.export.is_some() {
            refuse_other_formats("--export", "it prints commands", given)?;
        }
        let plain = self.pattern.map(OsString::into_encoded_bytes);
        let quoted_counts = given.place("quoted_pattern") > given.place("pattern");
        let keys = ScanRun {
            pattern: if quoted_counts { quoted } else { plain },
            each: self.each.resolve(given)?,
            ..self.run
        };
        Ok(Some(match analysis {
            Some(kind) => KeysRun::Analysis(AnalysisRun { keys, kind }),
            None => KeysRun::Scan(keys),
        }))
    }
}

fn export_format(value: &OsStr) -> Result<ExportFormat, String> {
    match value == "restore" {
        true => Ok(ExportFormat::Restore),
        false => Err(value::not("restore", value)),
    }
}

/// The message is redis-cli's.
fn unquoted(pattern: OsString) -> Result<Vec<u8>, Usage> {
    line::unquote(pattern.as_encoded_bytes())
        .map_err(|_| Usage::wrong("Invalid quoted string specified for --quoted-pattern."))
}

/// Refuses every format but raw for an option that prints another one.
fn refuse_other_formats(option: &str, reason: &str, given: &GivenOptions) -> Result<(), Usage> {
    match output::last_format(given) {
        None | Some((_, Format::Raw)) => Ok(()),
        Some((id, _)) => Err(Usage::wrong(format_args!(
            "{option} cannot be used together with {}; {reason}",
            given.first(&[id]).unwrap_or_default()
        ))),
    }
}
