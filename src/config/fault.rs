//! Errors in the configuration file, with their positions.

use std::fmt::Display;
use std::io;
use std::ops::Range;
use std::path::Path;

/// An error that makes an entry, or the whole file, unusable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Line and column, in characters, from 1; `None` if the file cannot be read.
    pub(super) place: Option<(usize, usize)>,
    /// A text for the user, with path and position.
    pub(crate) message: String,
}

/// The text and the path of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    pub(super) path: &'t Path,
}

impl Fault {
    /// The error of a file that cannot be read.
    pub(super) fn unread(path: &Path, error: &io::Error) -> Self {
        let why = redsh_engine::error::reason(error);
        Fault {
            place: None,
            message: format!("could not read {}: {why}", path.display()),
        }
    }
}

impl Source<'_> {
    /// An error in this range of bytes.
    pub(super) fn fault(&self, span: Range<usize>, what: impl Display) -> Fault {
        let before = self.text.get(..span.start).unwrap_or_default();
        let last_line = before.rsplit('\n').next().unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = last_line.chars().count() + 1;
        let path = self.path.display();
        Fault {
            place: Some((line, column)),
            message: format!("{path}, line {line}, column {column}: {what}"),
        }
    }
}
