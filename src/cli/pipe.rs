//! Options of bulk loading, `--pipe`.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use redsh_engine::client::load::KeylessPolicy;

use super::given::GivenOptions;
use super::usage::Usage;
use super::value::{self, Read};
use crate::input::template::RowTemplate;

/// The default of redis-cli.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// A bulk load: sends the commands on stdin and counts the replies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PipeRun {
    /// The time to wait for a reply after the last command is sent; `None` waits forever.
    pub(crate) timeout: Option<Duration>,
    /// The file for commands that were refused, may not have run, or were not sent.
    pub(crate) rejects: Option<PathBuf>,
    /// The treatment of commands without a key. Applies to clusters only.
    pub(crate) keyless: KeylessPolicy,
    /// The maximum number of commands per second.
    pub(crate) rate: Option<NonZeroU64>,
    /// The command to make of each row, if stdin is CSV.
    pub(crate) csv: Option<RowTemplate>,
}

#[derive(Default, Args)]
#[command(next_help_heading = "Bulk loading")]
pub(super) struct PipeArgs {
    /// Send the commands on stdin, count the replies
    ///
    /// Commands are read as lines, in the Redis protocol, or from an append-only file.
    #[arg(long, conflicts_with_all = ["scan", "eval"])]
    pipe: bool,

    /// Wait N seconds for last replies [default: 30]
    ///
    /// redsh gives up if no reply arrives for N seconds after the last command is sent. 0 waits forever.
    #[arg(long, value_name = "N", value_parser = Read(value::patience))]
    pipe_timeout: Option<Duration>,

    /// Write commands that did not succeed to FILE
    ///
    /// These are commands that were refused, that may not have run, or that were not sent. --pipe can load FILE again.
    /// If FILE is empty, every command was applied.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pipe_rejects: Option<PathBuf>,

    /// Send keyless commands to any or all primaries
    ///
    /// Applies to a cluster. [default: refuse keyless commands]
    #[arg(
        long,
        value_name = "ANY/ALL",
        ignore_case = true,
        hide_possible_values = true,
        value_parser = keyless()
    )]
    pipe_keyless: Option<KeylessPolicy>,

    /// Send at most N commands per second
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    pipe_rate: Option<NonZeroU64>,

    /// Make a command of each CSV row on stdin
    ///
    /// TEMPLATE names columns by number: 'HSET user:{1} name {2}'. If it names them by name, the first row holds the
    /// names.
    #[arg(
        long,
        value_name = "TEMPLATE",
        value_hint = ValueHint::Other,
        conflicts_with_all = ["scan", "eval"],
        value_parser = Read(value::text)
    )]
    pipe_csv: Option<String>,
}

/// Options that require `--pipe`. `--pipe-timeout` does not, since redis-cli accepts it alone.
const PIPE_ONLY: [&str; 3] = ["pipe_rejects", "pipe_keyless", "pipe_rate"];

impl PipeArgs {
    /// Returns `None` without `--pipe` or `--pipe-csv`.
    pub(super) fn resolve(self, given: &GivenOptions) -> Result<Option<PipeRun>, Usage> {
        if !self.pipe && self.pipe_csv.is_none() {
            return given.refuse(&PIPE_ONLY, "--pipe").map(|()| None);
        }
        // A load counts one reply per command, but a split command has one per part.
        if given.place("cross_slot").is_some() {
            return Err(Usage::wrong(
                "--cross-slot cannot be used together with --pipe; split the commands by slot",
            ));
        }
        let template = |text: String| RowTemplate::parse(text.as_bytes()).map_err(Usage::wrong);
        let timeout = self.pipe_timeout.unwrap_or(DEFAULT_TIMEOUT);
        Ok(Some(PipeRun {
            timeout: Some(timeout).filter(|timeout| !timeout.is_zero()),
            rejects: self.pipe_rejects,
            keyless: self.pipe_keyless.unwrap_or(KeylessPolicy::Refuse),
            rate: self.pipe_rate,
            csv: self.pipe_csv.map(template).transpose()?,
        }))
    }
}

fn keyless() -> impl TypedValueParser<Value = KeylessPolicy> {
    let values = [
        PossibleValue::new("any").help("Send them to one primary"),
        PossibleValue::new("all").help("Send them to every primary"),
    ];
    PossibleValuesParser::new(values).map(|value| match value.eq_ignore_ascii_case("all") {
        true => KeylessPolicy::All,
        false => KeylessPolicy::Any,
    })
}
