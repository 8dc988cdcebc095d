//! The csv format: a reply is one line of values with commas between them.
//!
//! Strings are in quotes and escaped with backslashes, as in redis-cli, not with doubled quotes. Aggregates are
//! flattened; an empty one is an empty field. An error takes two fields: the word `ERROR` and its text. A big number is
//! its digits. A bulk error looks like an error.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, Scalar};

use super::decimal::Decimal;
use super::layout::Layout;
use super::nesting::{Nesting, Separator};
use super::quote::{QUOTED, write_escaped, write_quoted};

#[derive(Default)]
pub(super) struct Csv {
    nesting: Nesting,
}

impl Csv {
    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.nesting.advance() {
            (Separator::None, _) => Ok(()),
            _ => out.write_all(b","),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.advance(out)?;
        out.write_all(b"\"")
    }

    fn begin<W: Write>(&mut self, out: &mut W, kind: Aggregate) -> io::Result<()> {
        self.advance(out)?;
        self.nesting.open(kind);
        Ok(())
    }

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
}

impl Layout for Csv {
    #[inline(always)]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(scalar) => self.scalar(out, scalar),
            Event::BeginString(..) => self.begin_string(out),
            Event::Bytes(bytes) => write_escaped(out, bytes, &QUOTED),
            Event::EndString => out.write_all(b"\""),
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
        out.write_all(b"\n")
    }
}
