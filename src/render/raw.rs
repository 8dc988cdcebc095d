//! The raw format: the bytes of strings, with a delimiter between elements.
//!
//! Aggregates are flattened; a space separates a key from its value. Null is empty. As in redis-cli, an error is
//! followed by a line feed besides the usual delimiter: scripts detect errors by the empty line. A big number is its
//! digits. A bulk error looks like an error.

use std::io::{self, Write};

use super::escaper::StringEscaper;
use super::value_layout::{Notation, Separator};

pub(super) struct Raw {
    delimiter: Vec<u8>,
    end: Vec<u8>,
    /// Escapes control characters, for a terminal.
    on_screen: bool,
    text: StringEscaper,
}

impl Raw {
    /// Creates the format with the delimiters of `-d` and `-D`.
    pub(super) fn new(delimiter: Vec<u8>, end: Vec<u8>, on_screen: bool) -> Self {
        Raw {
            delimiter,
            end,
            on_screen,
            text: StringEscaper::Whole,
        }
    }
}

impl Notation for Raw {
    const NULL: &[u8] = b"";
    const TRUE: &[u8] = b"(true)";
    const FALSE: &[u8] = b"(false)";

    fn separator(&self, place: Separator) -> &[u8] {
        match place {
            Separator::Element => &self.delimiter,
            Separator::Pair => b" ",
        }
    }

    fn begin_string<W: Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.text = StringEscaper::lines(self.on_screen);
        Ok(())
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        self.text.piece(out, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.text.finish(out)
    }

    fn line<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        StringEscaper::line(self.on_screen).write(out, text)
    }

    fn error<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        self.line(out, text)?;
        out.write_all(b"\n")
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(&self.end)
    }
}
