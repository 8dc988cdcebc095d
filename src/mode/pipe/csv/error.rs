//! The ways in which an input of CSV may be malformed, and their messages.

use std::{fmt, io};

use redsh_engine::resp::split::ForeignInput;

use super::MAX_RECORD;

/// The reason why no row, or no further row, is loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowError {
    #[error(transparent)]
    Read(#[from] io::Error),
    #[error("{0}")]
    Foreign(ForeignInput),
    #[error("no row with the names of the columns: the input is empty")]
    NoNames,
    #[error("no column is named \"{}\": the first row has {among}", name.escape_ascii())]
    Unknown { name: Vec<u8>, among: String },
    #[error("{count} columns are named \"{}\": write the number of the column, from 1", name.escape_ascii())]
    Ambiguous { name: Vec<u8>, count: usize },
    #[error("{at}: it has {}, and there is no column {wanted}", fields(*.count))]
    TooFew {
        at: RowPosition,
        count: usize,
        wanted: usize,
    },
    #[error("{at}: it has {} where the rows before it have {width}; put a field with a comma or a line end in quotes", fields(*.count))]
    Uneven {
        at: RowPosition,
        count: usize,
        width: usize,
    },
    #[error("{at}: the quote that opens on line {line} is not closed")]
    OpenQuote { at: RowPosition, line: u64 },
    #[error("{at}: longer than {} MiB; is a quote in it not closed?", MAX_RECORD >> 20)]
    TooLong { at: RowPosition },
}

/// Where a row begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowPosition {
    /// From 1; 0 is the row of names.
    pub(super) row: u64,
    /// From 1.
    pub(super) line: u64,
    /// In bytes from 0.
    pub(super) offset: u64,
}

fn fields(count: usize) -> String {
    format!("{count} {}", if count == 1 { "field" } else { "fields" })
}

impl fmt::Display for RowPosition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            0 => write!(out, "the row of names"),
            row => write!(out, "row {row} (line {})", self.line),
        }
    }
}
