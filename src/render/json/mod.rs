//! The JSON formats: one value a line.
//!
//! Where JSON has no word for what RESP says, redis-cli's text stands, even where no JSON parser takes it: an error is
//! `error:"…"`, an infinite double is `inf`. A key that is no string is its JSON between quotes. Big numbers are
//! numbers of as many digits, bulk errors are errors.
//!
//! What is not copied is in [`string`].

pub(super) mod string;

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use self::string::JsonString;
use super::decimal::Decimal;
use super::layout::Layout;
use super::nesting::{Nesting, Place};

/// The layout.
pub(super) struct Json {
    nesting: Nesting,
    /// What closes each open aggregate.
    closings: Vec<&'static [u8]>,
    string: JsonString,
}

impl Json {
    /// Characters stand for themselves; on a terminal only harmless ones.
    pub(super) fn new(terminal: bool) -> Self {
        Json::of(JsonString::new(terminal))
    }

    /// Strings are quoted before they become JSON, so that all is ASCII and no byte is lost.
    pub(super) fn quoted() -> Self {
        Json::of(JsonString::quoted())
    }

    fn of(string: JsonString) -> Self {
        Json {
            nesting: Nesting::default(),
            closings: Vec::new(),
            string,
        }
    }

    /// Writes what stands before the value that comes now; returns whether that is a key.
    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<bool> {
        let place = self.nesting.advance();
        match place {
            Place::Top | Place::Element { first: true } | Place::Key { first: true } => {}
            Place::Element { first: false } | Place::Key { first: false } => out.write_all(b",")?,
            Place::Value => out.write_all(b":")?,
        }
        Ok(matches!(place, Place::Key { .. }))
    }

    fn write_string<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        out.write_all(b"\"")?;
        self.string.piece(out, text)?;
        self.end_string(out)
    }
}

impl Layout for Json {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        let is_key = self.advance(out)?;
        match scalar {
            Scalar::Simple(text) => self.write_string(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => {
                out.write_all(b"error:")?;
                self.write_string(out, text)
            }
            Scalar::Integer(number) => write_word(out, Decimal::from(number).as_bytes(), is_key),
            Scalar::Null(_) => write_word(out, b"null", is_key),
            Scalar::Boolean(true) => write_word(out, b"true", is_key),
            Scalar::Boolean(false) => write_word(out, b"false", is_key),
            Scalar::Double(text) | Scalar::BigNumber(text) => write_word(out, text, is_key),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, _kind: StringKind) -> io::Result<()> {
        self.advance(out)?;
        out.write_all(b"\"")
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        self.string.piece(out, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.string.finish(out)?;
        out.write_all(b"\"")
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        _len: Option<u64>,
    ) -> io::Result<()> {
        let is_key = self.advance(out)?;
        let (opening, closing): (&[u8], &[u8]) = match (kind.is_paired(), is_key) {
            (false, false) => (b"[", b"]"),
            (false, true) => (b"\"[", b"]\""),
            (true, false) => (b"{", b"}"),
            (true, true) => (b"\"{", b"}\""),
        };
        self.nesting.open(kind);
        self.closings.push(closing);
        out.write_all(opening)
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.nesting.close();
        out.write_all(self.closings.pop().unwrap_or_default())
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.nesting.clear();
        self.closings.clear();
        self.string.reset();
        out.write_all(b"\n")
    }
}

/// What stands without quotes, but where it is a key.
fn write_word<W: Write>(out: &mut W, word: &[u8], is_key: bool) -> io::Result<()> {
    let quote: &[u8] = if is_key { b"\"" } else { b"" };
    out.write_all(quote)?;
    out.write_all(word)?;
    out.write_all(quote)
}
