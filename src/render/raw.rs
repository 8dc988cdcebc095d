//! The raw format: the strings' own bytes, with a delimiter between elements.
//!
//! Aggregates are flattened; a key is parted from its value by a space. "Nothing" in any form is nothing at all. An
//! error is followed by a line feed, whatever the delimiters are, and then by what follows any value: this is
//! redis-cli's way, and scripts tell errors by the empty line. Big numbers are their digits, bulk errors are errors.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use super::decimal::Decimal;
use super::layout::Layout;
use super::nesting::{Nesting, Place};
use super::text::Text;

/// The layout.
pub(super) struct Raw {
    delimiter: Vec<u8>,
    end: Vec<u8>,
    /// What comes must not drive the terminal.
    on_screen: bool,
    nesting: Nesting,
    text: Text,
}

impl Raw {
    /// What `--raw` is: with `-d` between elements and `-D` after each reply.
    pub(super) fn new(delimiter: Vec<u8>, end: Vec<u8>) -> Self {
        Raw {
            delimiter,
            end,
            on_screen: false,
            nesting: Nesting::default(),
            text: Text::Whole,
        }
    }

    /// For a reply that is a text to be read: nothing is added at its end. On a screen it is made harmless.
    pub(super) fn verbatim(delimiter: Vec<u8>, on_screen: bool) -> Self {
        Raw {
            on_screen,
            ..Raw::new(delimiter, Vec::new())
        }
    }

    /// Writes what stands before the value that comes now.
    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.nesting.advance() {
            Place::Top | Place::Element { first: true } | Place::Key { first: true } => Ok(()),
            Place::Element { first: false } | Place::Key { first: false } => {
                out.write_all(&self.delimiter)
            }
            Place::Value => out.write_all(b" "),
        }
    }
}

impl Layout for Raw {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        self.advance(out)?;
        match scalar {
            Scalar::Simple(text) => Text::line(self.on_screen).write(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => {
                Text::line(self.on_screen).write(out, text)?;
                out.write_all(b"\n")
            }
            Scalar::Integer(number) => out.write_all(Decimal::from(number).as_bytes()),
            Scalar::Null(_) => Ok(()),
            Scalar::Boolean(true) => out.write_all(b"(true)"),
            Scalar::Boolean(false) => out.write_all(b"(false)"),
            Scalar::Double(text) | Scalar::BigNumber(text) => out.write_all(text),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, _kind: StringKind) -> io::Result<()> {
        self.advance(out)?;
        self.text = Text::lines(self.on_screen);
        Ok(())
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        self.text.piece(out, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.text.finish(out)
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
        out.write_all(&self.end)
    }
}
