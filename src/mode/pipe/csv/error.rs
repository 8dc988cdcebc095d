//! What may be wrong with an input of CSV, and how that is said.

use std::{fmt, io};

use redsh_engine::resp::split::ForeignInput;

use super::watch::MAX_ROW;

/// Why there is no command in the input, or no further one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowError {
    #[error(transparent)]
    Read(#[from] io::Error),
    #[error("{0}")]
    Foreign(ForeignInput),
    #[error("there is no row with the names of the columns: the input is empty")]
    NoNames,
    #[error("no column is named \"{}\": the first row has {among}", name.escape_ascii())]
    Unknown { name: Vec<u8>, among: String },
    #[error("{count} columns are named \"{}\": write the number of the one that is meant, from 1", name.escape_ascii())]
    Ambiguous { name: Vec<u8>, count: usize },
    #[error("{at}: it has {}, and there is no column {wanted}", fields(*.count))]
    TooFew {
        at: Place,
        count: usize,
        wanted: usize,
    },
    #[error("{at}: it has {} where the rows before it have {width}; a field with a comma or a line end in it wants quotes", fields(*.count))]
    Uneven {
        at: Place,
        count: usize,
        width: usize,
    },
    #[error("{at}: the quote that opens in line {line} is not closed")]
    OpenQuote { at: Place, line: u64 },
    #[error("{at}: it is of more than {} MiB; is a quote in it not closed?", MAX_ROW >> 20)]
    TooLong { at: Place },
}

/// Where a row is.
#[derive(Debug)]
pub(crate) struct Place {
    /// Which row, from 1; 0 is that of the names.
    pub(super) row: u64,
    /// The line that it begins in, from 1.
    pub(super) line: u64,
}

fn fields(count: usize) -> String {
    format!("{count} {}", if count == 1 { "field" } else { "fields" })
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            0 => write!(out, "the row of names"),
            row => write!(out, "row {row} (line {})", self.line),
        }
    }
}
