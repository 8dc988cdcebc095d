//! Errors in the configuration file, with their positions.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// An error that makes an entry, or the whole file, unusable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    path: PathBuf,
    /// Line and column, in characters, from 1; `None` if the file cannot be read.
    place: Option<(usize, usize)>,
    message: String,
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
        Fault {
            path: path.to_owned(),
            place: None,
            message: redsh_engine::error::reason(error),
        }
    }

    pub(super) fn place(&self) -> Option<(usize, usize)> {
        self.place
    }
}

impl Source<'_> {
    /// An error in this range of bytes.
    pub(super) fn fault(&self, span: Range<usize>, message: impl Into<String>) -> Fault {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Fault {
            path: self.path.to_owned(),
            place: Some((before.matches('\n').count() + 1, line.chars().count() + 1)),
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.place {
            Some((line, column)) => {
                write!(f, "{path}, line {line}, column {column}: {}", self.message)
            }
            None => write!(f, "could not read {path}: {}", self.message),
        }
    }
}
