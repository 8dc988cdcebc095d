//! Repetition and pace of commands, and arguments from stdin.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use super::value::{self, Read, Repeat};

/// Repetition and pace of commands. The repetition does not apply to the lines of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
#[command(next_help_heading = "Command")]
pub(crate) struct Input {
    /// Run the command N times, -1 forever [default: 1]
    #[arg(short, value_name = "N", value_parser = Read(value::repeat), default_value = "1", hide_default_value = true)]
    pub(crate) repeat: Repeat,

    /// Pause between runs; .5 is half a second
    #[arg(short, value_name = "SECONDS", value_parser = Read(value::seconds), default_value = "0", hide_default_value = true)]
    pub(crate) interval: Duration,
}

impl Default for Input {
    fn default() -> Self {
        Input {
            repeat: Repeat::Times(1),
            interval: Duration::ZERO,
        }
    }
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Command")]
pub(super) struct InputArgs {
    #[command(flatten)]
    pub(super) pace: Input,

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
