//! How the bytes of one string are shown: as they are, quoted as redis-cli does it, or made harmless for a terminal.

use std::io::{self, Write};

use super::quote::{LINE, LINES, QUOTED, write_escaped};
use super::sanitize::Sanitizer;

/// A string under way.
pub(super) enum StringEscaper {
    /// The bytes themselves.
    Whole,
    /// ASCII, to stand between quotes.
    Quoted,
    /// For a terminal.
    Screen(Sanitizer),
}

impl StringEscaper {
    /// The inside of a quoted string.
    pub(super) fn quoted(terminal: bool) -> Self {
        match terminal {
            true => StringEscaper::Screen(Sanitizer::new(&QUOTED)),
            false => StringEscaper::Quoted,
        }
    }

    /// A simple string or an error, which ought to be one line.
    pub(super) fn line(terminal: bool) -> Self {
        match terminal {
            true => StringEscaper::Screen(Sanitizer::new(&LINE)),
            false => StringEscaper::Whole,
        }
    }

    /// A text that is to be read as it is, of any number of lines.
    pub(super) fn lines(terminal: bool) -> Self {
        match terminal {
            true => StringEscaper::Screen(Sanitizer::new(&LINES)),
            false => StringEscaper::Whole,
        }
    }

    /// Writes the next bytes.
    pub(super) fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        match self {
            StringEscaper::Whole => out.write_all(bytes),
            StringEscaper::Quoted => write_escaped(out, bytes, &QUOTED),
            StringEscaper::Screen(sanitizer) => sanitizer.piece(out, bytes),
        }
    }

    /// Writes what is left.
    pub(super) fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self {
            StringEscaper::Screen(sanitizer) => sanitizer.finish(out),
            StringEscaper::Whole | StringEscaper::Quoted => Ok(()),
        }
    }

    /// Writes a string that is there as a whole.
    pub(super) fn write<W: Write>(mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        self.piece(out, bytes)?;
        self.finish(out)
    }
}

/// A string between quotes, for a terminal: characters beyond ASCII stand for themselves where they are harmless.
pub(crate) fn readable(bytes: &[u8]) -> String {
    let mut out = vec![b'"'];
    // A vector takes everything.
    let _ = StringEscaper::quoted(true).write(&mut out, bytes);
    out.push(b'"');
    // Only characters are let through.
    String::from_utf8(out).unwrap_or_default()
}
