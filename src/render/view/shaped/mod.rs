//! The layout of a reply that is shown while it arrives: the standard layout, after events are changed by a [`Shape`].
//! Only the start of short strings is held back, so a reply may have any size.
//!
//! No value is lost: a value without its expected shape is shown as usual.

mod parts;

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, Null, Scalar, StringKind};

use super::super::layout::Layout;
use super::super::standard::Standard;
use super::clock::Clock;
use super::shape::{Note, Shape};
use crate::render::Medium;
use crate::terminal::style::Palette;
use parts::{ElementShapes, ShapedAggregate, ShapedString, StringUse};

/// A pair in a list of pairs.
const PAIR: (Aggregate, Option<u64>) = (Aggregate::Array, Some(2));

/// The elements of an aggregate without the expected shape.
const OTHER: ElementShapes = ElementShapes::Same(&Shape::Plain);

pub(in crate::render) struct Shaped {
    standard: Standard,
    clock: Clock,
    root: &'static Shape,
    frames: Vec<ShapedAggregate>,
    string: ShapedString,
}

impl Shaped {
    pub(in crate::render) fn new(
        root: &'static Shape,
        palette: Palette,
        medium: Medium,
        clock: Clock,
    ) -> Self {
        Shaped {
            standard: Standard::new(palette, medium),
            clock,
            root,
            frames: Vec::new(),
            string: ShapedString::default(),
        }
    }

    /// Returns the shape of the next value, and whether it is the name of a field.
    fn next(&mut self) -> (&'static Shape, bool) {
        let frame = self.frames.last_mut();
        frame.map_or((self.root, false), ShapedAggregate::next)
    }

    /// Decides the form of a list of pairs at its first element, which may be an aggregate.
    fn decide<W: Write>(
        &mut self,
        out: &mut W,
        first: Option<(Aggregate, Option<u64>)>,
    ) -> io::Result<()> {
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        let ElementShapes::Undecided(shape, len) = frame.elements else {
            return Ok(());
        };
        let flat = ElementShapes::Alternating(shape);
        let (elements, kind, count) = match first {
            Some(PAIR) => (ElementShapes::Pairs(shape), Aggregate::Map, len),
            Some((Aggregate::Attribute, _)) => (OTHER, Aggregate::Array, len),
            _ if len % 2 == 0 => (flat, Aggregate::Map, len / 2),
            _ => (OTHER, Aggregate::Array, len),
        };
        (frame.elements, frame.is_begun) = (elements, true);
        self.standard.event(out, Event::Begin(kind, Some(count)))
    }

    /// Ends a value. An element of a list of pairs that is not a pair is a key without a value.
    fn complete<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.frames.last().map(|frame| frame.elements) {
            Some(ElementShapes::Pairs(_)) => self
                .standard
                .event(out, Event::Scalar(Scalar::Null(Null::Plain))),
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

    /// Sends a string that was held back to the standard layout.
    fn release<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.string.use_as = StringUse::None;
        self.standard
            .event(out, Event::BeginString(StringKind::Bulk, None))?;
        self.standard.event(out, Event::Bytes(&self.string.text))
    }

    /// Begins an aggregate of this shape in the standard layout, and returns the shapes of its elements.
    fn open<W: Write>(
        &mut self,
        out: &mut W,
        shape: &'static Shape,
        (kind, len): (Aggregate, Option<u64>),
    ) -> io::Result<ElementShapes> {
        let counts = |shapes: &[Shape]| len == Some(shapes.len() as u64);
        let elements = match (shape, kind, len) {
            (Shape::Each(shape), Aggregate::Array | Aggregate::Set, _) => {
                ElementShapes::Same(shape)
            }
            (Shape::Items(shapes), Aggregate::Array, _) if counts(shapes) => {
                ElementShapes::Listed(shapes)
            }
            (Shape::Block(shapes), Aggregate::Array, _) if counts(shapes) => {
                self.standard.begin_block(out)?;
                return Ok(ElementShapes::Listed(shapes));
            }
            (Shape::Fields(fields), Aggregate::Map, _) => ElementShapes::Fields(fields),
            (Shape::Fields(fields), Aggregate::Array, Some(len)) if len > 0 && len % 2 == 0 => {
                self.standard
                    .event(out, Event::Begin(Aggregate::Map, Some(len / 2)))?;
                return Ok(ElementShapes::Fields(fields));
            }
            (Shape::Pairs(shape), Aggregate::Map, _) => ElementShapes::Alternating(shape),
            (Shape::Pairs(shape), Aggregate::Array, Some(len)) if len > 0 => {
                return Ok(ElementShapes::Undecided(shape, len));
            }
            _ => OTHER,
        };
        self.standard.event(out, Event::Begin(kind, len))?;
        Ok(elements)
    }

    /// Begins a pair in a list of pairs. The standard layout does not receive the start of the pair's list.
    fn begin_pair(&mut self) -> bool {
        let elements = self.frames.last().map(|frame| frame.elements);
        let Some(ElementShapes::Pairs(shape)) = elements else {
            return false;
        };
        let mut pair = ShapedAggregate::new(ElementShapes::Alternating(shape));
        pair.is_begun = false;
        self.frames.push(pair);
        true
    }
}

impl Layout for Shaped {
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(scalar) => self.scalar(out, scalar),
            Event::BeginString(kind, _) => self.begin_string(out, kind),
            Event::Bytes(bytes) => self.piece(out, bytes),
            Event::EndString => self.end_string(out),
            Event::Begin(kind, len) => self.begin(out, kind, len),
            Event::End => self.end(out),
            Event::Wait => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.frames.clear();
        self.standard.finish(out)
    }
}

impl Shaped {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        self.decide(out, None)?;
        let (shape, _) = self.next();
        self.standard.event(out, Event::Scalar(scalar))?;
        if let Shape::Noted(note) = shape {
            match scalar {
                Scalar::Integer(number) => {
                    let mut digits = itoa::Buffer::new();
                    self.write_note(out, *note, digits.format(number).as_bytes())?;
                }
                Scalar::Simple(text) | Scalar::Double(text) => self.write_note(out, *note, text)?,
                _ => {}
            }
        }
        self.complete(out)
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        self.decide(out, None)?;
        let use_as = match (self.next(), kind) {
            ((_, true), _) => StringUse::Name,
            ((Shape::Noted(note), _), _) => StringUse::Note(*note),
            ((Shape::Score, _), StringKind::Bulk) => StringUse::Score,
            _ => StringUse::None,
        };
        self.string.begin(use_as);
        match use_as {
            StringUse::Score => Ok(()),
            _ => self.standard.event(out, Event::BeginString(kind, None)),
        }
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        let fits = self.string.take(bytes);
        match self.string.use_as {
            StringUse::Score if fits => return Ok(()),
            StringUse::Score => self.release(out)?,
            _ => {}
        }
        self.standard.event(out, Event::Bytes(bytes))
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if let StringUse::Score = self.string.use_as {
            if self.string.is_number() {
                self.standard
                    .event(out, Event::Scalar(Scalar::Double(&self.string.text)))?;
                return self.complete(out);
            }
            self.release(out)?;
        }
        self.standard.event(out, Event::EndString)?;
        let text = std::mem::take(&mut self.string.text);
        match (self.string.use_as, self.frames.last_mut()) {
            (StringUse::Note(note), _) if self.string.is_whole => {
                self.write_note(out, note, &text)?
            }
            (StringUse::Name, Some(frame)) if self.string.is_whole => frame.name = text,
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
        self.decide(out, Some((kind, len)))?;
        if kind == Aggregate::Attribute {
            self.frames
                .push(ShapedAggregate::new(ElementShapes::Attribute));
            return self.standard.event(out, Event::Begin(kind, len));
        }
        let (shape, _) = self.next();
        if (kind, len) == PAIR && self.begin_pair() {
            return Ok(());
        }
        let elements = self.open(out, shape, (kind, len))?;
        self.frames.push(ShapedAggregate::new(elements));
        Ok(())
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        if !frame.is_begun {
            return Ok(());
        }
        self.standard.event(out, Event::End)?;
        match frame.elements {
            ElementShapes::Attribute => Ok(()),
            _ => self.complete(out),
        }
    }
}
