//! Bulk loading, `--pipe`: what of it the command line decides.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};

use super::given::Given;
use super::usage::Usage;
use super::value::{self, Read};
use crate::input::template::RowTemplate;

/// How long redis-cli waits for the last replies.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// All commands on stdin are to be sent, and their replies counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PipeRun {
    /// How long to wait for a reply once all is sent; `None` is for ever.
    pub(crate) timeout: Option<Duration>,
    /// Where commands go that were refused, or of which nobody knows whether they ran.
    pub(crate) rejects: Option<PathBuf>,
    /// What becomes of commands without a key; means something in a cluster only.
    pub(crate) keyless: Keyless,
    /// Commands a second at most.
    pub(crate) rate: Option<NonZeroU64>,
    /// Stdin is CSV, and each row of it fills in this command.
    pub(crate) csv: Option<RowTemplate>,
}

/// What becomes of a command without a key in a cluster, where no node is the one that it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keyless {
    /// It is refused.
    #[value(skip)]
    Refuse,
    /// To one primary, whichever
    Any,
    /// To every primary
    All,
}

#[derive(Args)]
#[command(next_help_heading = "Bulk loading")]
pub(super) struct PipeArgs {
    /// Send the commands on standard input, in Redis' protocol or a line each, without waiting for replies, and count those
    #[arg(long, conflicts_with_all = ["scan", "eval"])]
    pipe: bool,

    /// Give up where no reply comes for N seconds after all is sent; 0 is never [default: 30]
    #[arg(long, value_name = "N", value_parser = Read(value::patience))]
    pipe_timeout: Option<Duration>,

    /// Write the commands that were refused, or may not have run, to FILE, for --pipe to take again; left empty, all is in
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pipe_rejects: Option<PathBuf>,

    /// Send commands without a key to any primary of a cluster, or to all [default: refuse them]
    #[arg(
        long,
        value_name = "ANY/ALL",
        ignore_case = true,
        hide_possible_values = true
    )]
    pipe_keyless: Option<Keyless>,

    /// Send at most N commands a second
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    pipe_rate: Option<NonZeroU64>,

    /// Take standard input as CSV, and make a command of each row: 'HSET user:{1} name {2}'; if a column's name stands in
    /// place of its number, the first row holds the names
    #[arg(
        long,
        value_name = "TEMPLATE",
        value_hint = ValueHint::Other,
        conflicts_with_all = ["scan", "eval"],
        value_parser = Read(value::text)
    )]
    pipe_csv: Option<String>,
}

/// What means nothing without `--pipe`. `--pipe-timeout` means nothing either, but redis-cli takes it.
const PIPE_ONLY: [(&str, &str); 3] = [
    ("pipe_rejects", "--pipe-rejects"),
    ("pipe_keyless", "--pipe-keyless"),
    ("pipe_rate", "--pipe-rate"),
];

impl PipeArgs {
    /// `None` where nothing is to be loaded.
    pub(super) fn resolve(self, given: &Given) -> Result<Option<PipeRun>, Usage> {
        if !self.pipe && self.pipe_csv.is_none() {
            return match given.first(&PIPE_ONLY) {
                Some(option) => Err(Usage::wants_with(option, "--pipe")),
                None => Ok(None),
            };
        }
        refuse_cross_slot(given)?;
        let timeout = self.pipe_timeout.unwrap_or(DEFAULT_TIMEOUT);
        Ok(Some(PipeRun {
            timeout: Some(timeout).filter(|timeout| !timeout.is_zero()),
            rejects: self.pipe_rejects,
            keyless: self.pipe_keyless.unwrap_or(Keyless::Refuse),
            rate: self.pipe_rate,
            csv: self.pipe_csv.map(template).transpose()?,
        }))
    }
}

fn template(text: String) -> Result<RowTemplate, Usage> {
    RowTemplate::parse(text.as_bytes()).map_err(Usage::wrong)
}

/// A command in the stream has one reply, and would have one for each of its parts.
fn refuse_cross_slot(given: &Given) -> Result<(), Usage> {
    match given.place("cross_slot") {
        None => Ok(()),
        Some(_) => Err(Usage::wrong(
            "--cross-slot cannot be used together with --pipe; give the keys of each slot a command of their own",
        )),
    }
}
