//! Types, numbers, marks and indents of the standard format.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use super::super::decimal::{Decimal, width};
use super::super::text::Text;
use super::lines::{Extent, Lines};
use crate::terminal::style::{Paint, Palette, StyleRole};

/// The open aggregates, and how what is in them is written.
pub(super) struct Tree {
    paint: Paint,
    terminal: bool,
    open: Vec<Open>,
    /// An attribute was closed: what comes now is the value it belongs to, which has its number already.
    is_attributed: bool,
    /// The string under way.
    kind: StringKind,
    text: Text,
}

impl Tree {
    pub(super) fn new(palette: Palette, terminal: bool) -> Self {
        Tree {
            paint: Paint::new(palette),
            terminal,
            open: Vec::new(),
            is_attributed: false,
            kind: StringKind::Bulk,
            text: Text::Whole,
        }
    }

    pub(super) fn scalar<W: Write>(
        &mut self,
        out: &mut Lines<'_, W>,
        scalar: Scalar<'_>,
    ) -> io::Result<()> {
        self.advance(out, Extent::None)?;
        match scalar {
            Scalar::Simple(text) => Text::line(self.terminal).write(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => self.write_error(out, text),
            Scalar::Integer(number) => {
                self.write_typed(out, b"(integer) ", Decimal::from(number).as_bytes())
            }
            Scalar::Null(_) => self.write(out, StyleRole::Faint, b"(nil)"),
            Scalar::Boolean(true) => self.write(out, StyleRole::Number, b"(true)"),
            Scalar::Boolean(false) => self.write(out, StyleRole::Number, b"(false)"),
            Scalar::Double(text) => self.write_typed(out, b"(double) ", text),
            Scalar::BigNumber(text) => self.write_typed(out, b"(big number) ", text),
        }
    }

    pub(super) fn begin_string<W: Write>(
        &mut self,
        out: &mut Lines<'_, W>,
        kind: StringKind,
    ) -> io::Result<()> {
        self.advance(out, Extent::None)?;
        self.kind = kind;
        match kind {
            StringKind::Bulk => {
                self.text = Text::quoted(self.terminal);
                self.paint.begin(out, StyleRole::Text)?;
                out.write_all(b"\"")
            }
            StringKind::Verbatim(_) => {
                self.text = Text::lines(self.terminal);
                Ok(())
            }
        }
    }

    pub(super) fn piece<W: Write>(
        &mut self,
        out: &mut Lines<'_, W>,
        bytes: &[u8],
    ) -> io::Result<()> {
        self.text.piece(out, bytes)
    }

    pub(super) fn end_string<W: Write>(&mut self, out: &mut Lines<'_, W>) -> io::Result<()> {
        self.text.finish(out)?;
        match self.kind {
            StringKind::Bulk => {
                out.write_all(b"\"")?;
                self.paint.end(out, StyleRole::Text)
            }
            StringKind::Verbatim(_) => Ok(()),
        }
    }

    pub(super) fn begin<W: Write>(
        &mut self,
        out: &mut Lines<'_, W>,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        self.advance(out, extent(kind, len))?;
        self.push(kind, Numbers::Padded(len.map_or(0, width)));
        Ok(())
    }

    /// An array whose elements have no numbers.
    pub(super) fn begin_block<W: Write>(&mut self, out: &mut Lines<'_, W>) -> io::Result<()> {
        self.advance(out, Extent::Several)?;
        self.push(Aggregate::Array, Numbers::None);
        Ok(())
    }

    fn push(&mut self, kind: Aggregate, numbers: Numbers) {
        self.open.push(Open {
            kind,
            indent: self.column(),
            numbers,
            count: 0,
        });
    }

    /// Written behind the value that came last.
    pub(super) fn note<W: Write>(&self, out: &mut Lines<'_, W>, text: &str) -> io::Result<()> {
        out.write_all(b"  ")?;
        self.write(out, StyleRole::Faint, text.as_bytes())
    }

    pub(super) fn end<W: Write>(&mut self, out: &mut Lines<'_, W>) -> io::Result<()> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        self.is_attributed = open.kind == Aggregate::Attribute;
        match open.count {
            0 => self.write(out, StyleRole::Faint, open.empty()),
            _ => Ok(()),
        }
    }

    /// Nothing is open any more.
    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.is_attributed = false;
    }

    /// Writes what stands before the value that comes now.
    fn advance<W: Write>(&mut self, out: &mut Lines<'_, W>, extent: Extent) -> io::Result<()> {
        if std::mem::take(&mut self.is_attributed) {
            return out.write_break(self.column());
        }
        let depth = self.open.len();
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        open.count += 1;
        match open.last() {
            Last::Key => self.write_number(out),
            Last::Value => {
                self.write(out, StyleRole::Faint, b" => ")?;
                out.value(extent, depth, self.column())
            }
            Last::Element => {
                self.write_number(out)?;
                out.element(extent, depth)
            }
        }
    }

    /// The number of the last element. The first stands where the aggregate itself does.
    fn write_number<W: Write>(&self, out: &mut Lines<'_, W>) -> io::Result<()> {
        let Some(open) = self.open.last() else {
            return Ok(());
        };
        if open.count > 1 {
            out.write_break(open.indent)?;
        }
        let Numbers::Padded(width) = open.numbers else {
            return Ok(());
        };
        let number = Decimal::from(open.number());
        out.write_spaces(width.saturating_sub(number.as_bytes().len()))?;
        self.paint.begin(out, StyleRole::Faint)?;
        out.write_all(number.as_bytes())?;
        out.write_all(open.mark())?;
        self.paint.end(out, StyleRole::Faint)
    }

    /// Where the elements of the innermost aggregate begin, behind their numbers.
    fn column(&self) -> usize {
        self.open.last().map_or(0, Open::column)
    }

    fn write<W: Write>(
        &self,
        out: &mut Lines<'_, W>,
        role: StyleRole,
        text: &[u8],
    ) -> io::Result<()> {
        self.paint.begin(out, role)?;
        out.write_all(text)?;
        self.paint.end(out, role)
    }

    fn write_typed<W: Write>(
        &self,
        out: &mut Lines<'_, W>,
        kind: &[u8],
        number: &[u8],
    ) -> io::Result<()> {
        self.write(out, StyleRole::Faint, kind)?;
        self.write(out, StyleRole::Number, number)
    }

    fn write_error<W: Write>(&self, out: &mut Lines<'_, W>, text: &[u8]) -> io::Result<()> {
        self.paint.begin(out, StyleRole::Error)?;
        out.write_all(b"(error) ")?;
        Text::line(self.terminal).write(out, text)?;
        self.paint.end(out, StyleRole::Error)
    }
}

/// How many elements it is known to have. An attribute comes with a value besides.
fn extent(kind: Aggregate, len: Option<u64>) -> Extent {
    match (kind, len) {
        (Aggregate::Attribute, _) => Extent::Several,
        (_, Some(0)) => Extent::None,
        (_, Some(1)) => Extent::One,
        _ => Extent::Several,
    }
}

/// An aggregate that is not complete.
struct Open {
    kind: Aggregate,
    /// Columns before the numbers of its elements.
    indent: usize,
    numbers: Numbers,
    /// Values so far: two for each pair.
    count: u64,
}

/// The numbers of an aggregate's elements.
enum Numbers {
    /// So many columns wide at least; 0 where the last one is not known.
    Padded(usize),
    /// There are none.
    None,
}

/// What the last value of an aggregate is.
enum Last {
    Element,
    Key,
    Value,
}

impl Open {
    fn last(&self) -> Last {
        match (self.kind.is_paired(), self.count.is_multiple_of(2)) {
            (false, _) => Last::Element,
            (true, false) => Last::Key,
            (true, true) => Last::Value,
        }
    }

    /// The number of the last value: its own, or its pair's.
    fn number(&self) -> u64 {
        match self.kind.is_paired() {
            true => self.count.div_ceil(2),
            false => self.count,
        }
    }

    /// Columns before an element itself.
    fn column(&self) -> usize {
        match self.numbers {
            Numbers::Padded(least) => {
                self.indent + least.max(width(self.number())) + self.mark().len()
            }
            Numbers::None => self.indent,
        }
    }

    /// What follows a number.
    fn mark(&self) -> &'static [u8] {
        match self.kind {
            Aggregate::Array | Aggregate::Push => b") ",
            Aggregate::Set => b"~ ",
            Aggregate::Map => b"# ",
            Aggregate::Attribute => b"| ",
        }
    }

    /// What stands for one without elements.
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
