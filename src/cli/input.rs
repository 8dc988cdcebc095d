//! How often and how fast commands are sent, and what of them comes from stdin.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use super::value::{self, Read, Repeat};

/// How often and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Input {
    /// For a command on the command line; the lines of a script run once each.
    pub(crate) repeat: Repeat,
    /// The pause between two runs.
    pub(crate) interval: Duration,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Command")]
pub(super) struct InputArgs {
    /// Run the command N times; -1 is for ever [default: 1]
    #[arg(short, value_name = "N", value_parser = Read(value::repeat))]
    repeat: Option<Repeat>,

    /// Pause between two runs of the command; .5 is half a second
    #[arg(short, value_name = "SECONDS", value_parser = Read(value::seconds))]
    interval: Option<Duration>,

    /// Read the command's last argument from standard input
    #[arg(short = 'x', conflicts_with = "stdin_tag")]
    pub(super) stdin_last: bool,

    /// Read the one argument that equals TAG from standard input
    #[arg(short = 'X', value_name = "TAG")]
    pub(super) stdin_tag: Option<OsString>,

    /// Take the arguments as quoted strings, as in a script: '"\x00\n"'
    #[arg(long)]
    pub(super) quoted_input: bool,
}

impl InputArgs {
    pub(super) fn resolve(self) -> Input {
        Input {
            repeat: self.repeat.unwrap_or(Repeat::Times(1)),
            interval: self.interval.unwrap_or_default(),
        }
    }
}
