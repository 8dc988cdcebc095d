//! The csv format: a reply is a line, its elements parted by commas.
//!
//! Strings stand between quotes, escaped as redis-cli does it, with backslashes: a spreadsheet's doubled quotes it has
//! never been. Aggregates are flattened, and an empty one leaves its place empty. An error takes two places: the word
//! `ERROR` and its text. Big numbers are their digits, bulk errors are errors.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use super::decimal::Decimal;
use super::layout::Layout;
use super::nesting::{Nesting, Place};
use super::quote::{QUOTED, write_escaped};

/// The layout.
#[derive(Default)]
pub(super) struct Csv {
    nesting: Nesting,
}

impl Csv {
    pub(super) fn new() -> Self {
        Csv::default()
    }

    /// Writes what stands before the value that comes now.
    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.nesting.advance() {
            Place::Top | Place::Element { first: true } | Place::Key { first: true } => Ok(()),
            _ => out.write_all(b","),
        }
    }
}

impl Layout for Csv {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        self.advance(out)?;
        match scalar {
            Scalar::Simple(text) => write_quoted(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => {
                out.write_all(b"ERROR,")?;
                write_quoted(out, text)
            }
            Scalar::Integer(number) => out.write_all(Decimal::from(number).as_bytes()),
            Scalar::Null(_) => out.write_all(b"NULL"),
            Scalar::Boolean(true) => out.write_all(b"true"),
            Scalar::Boolean(false) => out.write_all(b"false"),
            Scalar::Double(text) | Scalar::BigNumber(text) => out.write_all(text),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, _kind: StringKind) -> io::Result<()> {
        self.advance(out)?;
        out.write_all(b"\"")
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        write_escaped(out, bytes, &QUOTED)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\"")
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        _len: Option<u64>,
    ) -> io::Result<()> {
        self.advance(out)?;
        self.nesting.open(kind);
        Ok(())
    }

    fn end<W: Write>(&mut self, _out: &mut W) -> io::Result<()> {
        self.nesting.close();
        Ok(())
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.nesting.clear();
        out.write_all(b"\n")
    }
}

fn write_quoted<W: Write>(out: &mut W, text: &[u8]) -> io::Result<()> {
    out.write_all(b"\"")?;
    write_escaped(out, text, &QUOTED)?;
    out.write_all(b"\"")
}
