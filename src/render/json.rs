//! The JSON formats: one value on a line.
//!
//! If JSON has no notation for a value, the output is that of redis-cli, even if it is not valid JSON: an error is
//! `error:"…"`, and an infinite double is `inf`. A key that is not a string is its JSON in quotes. A big number is a
//! number. A bulk error looks like an error.
//!
//! [`json_string`](super::json_string) documents the exceptions.

use std::io::{self, Write};

use super::json_string::{JsonForm, JsonString};
use super::value_layout::{Notation, Separator};

pub(super) struct Json(JsonString);

impl Json {
    pub(super) fn new(form: JsonForm) -> Self {
        Json(JsonString::new(form))
    }
}

impl Notation for Json {
    const NULL: &[u8] = b"null";
    const TRUE: &[u8] = b"true";
    const FALSE: &[u8] = b"false";

    fn separator(&self, place: Separator) -> &[u8] {
        match place {
            Separator::Element => b",",
            Separator::Pair => b":",
        }
    }

    fn brackets(is_paired: bool, is_key: bool) -> (&'static [u8], &'static [u8]) {
        match (is_paired, is_key) {
            (false, false) => (b"[", b"]"),
            (false, true) => (b"\"[", b"]\""),
            (true, false) => (b"{", b"}"),
            (true, true) => (b"\"{", b"}\""),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\"")
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        self.0.piece(out, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.finish(out)?;
        out.write_all(b"\"")
    }

    /// Writes a value without quotes, or with them if it is a key.
    fn word<W: Write>(&mut self, out: &mut W, word: &[u8], is_key: bool) -> io::Result<()> {
        let quote: &[u8] = if is_key { b"\"" } else { b"" };
        out.write_all(quote)?;
        out.write_all(word)?;
        out.write_all(quote)
    }

    fn error<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        out.write_all(b"error:")?;
        self.line(out, text)
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.reset();
        out.write_all(b"\n")
    }
}
