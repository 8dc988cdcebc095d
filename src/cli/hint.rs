//! Hints without a prompt.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};

/// What is asked about hints. Nothing is connected to for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HintRun {
    /// The one for this half-typed line.
    Print(Vec<u8>),
    /// Whether those in a file are the ones that are given.
    Check(PathBuf),
}

#[derive(Args)]
pub(super) struct HintArgs {
    /// Print the hint that the prompt would give for INPUT, a half-typed line; no server is needed
    #[arg(
        long = "test_hint",
        value_name = "INPUT",
        help_heading = "Command",
        conflicts_with = "hint_file",
        value_hint = ValueHint::Other
    )]
    hint: Option<OsString>,

    /// Check the hints in FILE, a line and its hint on each of its lines, both in double quotes
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
