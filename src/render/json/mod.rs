//! The JSON formats: one value on a line.
//!
//! If JSON has no notation for a value, the output is that of redis-cli, even if it is not valid JSON: an error is
//! `error:"…"`, and an infinite double is `inf`. A key that is not a string is its JSON in quotes. A big number is a
//! number. A bulk error looks like an error.
//!
//! [`string`] documents the exceptions.

pub(super) mod string;

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, Scalar};

use self::string::{JsonForm, JsonString};
use super::decimal::Decimal;
use super::layout::Layout;
use super::nesting::{Nesting, Separator};

pub(super) struct Json {
    nesting: Nesting,
    /// The closing bracket of each open aggregate.
    closings: Vec<&'static [u8]>,
    string: JsonString,
}

impl Json {
    pub(super) fn new(form: JsonForm) -> Self {
        Json {
            nesting: Nesting::default(),
            closings: Vec::new(),
            string: JsonString::new(form),
        }
    }

    /// Writes the separator before the next value, and returns whether the value is a key.
    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<bool> {
        let (separator, is_key) = self.nesting.advance();
        match separator {
            Separator::None => {}
            Separator::Element => out.write_all(b",")?,
            Separator::Pair => out.write_all(b":")?,
        }
        Ok(is_key)
    }

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

    fn begin_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.advance(out)?;
        out.write_all(b"\"")
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.nesting.close();
        out.write_all(self.closings.pop().unwrap_or_default())
    }

    fn begin<W: Write>(&mut self, out: &mut W, kind: Aggregate) -> io::Result<()> {
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

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.string.finish(out)?;
        out.write_all(b"\"")
    }

    fn write_string<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        self.string.write_whole(out, text)
    }
}

impl Layout for Json {
    #[inline(always)]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(scalar) => self.scalar(out, scalar),
            Event::BeginString(..) => self.begin_string(out),
            Event::Bytes(bytes) => self.string.piece(out, bytes),
            Event::EndString => self.end_string(out),
            Event::Begin(kind, _) => self.begin(out, kind),
            Event::End => self.end(out),
            Event::Wait => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.nesting.clear();
        self.closings.clear();
        self.string.reset();
        out.write_all(b"\n")
    }
}

/// Writes a value without quotes, or with them if it is a key.
fn write_word<W: Write>(out: &mut W, word: &[u8], is_key: bool) -> io::Result<()> {
    let quote: &[u8] = if is_key { b"\"" } else { b"" };
    out.write_all(quote)?;
    out.write_all(word)?;
    out.write_all(quote)
}
