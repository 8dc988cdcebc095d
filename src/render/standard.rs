//! The standard format: values with their types, elements numbered, what is nested indented.
//!
//! ```text
//! 1) "name"                       an array: 1)   a set: 1~   a map: 1#   a push: 1)
//! 2) 1# "a" => (integer) 1        a nested value begins on its parent's line
//!    2# "b" =>
//!       1) OK                     but for one of several elements that is the value of a key
//!       2) (nil)
//! ```
//! Numbers are as wide as the last. What redis-cli cannot show is shown so: an attribute's pairs are numbered `1|` and
//! stand before their value, which begins on a line of its own; a streamed aggregate is not known to be short, so its
//! numbers are not padded and as the value of a key it begins on a new line; a bulk error is an error; a big number is
//! `(big number) 123`.

use std::io::{self, Write};

use engine::resp::{Aggregate, Scalar, StringKind};

use super::decimal::{Decimal, width};
use super::layout::Layout;
use super::style::{Paint, Palette, Role};
use super::text::Text;

/// The layout.
pub(super) struct Standard {
    paint: Paint,
    terminal: bool,
    open: Vec<Open>,
    /// An attribute was closed: what comes now is the value it belongs to, whose place is made already.
    is_attributed: bool,
    kind: StringKind,
    text: Text,
}

/// An aggregate that is not complete.
struct Open {
    kind: Aggregate,
    /// Columns before the numbers of its elements.
    indent: usize,
    /// Columns of its numbers; 0 where the last one is not known.
    width: usize,
    /// Values so far: two for each pair.
    count: u64,
}

impl Standard {
    /// On a terminal, characters are shown and control characters are escaped in every kind of text.
    pub(super) fn new(palette: Palette, terminal: bool) -> Self {
        Standard {
            paint: Paint::new(palette),
            terminal,
            open: Vec::new(),
            is_attributed: false,
            kind: StringKind::Bulk,
            text: Text::Whole,
        }
    }

    /// Writes what stands before the value that comes now. `spreads`: it takes several lines, which a key does not
    /// share.
    fn advance<W: Write>(&mut self, out: &mut W, spreads: bool) -> io::Result<()> {
        if std::mem::take(&mut self.is_attributed) {
            return write_break(out, self.column());
        }
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        open.count += 1;
        if open.kind.is_paired() && open.count.is_multiple_of(2) {
            self.write_arrow(out, spreads)
        } else {
            self.write_number(out)
        }
    }

    /// Between a key and its value.
    fn write_arrow<W: Write>(&self, out: &mut W, spreads: bool) -> io::Result<()> {
        self.write(out, Role::Faint, b" => ")?;
        match spreads {
            true => write_break(out, self.column()),
            false => Ok(()),
        }
    }

    /// The number of the element that was just counted. The first stands where the aggregate itself does.
    fn write_number<W: Write>(&self, out: &mut W) -> io::Result<()> {
        let Some(open) = self.open.last() else {
            return Ok(());
        };
        if open.count > 1 {
            write_break(out, open.indent)?;
        }
        let number = Decimal::from(open.number());
        write_spaces(out, open.width.saturating_sub(number.as_bytes().len()))?;
        out.write_all(self.paint.on(Role::Faint))?;
        out.write_all(number.as_bytes())?;
        out.write_all(open.mark())?;
        out.write_all(self.paint.off(Role::Faint))?;
        out.write_all(b" ")
    }

    /// Where an element of the innermost aggregate begins, behind its number.
    fn column(&self) -> usize {
        self.open.last().map_or(0, Open::column)
    }

    fn write<W: Write>(&self, out: &mut W, role: Role, text: &[u8]) -> io::Result<()> {
        out.write_all(self.paint.on(role))?;
        out.write_all(text)?;
        out.write_all(self.paint.off(role))
    }

    fn write_typed<W: Write>(&self, out: &mut W, kind: &[u8], number: &[u8]) -> io::Result<()> {
        self.write(out, Role::Faint, kind)?;
        self.write(out, Role::Number, number)
    }

    fn write_error<W: Write>(&self, out: &mut W, text: &[u8]) -> io::Result<()> {
        out.write_all(self.paint.on(Role::Error))?;
        out.write_all(b"(error) ")?;
        Text::line(self.terminal).write(out, text)?;
        out.write_all(self.paint.off(Role::Error))
    }
}

impl Layout for Standard {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        self.advance(out, false)?;
        match scalar {
            Scalar::Simple(text) => Text::line(self.terminal).write(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => self.write_error(out, text),
            Scalar::Integer(number) => {
                self.write_typed(out, b"(integer) ", Decimal::from(number).as_bytes())
            }
            Scalar::Null(_) => self.write(out, Role::Faint, b"(nil)"),
            Scalar::Boolean(true) => self.write(out, Role::Number, b"(true)"),
            Scalar::Boolean(false) => self.write(out, Role::Number, b"(false)"),
            Scalar::Double(text) => self.write_typed(out, b"(double) ", text),
            Scalar::BigNumber(text) => self.write_typed(out, b"(big number) ", text),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        self.advance(out, false)?;
        self.kind = kind;
        match kind {
            StringKind::Bulk => {
                self.text = Text::quoted(self.terminal);
                out.write_all(self.paint.on(Role::Text))?;
                out.write_all(b"\"")
            }
            StringKind::Verbatim(_) => {
                self.text = Text::lines(self.terminal);
                Ok(())
            }
        }
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        self.text.piece(out, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.text.finish(out)?;
        match self.kind {
            StringKind::Bulk => {
                out.write_all(b"\"")?;
                out.write_all(self.paint.off(Role::Text))
            }
            StringKind::Verbatim(_) => Ok(()),
        }
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        self.advance(out, spreads(kind, len))?;
        self.open.push(Open {
            kind,
            indent: self.column(),
            width: len.map_or(0, width),
            count: 0,
        });
        Ok(())
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        self.is_attributed = open.kind == Aggregate::Attribute;
        match open.count {
            0 => self.write(out, Role::Faint, open.empty()),
            _ => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open.clear();
        self.is_attributed = false;
        out.write_all(b"\n")
    }
}

impl Open {
    /// The number of the last value: its own, or its pair's.
    fn number(&self) -> u64 {
        match self.kind.is_paired() {
            true => self.count.div_ceil(2),
            false => self.count,
        }
    }

    fn column(&self) -> usize {
        self.indent + self.width.max(width(self.number())) + self.mark().len() + 1
    }

    /// What follows a number.
    fn mark(&self) -> &'static [u8] {
        match self.kind {
            Aggregate::Array | Aggregate::Push => b")",
            Aggregate::Set => b"~",
            Aggregate::Map => b"#",
            Aggregate::Attribute => b"|",
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

/// Whether an aggregate has more than one value, or may have. A pair is two; an attribute comes with a value besides.
fn spreads(kind: Aggregate, len: Option<u64>) -> bool {
    match (kind, len) {
        (Aggregate::Attribute, _) | (_, None) => true,
        (Aggregate::Map, Some(len)) => len > 0,
        (_, Some(len)) => len > 1,
    }
}

fn write_break<W: Write>(out: &mut W, indent: usize) -> io::Result<()> {
    out.write_all(b"\n")?;
    write_spaces(out, indent)
}

fn write_spaces<W: Write>(out: &mut W, mut number: usize) -> io::Result<()> {
    const SPACES: [u8; 64] = [b' '; 64];
    while number > 0 {
        let run = number.min(SPACES.len());
        out.write_all(&SPACES[..run])?;
        number -= run;
    }
    Ok(())
}
