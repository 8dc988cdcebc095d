//! Options that print or check hints without a prompt.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};

/// A task about hints. It needs no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HintRun {
    /// Prints the hint for a partial line.
    Print(Vec<u8>),
    /// Checks the hints in a file.
    Check(PathBuf),
}

#[derive(Default, Args)]
pub(super) struct HintArgs {
    /// Print the hint for the partial line INPUT
    ///
    /// No server is needed.
    #[arg(
        long = "test_hint",
        value_name = "INPUT",
        help_heading = "Command",
        conflicts_with = "hint_file",
        value_hint = ValueHint::Other
    )]
    hint: Option<OsString>,

    /// Check the hints in FILE
    ///
    /// Each line of FILE holds a partial line and its expected hint, both in double quotes.
    #[arg(long = "test_hint_file", value_name = "FILE", help_heading = "Command", value_hint = ValueHint::FilePath)]
    hint_file: Option<PathBuf>,
}

impl HintArgs {
    pub(super) fn resolve(self) -> Option<HintRun> {
        let line = self.hint.map(OsString::into_encoded_bytes);
        line.map(HintRun::Print)
            .or(self.hint_file.map(HintRun::Check))
    }
}
