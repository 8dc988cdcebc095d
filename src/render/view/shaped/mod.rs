//! The layout of a reply that is shown value by value: the standard one, with events rewritten on their way to it as a
//! [`Shape`] says. Nothing is kept back but the beginnings of short strings, so a reply may have any size.
//!
//! Every event comes through, whatever the server sends: a value that has not the shape that it should have is handed on.

mod frame;
mod word;

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Null, Scalar, StringKind};

use super::super::decimal::Decimal;
use super::super::layout::Layout;
use super::super::standard::Standard;
use super::clock::Clock;
use super::shape::{Note, Shape};
use crate::terminal::style::Palette;
use frame::{Elements, First, Frame};
use word::{Use, Word};

/// The layout.
pub(in crate::render) struct Shaped {
    standard: Standard,
    clock: Clock,
    root: &'static Shape,
    /// The open aggregates.
    frames: Vec<Frame>,
    string: Word,
}

impl Shaped {
    pub(super) fn new(root: &'static Shape, palette: Palette, clock: Clock) -> Self {
        Shaped {
            // A view is for a terminal.
            standard: Standard::new(palette, true),
            clock,
            root,
            frames: Vec::new(),
            string: Word::default(),
        }
    }

    /// What the value that comes now should be, and whether it is the name of a field.
    fn next(&mut self) -> (&'static Shape, bool) {
        let frame = self.frames.last_mut();
        frame.map_or((self.root, false), Frame::next)
    }

    /// A value comes now, or an attribute: where it is the first element of an undecided list, that is decided.
    fn decide<W: Write>(&mut self, out: &mut W, first: First) -> io::Result<()> {
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        let Elements::Undecided(shape, len) = frame.elements else {
            return Ok(());
        };
        let (elements, kind, count) = match (first, len % 2) {
            (First::Pair, _) => (Elements::Pairs(shape), Aggregate::Map, len),
            (First::Value, 0) => (Elements::Alternating(shape), Aggregate::Map, len / 2),
            _ => (Elements::Same(&Shape::Plain), Aggregate::Array, len),
        };
        (frame.elements, frame.is_told) = (elements, true);
        self.standard.begin(out, kind, Some(count))
    }

    /// A value is complete. Among pairs, one that is none is a key without a value.
    fn complete<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.frames.last().map(|frame| frame.elements) {
            Some(Elements::Pairs(_)) => self.standard.scalar(out, Scalar::Null(Null::Plain)),
            _ => Ok(()),
        }
    }

    fn write_note<W: Write>(&mut self, out: &mut W, note: Note, value: &[u8]) -> io::Result<()> {
        let text = std::str::from_utf8(value).ok();
        match text.and_then(|text| note.text(text, &self.clock)) {
            Some(text) => self.standard.note(out, &text),
            None => Ok(()),
        }
    }

    /// Hands on a string that was kept back.
    fn release<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.string.use_as = Use::None;
        self.standard.begin_string(out, StringKind::Bulk)?;
        self.standard.piece(out, &self.string.text)
    }

    /// Tells the standard layout of an aggregate of this shape; what its elements are.
    fn open<W: Write>(
        &mut self,
        out: &mut W,
        shape: &'static Shape,
        (kind, len): (Aggregate, Option<u64>),
    ) -> io::Result<Elements> {
        let counts = |shapes: &[Shape]| len == Some(shapes.len() as u64);
        let elements = match (shape, kind, len) {
            (Shape::Each(shape), Aggregate::Array | Aggregate::Set, _) => Elements::Same(shape),
            (Shape::Items(shapes), Aggregate::Array, _) if counts(shapes) => {
                Elements::Listed(shapes)
            }
            (Shape::Block(shapes), Aggregate::Array, _) if counts(shapes) => {
                self.standard.begin_block(out)?;
                return Ok(Elements::Listed(shapes));
            }
            (Shape::Fields(fields), Aggregate::Map, _) => Elements::Fields(fields),
            (Shape::Fields(fields), Aggregate::Array, Some(len)) if len > 0 && len % 2 == 0 => {
                self.standard.begin(out, Aggregate::Map, Some(len / 2))?;
                return Ok(Elements::Fields(fields));
            }
            (Shape::Pairs(shape), Aggregate::Map, _) => Elements::Alternating(shape),
            (Shape::Pairs(shape), Aggregate::Array, Some(len)) if len > 0 => {
                return Ok(Elements::Undecided(shape, len));
            }
            _ => Elements::Same(&Shape::Plain),
        };
        self.standard.begin(out, kind, len)?;
        Ok(elements)
    }

    fn push(&mut self, elements: Elements) {
        self.frames.push(Frame::new(elements));
    }

    /// Where pairs are expected: a list of two is one, and the standard layout need not know that it is a list.
    fn begin_pair(&mut self) -> bool {
        let Some(frame) = self.frames.last() else {
            return false;
        };
        let Elements::Pairs(shape) = frame.elements else {
            return false;
        };
        self.push(Elements::Alternating(shape));
        if let Some(pair) = self.frames.last_mut() {
            pair.is_told = false;
        }
        true
    }
}

impl Layout for Shaped {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        self.decide(out, First::Value)?;
        let (shape, _) = self.next();
        self.standard.scalar(out, scalar)?;
        if let Shape::Noted(note) = shape {
            match scalar {
                Scalar::Integer(number) => {
                    self.write_note(out, *note, Decimal::from(number).as_bytes())?;
                }
                Scalar::Simple(text) | Scalar::Double(text) => self.write_note(out, *note, text)?,
                _ => {}
            }
        }
        self.complete(out)
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        self.decide(out, First::Value)?;
        let use_as = match (self.next(), kind) {
            ((_, true), _) => Use::Name,
            ((Shape::Noted(note), _), _) => Use::Note(*note),
            ((Shape::Score, _), StringKind::Bulk) => Use::Score,
            _ => Use::None,
        };
        self.string.begin(use_as);
        match use_as {
            Use::Score => Ok(()),
            _ => self.standard.begin_string(out, kind),
        }
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        let fits = self.string.take(bytes);
        match self.string.use_as {
            Use::Score if fits => return Ok(()),
            Use::Score => self.release(out)?,
            _ => {}
        }
        self.standard.piece(out, bytes)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if let Use::Score = self.string.use_as {
            if self.string.is_number() {
                self.standard
                    .scalar(out, Scalar::Double(&self.string.text))?;
                return self.complete(out);
            }
            self.release(out)?;
        }
        self.standard.end_string(out)?;
        let text = std::mem::take(&mut self.string.text);
        match (self.string.use_as, self.frames.last_mut()) {
            (Use::Note(note), _) if self.string.is_whole => self.write_note(out, note, &text)?,
            (Use::Name, Some(frame)) if self.string.is_whole => frame.name = text,
            _ => {}
        }
        self.complete(out)
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        let first = First::of(kind, len);
        self.decide(out, first)?;
        if kind == Aggregate::Attribute {
            self.push(Elements::Attribute);
            return self.standard.begin(out, kind, len);
        }
        let (shape, _) = self.next();
        if first == First::Pair && self.begin_pair() {
            return Ok(());
        }
        let elements = self.open(out, shape, (kind, len))?;
        self.push(elements);
        Ok(())
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        if !frame.is_told {
            return Ok(());
        }
        self.standard.end(out)?;
        match frame.elements {
            Elements::Attribute => Ok(()),
            _ => self.complete(out),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.frames.clear();
        self.standard.finish(out)
    }
}
