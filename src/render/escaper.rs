//! The notation of the bytes of a string: unchanged, quoted as by redis-cli, or escaped for a terminal.

use std::io::{self, Write};

use super::quote::{EscapeTable, LINE, LINES, QUOTED, write_escaped};
use super::sanitize::Sanitizer;

pub(super) enum StringEscaper {
    Whole,
    /// As ASCII within quotes.
    Quoted,
    Screen(Sanitizer),
}

impl StringEscaper {
    /// Creates an escaper for the inside of a quoted string.
    pub(super) fn quoted(terminal: bool) -> Self {
        StringEscaper::new(terminal, &QUOTED, StringEscaper::Quoted)
    }

    /// Creates an escaper for a simple string or error, which should be one line.
    pub(super) fn line(terminal: bool) -> Self {
        StringEscaper::new(terminal, &LINE, StringEscaper::Whole)
    }

    /// Creates an escaper for text of any number of lines.
    pub(super) fn lines(terminal: bool) -> Self {
        StringEscaper::new(terminal, &LINES, StringEscaper::Whole)
    }

    #[inline(always)]
    fn new(terminal: bool, table: &'static EscapeTable, otherwise: Self) -> Self {
        match terminal {
            true => StringEscaper::Screen(Sanitizer::new(table)),
            false => otherwise,
        }
    }

    pub(super) fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        match self {
            StringEscaper::Whole => out.write_all(bytes),
            StringEscaper::Quoted => write_escaped(out, bytes, &QUOTED),
            StringEscaper::Screen(sanitizer) => sanitizer.piece(out, bytes),
        }
    }

    pub(super) fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self {
            StringEscaper::Screen(sanitizer) => sanitizer.finish(out),
            StringEscaper::Whole | StringEscaper::Quoted => Ok(()),
        }
    }

    pub(super) fn write<W: Write>(mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        self.piece(out, bytes)?;
        self.finish(out)
    }

    fn escaped(self, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        // Writing to a vector never fails.
        let _ = self.write(&mut out, text);
        out
    }
}

/// Escapes text of several lines for a terminal. Line feeds and tabs are kept.
pub(crate) fn harmless(text: &[u8]) -> Vec<u8> {
    StringEscaper::lines(true).escaped(text)
}

/// Escapes text as a part of one line of a terminal.
pub(crate) fn harmless_line(text: &[u8]) -> String {
    String::from_utf8(StringEscaper::line(true).escaped(text)).expect("invalid UTF-8 is escaped")
}

/// Writes a string in quotes. On a terminal, printable characters beyond ASCII are not escaped.
pub(super) fn write_quoted<W: Write>(out: &mut W, bytes: &[u8], terminal: bool) -> io::Result<()> {
    out.write_all(b"\"")?;
    StringEscaper::quoted(terminal).write(out, bytes)?;
    out.write_all(b"\"")
}

/// Returns a string quoted as by redis-cli, whose prompt reads it back as the same bytes.
pub(crate) fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to a vector never fails.
    let _ = write_quoted(&mut out, bytes, false);
    out
}

/// Returns a quoted string for a terminal, in which printable characters beyond ASCII are not escaped.
pub(crate) fn readable(bytes: &[u8]) -> String {
    let mut out = Vec::new();
    let _ = write_quoted(&mut out, bytes, true);
    // The escaper writes only valid UTF-8.
    String::from_utf8(out).unwrap_or_default()
}
