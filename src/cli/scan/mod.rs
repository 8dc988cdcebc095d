//! Going through the keys, `--scan`: what of it the command line decides.

mod bound;
mod duration;
mod each;
mod filters;
mod quantity;
mod size;

use std::ffi::OsString;
use std::num::NonZeroU64;

use clap::{Args, ValueHint};

use super::given::Given;
use super::output;
use super::usage::Usage;
use super::value::{self, Read};
use crate::input::line;
use crate::render::Format;

pub(crate) use bound::Bound;
pub(crate) use each::Each;
pub(crate) use filters::{Filters, TtlFilter};

/// All keys, or some of them, are to be listed, or to have a command run for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScanRun {
    /// A glob that the key has to match.
    pub(crate) pattern: Option<Vec<u8>>,
    /// Keys that the server is to look at in a step, at least 1; `None` finds out what it can take.
    pub(crate) count: Option<u64>,
    /// Where to go on, as an earlier scan said.
    pub(crate) cursor: Option<String>,
    /// The name of a type that the key has to be of.
    pub(crate) kind: Option<Vec<u8>>,
    /// Keys to stop after.
    pub(crate) limit: Option<u64>,
    /// Each key ends in a NUL byte and is printed as it is; never with another format.
    pub(crate) null: bool,
    /// What else the key has to be.
    pub(crate) filters: Filters,
    /// Its type, time to live, idle time and size are printed beside each key; never with `each`.
    pub(crate) long: bool,
    /// The command to run for each key, in place of printing it.
    pub(crate) each: Option<Each>,
}

#[derive(Args)]
#[command(next_help_heading = "Keys")]
pub(super) struct ScanArgs {
    /// List the keys, with SCAN; with -c, those of the whole cluster
    #[arg(long, conflicts_with = "eval")]
    scan: bool,

    /// List the keys that match PATTERN: user:*
    #[arg(long, value_name = "PATTERN", value_hint = ValueHint::Other)]
    pattern: Option<OsString>,

    /// As --pattern, with PATTERN a quoted string, as in a script: '"\x00*"'
    #[arg(long, value_name = "PATTERN", value_hint = ValueHint::Other)]
    quoted_pattern: Option<OsString>,

    /// Have the server look at N keys a step [default: as many as it can in about a millisecond]
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    count: Option<NonZeroU64>,

    /// Go on where an earlier scan ended, as it said on standard error
    #[arg(long, value_name = "CURSOR", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    cursor: Option<String>,

    /// List the keys of this type: string, list, set, zset, hash, stream, or a module's
    #[arg(long = "type", value_name = "TYPE", value_hint = ValueHint::Other)]
    kind: Option<OsString>,

    /// Stop after N keys
    #[arg(long, value_name = "N", value_parser = Read(value::count))]
    limit: Option<u64>,

    /// End each key with a NUL byte in place of a newline, for xargs -0
    #[arg(short = '0', long)]
    null: bool,

    #[command(flatten)]
    filters: Filters,

    /// Print before each key its type, time to live, idle time and size; --csv has a header, and --json exact numbers too
    #[arg(long, conflicts_with = "each")]
    long: bool,

    #[command(flatten)]
    each: each::EachArgs,
}

/// What means nothing without `--scan`, but for what redis-cli takes without it.
const SCAN_ONLY: [(&str, &str); 11] = [
    ("kind", "--type"),
    ("limit", "--limit"),
    ("null", "--null"),
    ("ttl", "--ttl"),
    ("idle", "--idle"),
    ("size", "--size"),
    ("long", "--long"),
    ("each", "--each"),
    ("quiet", "--quiet"),
    ("dry_run", "--dry-run"),
    ("rate", "--rate"),
];

impl ScanArgs {
    /// `None` where no keys are to be gone through.
    pub(super) fn resolve(self, given: &Given) -> Result<Option<ScanRun>, Usage> {
        // As in redis-cli, wrong quotes are wrong even where nothing comes of them.
        let quoted = self.quoted_pattern.map(unquoted).transpose()?;
        if !self.scan {
            return match given.first(&SCAN_ONLY) {
                Some(option) => Err(Usage::wants_with(option, "--scan")),
                None => Ok(None),
            };
        }
        if self.null {
            refuse_other_formats(given)?;
        }
        let plain = self.pattern.map(OsString::into_encoded_bytes);
        let quoted_counts = given.place("quoted_pattern") > given.place("pattern");
        Ok(Some(ScanRun {
            pattern: if quoted_counts { quoted } else { plain },
            count: self.count.map(NonZeroU64::get),
            cursor: self.cursor,
            kind: self.kind.map(OsString::into_encoded_bytes),
            limit: self.limit,
            null: self.null,
            filters: self.filters,
            long: self.long,
            each: self.each.resolve(given)?,
        }))
    }
}

/// The text is redis-cli's.
fn unquoted(pattern: OsString) -> Result<Vec<u8>, Usage> {
    line::unquote(pattern.as_encoded_bytes())
        .map_err(|_| Usage::wrong("Invalid quoted string specified for --quoted-pattern."))
}

/// Between NUL bytes a key stands as it is.
fn refuse_other_formats(given: &Given) -> Result<(), Usage> {
    let option = match output::last_format(given) {
        None | Some(Format::Raw) => return Ok(()),
        Some(Format::Standard) => "--no-raw",
        Some(Format::Csv) => "--csv",
        Some(Format::Json) => "--json",
        Some(Format::QuotedJson) => "--quoted-json",
    };
    Err(Usage::wrong(format_args!(
        "--null cannot be used together with {option}; it prints keys as they are"
    )))
}
