//! The types, numbers, marks and indentation of the standard format.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, Scalar, StringKind};

use super::super::escaper::StringEscaper;
use super::super::medium::Medium;
use super::digits;
use super::lines::{Extent, LineWriter};
use crate::terminal::style::{Palette, StyleRole};

/// Writes values within the open aggregates.
pub(super) struct TreeWriter {
    palette: Palette,
    medium: Medium,
    open: Vec<OpenAggregate>,
    /// An attribute was closed. The next value is the one that it describes, which already has its number.
    is_attributed: bool,
    kind: StringKind,
    text: StringEscaper,
}

impl TreeWriter {
    pub(super) fn new(palette: Palette, medium: Medium) -> Self {
        TreeWriter {
            palette,
            medium,
            open: Vec::new(),
            is_attributed: false,
            kind: StringKind::Bulk,
            text: StringEscaper::Whole,
        }
    }

    #[inline]
    pub(super) fn event<W: Write>(
        &mut self,
        out: &mut LineWriter<'_, W>,
        event: Event<'_>,
    ) -> io::Result<()> {
        match event {
            Event::Scalar(scalar) => self.scalar(out, scalar),
            Event::BeginString(kind, _) => self.begin_string(out, kind),
            Event::Bytes(bytes) => self.text.piece(out, bytes),
            Event::EndString => self.end_string(out),
            Event::Begin(kind, len) => {
                self.advance(out, extent(kind, len))?;
                self.push(kind, Some(len.map_or(0, digits)));
                Ok(())
            }
            Event::End => self.end(out),
            Event::Wait => Ok(()),
        }
    }

    fn scalar<W: Write>(
        &mut self,
        out: &mut LineWriter<'_, W>,
        scalar: Scalar<'_>,
    ) -> io::Result<()> {
        self.advance(out, Extent::None)?;
        match scalar {
            Scalar::Simple(text) => StringEscaper::line(self.medium.is_terminal()).write(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => self.write_error(out, text),
            Scalar::Integer(number) => self.write_typed(
                out,
                b"(integer) ",
                itoa::Buffer::new().format(number).as_bytes(),
            ),
            Scalar::Null(_) => self.write(out, StyleRole::Faint, b"(nil)"),
            Scalar::Boolean(true) => self.write(out, StyleRole::Number, b"(true)"),
            Scalar::Boolean(false) => self.write(out, StyleRole::Number, b"(false)"),
            Scalar::Double(text) => self.write_typed(out, b"(double) ", text),
            Scalar::BigNumber(text) => self.write_typed(out, b"(big number) ", text),
        }
    }

    fn begin_string<W: Write>(
        &mut self,
        out: &mut LineWriter<'_, W>,
        kind: StringKind,
    ) -> io::Result<()> {
        self.advance(out, Extent::None)?;
        self.kind = kind;
        match kind {
            StringKind::Bulk => {
                self.text = StringEscaper::quoted(self.medium.shows_utf8());
                self.palette.begin(out, StyleRole::Text)?;
                out.write_all(b"\"")
            }
            StringKind::Verbatim(_) => {
                self.text = StringEscaper::lines(self.medium.is_terminal());
                Ok(())
            }
        }
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.text.finish(out)?;
        match self.kind {
            StringKind::Bulk => {
                out.write_all(b"\"")?;
                self.palette.end(out)
            }
            StringKind::Verbatim(_) => Ok(()),
        }
    }

    pub(super) fn begin_block<W: Write>(&mut self, out: &mut LineWriter<'_, W>) -> io::Result<()> {
        self.advance(out, Extent::Several)?;
        self.push(Aggregate::Array, None);
        Ok(())
    }

    fn push(&mut self, kind: Aggregate, numbers: Option<usize>) {
        self.open.push(OpenAggregate {
            kind,
            indent: self.column(),
            numbers,
            count: 0,
        });
    }

    pub(super) fn note<W: Write>(&self, out: &mut W, text: &str) -> io::Result<()> {
        out.write_all(b"  ")?;
        self.write(out, StyleRole::Faint, text.as_bytes())
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        self.is_attributed = open.kind == Aggregate::Attribute;
        match open.count {
            0 => self.write(out, StyleRole::Faint, open.empty()),
            _ => Ok(()),
        }
    }

    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.is_attributed = false;
    }

    /// Writes the separator, number or mark before the next value.
    fn advance<W: Write>(&mut self, out: &mut LineWriter<'_, W>, extent: Extent) -> io::Result<()> {
        if std::mem::take(&mut self.is_attributed) {
            return out.write_break(self.column());
        }
        let depth = self.open.len();
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        open.count += 1;
        match (open.kind.is_paired(), open.count.is_multiple_of(2)) {
            (true, false) => self.write_number(out),
            (true, true) => {
                self.write(out, StyleRole::Faint, b" => ")?;
                out.value(extent, depth, self.column())
            }
            (false, _) => {
                self.write_number(out)?;
                out.element(extent, depth)
            }
        }
    }

    /// Writes the number of the last element. The first one is on the line of the aggregate itself.
    fn write_number<W: Write>(&self, out: &mut LineWriter<'_, W>) -> io::Result<()> {
        let Some(open) = self.open.last() else {
            return Ok(());
        };
        if open.count > 1 {
            out.write_break(open.indent)?;
        }
        let Some(width) = open.numbers else {
            return Ok(());
        };
        let mut buffer = itoa::Buffer::new();
        let number = buffer.format(open.number());
        out.write_spaces(width.saturating_sub(number.len()))?;
        self.palette.begin(out, StyleRole::Faint)?;
        out.write_all(number.as_bytes())?;
        out.write_all(open.mark())?;
        self.palette.end(out)
    }

    /// Returns the column of the innermost aggregate's elements, after their numbers.
    fn column(&self) -> usize {
        self.open.last().map_or(0, OpenAggregate::column)
    }

    fn write<W: Write>(&self, out: &mut W, role: StyleRole, text: &[u8]) -> io::Result<()> {
        self.palette.begin(out, role)?;
        out.write_all(text)?;
        self.palette.end(out)
    }

    fn write_typed<W: Write>(&self, out: &mut W, kind: &[u8], number: &[u8]) -> io::Result<()> {
        self.write(out, StyleRole::Faint, kind)?;
        self.write(out, StyleRole::Number, number)
    }

    fn write_error<W: Write>(&self, out: &mut W, text: &[u8]) -> io::Result<()> {
        self.palette.begin(out, StyleRole::Error)?;
        out.write_all(b"(error) ")?;
        StringEscaper::line(self.medium.is_terminal()).write(out, text)?;
        self.palette.end(out)
    }
}

/// Returns the known number of elements. An attribute counts as several, because its value follows it.
fn extent(kind: Aggregate, len: Option<u64>) -> Extent {
    match (kind, len) {
        (Aggregate::Attribute, _) => Extent::Several,
        (_, Some(0)) => Extent::None,
        (_, Some(1)) => Extent::One,
        _ => Extent::Several,
    }
}

struct OpenAggregate {
    kind: Aggregate,
    /// The columns before the numbers of the elements.
    indent: usize,
    /// The width of the element numbers, 0 if the last number is unknown. `None` if the elements have none.
    numbers: Option<usize>,
    /// The number of values so far, counting both keys and values.
    count: u64,
}

impl OpenAggregate {
    /// Returns the number of the last element or pair.
    fn number(&self) -> u64 {
        match self.kind.is_paired() {
            true => self.count.div_ceil(2),
            false => self.count,
        }
    }

    fn column(&self) -> usize {
        match self.numbers {
            Some(least) => self.indent + least.max(digits(self.number())) + self.mark().len(),
            None => self.indent,
        }
    }

    fn mark(&self) -> &'static [u8] {
        match self.kind {
            Aggregate::Array | Aggregate::Push => b") ",
            Aggregate::Set => b"~ ",
            Aggregate::Map => b"# ",
            Aggregate::Attribute => b"| ",
        }
    }

    /// Returns the text for an aggregate without elements.
    fn empty(&self) -> &'static [u8] {
        match self.kind {
            Aggregate::Array => b"(empty array)",
            Aggregate::Push => b"(empty push)",
            Aggregate::Set => b"(empty set)",
            Aggregate::Map => b"(empty hash)",
            Aggregate::Attribute => b"(empty attribute)",
        }
    }
}
