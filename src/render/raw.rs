//! The raw format: the bytes of strings, with a delimiter between elements.
//!
//! Aggregates are flattened; a space separates a key from its value. Null is empty. As in redis-cli, an error is
//! followed by a line feed besides the usual delimiter: scripts detect errors by the empty line. A big number is its
//! digits. A bulk error looks like an error.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, Scalar};

use super::decimal::Decimal;
use super::escaper::StringEscaper;
use super::layout::Layout;
use super::nesting::{Nesting, Separator};

pub(super) struct Raw {
    delimiter: Vec<u8>,
    end: Vec<u8>,
    /// Escapes control characters, for a terminal.
    on_screen: bool,
    nesting: Nesting,
    text: StringEscaper,
}

impl Raw {
    /// Creates the format of `--raw`, with the delimiters of `-d` and `-D`.
    pub(super) fn new(delimiter: Vec<u8>, end: Vec<u8>) -> Self {
        Raw {
            delimiter,
            end,
            on_screen: false,
            nesting: Nesting::default(),
            text: StringEscaper::Whole,
        }
    }

    /// Creates the layout for a reply that is text. Nothing is added after it. On a screen, control characters are
    /// escaped.
    pub(super) fn verbatim(delimiter: Vec<u8>, on_screen: bool) -> Self {
        Raw {
            on_screen,
            ..Raw::new(delimiter, Vec::new())
        }
    }

    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.nesting.advance().0 {
            Separator::None => Ok(()),
            Separator::Element => out.write_all(&self.delimiter),
            Separator::Pair => out.write_all(b" "),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.advance(out)?;
        self.text = StringEscaper::lines(self.on_screen);
        Ok(())
    }

    fn begin<W: Write>(&mut self, out: &mut W, kind: Aggregate) -> io::Result<()> {
        self.advance(out)?;
        self.nesting.open(kind);
        Ok(())
    }

    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        self.advance(out)?;
        match scalar {
            Scalar::Simple(text) => StringEscaper::line(self.on_screen).write(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => {
                StringEscaper::line(self.on_screen).write(out, text)?;
                out.write_all(b"\n")
            }
            Scalar::Integer(number) => out.write_all(Decimal::from(number).as_bytes()),
            Scalar::Null(_) => Ok(()),
            Scalar::Boolean(true) => out.write_all(b"(true)"),
            Scalar::Boolean(false) => out.write_all(b"(false)"),
            Scalar::Double(text) | Scalar::BigNumber(text) => out.write_all(text),
        }
    }
}

impl Layout for Raw {
    #[inline(always)]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(scalar) => self.scalar(out, scalar),
            Event::BeginString(..) => self.begin_string(out),
            Event::Bytes(bytes) => self.text.piece(out, bytes),
            Event::EndString => self.text.finish(out),
            Event::Begin(kind, _) => self.begin(out, kind),
            Event::End => {
                self.nesting.close();
                Ok(())
            }
            Event::Wait => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.nesting.clear();
        out.write_all(&self.end)
    }
}
