//! The layout of the formats that print only values, with separators between them: raw, csv and JSON.
//!
//! Attributes are dropped. Programs that read the output expect only values.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, AttributeFilter, Event, Scalar};

use super::layout::Layout;

/// The notation of a format.
pub(super) trait Notation {
    const NULL: &[u8];
    const TRUE: &[u8];
    const FALSE: &[u8];

    fn separator(&self, place: Separator) -> &[u8];

    /// Returns the text before and after the elements of an aggregate. Maps are paired.
    fn brackets(_is_paired: bool, _is_key: bool) -> (&'static [u8], &'static [u8]) {
        (b"", b"")
    }

    fn begin_string<W: Write>(&mut self, out: &mut W) -> io::Result<()>;
    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()>;
    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()>;

    /// Writes a simple string, or the text of an error.
    fn line<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()> {
        self.begin_string(out)?;
        self.piece(out, text)?;
        self.end_string(out)
    }

    /// Writes a value that is not a string.
    fn word<W: Write>(&mut self, out: &mut W, word: &[u8], _is_key: bool) -> io::Result<()> {
        out.write_all(word)
    }

    fn error<W: Write>(&mut self, out: &mut W, text: &[u8]) -> io::Result<()>;

    /// Ends a reply.
    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()>;
}

/// A place between two values of an aggregate.
#[derive(Clone, Copy)]
pub(super) enum Separator {
    /// Between elements, or between pairs.
    Element,
    /// Between a key and its value.
    Pair,
}

pub(super) struct ValueLayout<N> {
    notation: N,
    /// The open aggregates, outermost first.
    levels: Vec<Level>,
    attributes: AttributeFilter,
}

struct Level {
    is_paired: bool,
    /// The separator before the next value, unless it is the first.
    next: Option<Separator>,
    closing: &'static [u8],
}

impl<N: Notation> ValueLayout<N> {
    pub(super) fn new(notation: N) -> Self {
        ValueLayout {
            notation,
            levels: Vec::new(),
            attributes: AttributeFilter::default(),
        }
    }

    /// Writes the separator before the next value, and returns whether the value is a key.
    fn advance<W: Write>(&mut self, out: &mut W) -> io::Result<bool> {
        let Some(level) = self.levels.last_mut() else {
            return Ok(false);
        };
        let is_key = level.is_paired && !matches!(level.next, Some(Separator::Pair));
        let next = match is_key {
            true => Separator::Pair,
            false => Separator::Element,
        };
        if let Some(place) = level.next.replace(next) {
            out.write_all(self.notation.separator(place))?;
        }
        Ok(is_key)
    }

    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        let is_key = self.advance(out)?;
        let notation = &mut self.notation;
        match scalar {
            Scalar::Simple(text) => notation.line(out, text),
            Scalar::Error(text) | Scalar::BulkError(text) => notation.error(out, text),
            Scalar::Integer(number) => {
                notation.word(out, itoa::Buffer::new().format(number).as_bytes(), is_key)
            }
            Scalar::Null(_) => notation.word(out, N::NULL, is_key),
            Scalar::Boolean(true) => notation.word(out, N::TRUE, is_key),
            Scalar::Boolean(false) => notation.word(out, N::FALSE, is_key),
            Scalar::Double(text) | Scalar::BigNumber(text) => notation.word(out, text, is_key),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.advance(out)?;
        self.notation.begin_string(out)
    }

    fn begin<W: Write>(&mut self, out: &mut W, kind: Aggregate) -> io::Result<()> {
        let is_paired = kind.is_paired();
        let (opening, closing) = N::brackets(is_paired, self.advance(out)?);
        self.levels.push(Level {
            is_paired,
            next: None,
            closing,
        });
        out.write_all(opening)
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let level = self.levels.pop();
        level.map_or(Ok(()), |level| out.write_all(level.closing))
    }
}

impl<N: Notation> Layout for ValueLayout<N> {
    #[inline(always)]
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if self.attributes.matches(&event) {
            return Ok(());
        }
        match event {
            Event::Scalar(scalar) => self.scalar(out, scalar),
            Event::BeginString(..) => self.begin_string(out),
            Event::Bytes(bytes) => self.notation.piece(out, bytes),
            Event::EndString => self.notation.end_string(out),
            Event::Begin(kind, _) => self.begin(out, kind),
            Event::End => self.end(out),
            Event::Wait => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.levels.clear();
        self.attributes = AttributeFilter::default();
        self.notation.finish(out)
    }
}
