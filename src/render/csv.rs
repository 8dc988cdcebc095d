//! The csv format: a reply is one line of values with commas between them.
//!
//! Strings are in quotes and escaped with backslashes, as in redis-cli, not with doubled quotes. Aggregates are
//! flattened; an empty one is an empty field. An error takes two fields: the word `ERROR` and its text. A big number is
//! its digits. A bulk error looks like an error.

use std::io::{self, Write};

use super::quote::{QUOTED, write_escaped};
use super::value_layout::{Notation, Separator};

pub(super) struct Csv;

impl Notation for Csv {
    const NULL: &[u8] = b"NULL";
    const TRUE: &[u8] = b"true";
    const FALSE: &[u8] = b"false";

    fn separator(&self, _: Separator) -> &[u8] {
        b","
    }

    fn begin_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\"")
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        write_escaped(out, bytes, &QUOTED)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\"")
    }

    fn error<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        out.write_all(b"ERROR,")?;
        self.line(out, text)
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")
    }
}
