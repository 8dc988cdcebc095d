//! Repetition and pace of commands, and arguments from stdin.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use super::value::{self, Read, Repeat};

/// Repetition and pace of commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Input {
    /// Applies to a command on the command line, not to the lines of a script.
    pub(crate) repeat: Repeat,
    /// The pause between two runs.
    pub(crate) interval: Duration,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Command")]
pub(super) struct InputArgs {
    /// Run the command N times, -1 forever [default: 1]
    #[arg(short, value_name = "N", value_parser = Read(value::repeat))]
    repeat: Option<Repeat>,

    /// Pause between runs; .5 is half a second
    #[arg(short, value_name = "SECONDS", value_parser = Read(value::seconds))]
    interval: Option<Duration>,

    /// Read the last argument from stdin
    #[arg(short = 'x', conflicts_with = "stdin_tag")]
    pub(super) stdin_last: bool,

    /// Read the argument that equals TAG from stdin
    #[arg(short = 'X', value_name = "TAG")]
    pub(super) stdin_tag: Option<OsString>,

    /// Parse arguments as quoted strings: '"\x00\n"'
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
