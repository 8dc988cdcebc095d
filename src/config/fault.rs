//! What is wrong in the file, and where.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why some of the file, or all of it, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    path: PathBuf,
    /// Line and column, in characters, from 1; `None` where the file cannot be read at all.
    place: Option<(usize, usize)>,
    what: String,
}

/// The file that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    pub(super) path: &'t Path,
}

impl Fault {
    /// The file cannot be read.
    pub(super) fn unread(path: &Path, error: &io::Error) -> Self {
        Fault {
            path: path.to_owned(),
            place: None,
            what: redsh_engine::error::reason(error),
        }
    }

    pub(super) fn place(&self) -> Option<(usize, usize)> {
        self.place
    }
}

impl Source<'_> {
    /// Something is wrong here, between these offsets in bytes.
    pub(super) fn fault(&self, span: Range<usize>, what: impl Into<String>) -> Fault {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Fault {
            path: self.path.to_owned(),
            place: Some((before.matches('\n').count() + 1, line.chars().count() + 1)),
            what: what.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.place {
            Some((line, column)) => {
                write!(f, "{path}, line {line}, column {column}: {}", self.what)
            }
            None => write!(f, "could not read {path}: {}", self.what),
        }
    }
}
