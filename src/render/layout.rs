//! What a format is: a visitor that is lent its sink, so that several can share one.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind};

use super::csv::Csv;
use super::exec::Exec;
use super::invalidation::Invalidation;
use super::json::Json;
use super::raw::Raw;
use super::standard::Standard;
use super::view::{Paged, Shaped};
use super::{Format, Style};

/// One format. The events are a [`Visitor`](redsh_engine::resp::Visitor)'s, in the order that it is promised.
pub(super) trait Layout {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()>;
    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()>;
    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()>;
    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()>;
    fn begin<W: Write>(&mut self, out: &mut W, kind: Aggregate, len: Option<u64>)
    -> io::Result<()>;
    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()>;

    /// What stands between this reply and the next. Forgets what may still be open.
    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()>;
}

/// The format that the user chose.
pub(super) enum AnyLayout {
    Standard(Invalidation<Standard>),
    Raw(WithoutAttributes<Raw>),
    Csv(WithoutAttributes<Csv>),
    Json(WithoutAttributes<Json>),
    /// Made for one reply, by the command: while it arrives.
    Shaped(Box<Shaped>),
    /// The same, of all of it.
    Paged(Box<Paged>),
    /// Made for EXEC's reply, by the commands that were queued.
    Exec(Box<Exec>),
}

impl AnyLayout {
    pub(super) fn new(style: Style) -> Self {
        let terminal = style.terminal;
        match style.format {
            Format::Standard => AnyLayout::Standard(Invalidation::new(
                Standard::new(style.palette, terminal),
                terminal,
            )),
            Format::Raw => {
                AnyLayout::Raw(WithoutAttributes::new(Raw::new(style.delimiter, style.end)))
            }
            Format::Csv => AnyLayout::Csv(WithoutAttributes::new(Csv::new())),
            Format::Json => AnyLayout::Json(WithoutAttributes::new(Json::new(terminal))),
            Format::QuotedJson => AnyLayout::Json(WithoutAttributes::new(Json::quoted())),
        }
    }

    /// The layout for the commands whose reply is a text to read, whatever the format.
    pub(super) fn verbatim(style: &Style) -> Self {
        let on_screen = style.terminal && style.format != Format::Raw;
        AnyLayout::Raw(WithoutAttributes::new(Raw::verbatim(
            style.delimiter.clone(),
            on_screen,
        )))
    }
}

/// Calls the same method on whichever layout it is.
macro_rules! each {
    ($any:ident, $layout:ident => $call:expr) => {
        match $any {
            AnyLayout::Standard($layout) => $call,
            AnyLayout::Raw($layout) => $call,
            AnyLayout::Csv($layout) => $call,
            AnyLayout::Json($layout) => $call,
            AnyLayout::Shaped($layout) => $call,
            AnyLayout::Paged($layout) => $call,
            AnyLayout::Exec($layout) => $call,
        }
    };
}

impl Layout for AnyLayout {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        each!(self, layout => layout.scalar(out, scalar))
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        each!(self, layout => layout.begin_string(out, kind))
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        each!(self, layout => layout.piece(out, bytes))
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        each!(self, layout => layout.end_string(out))
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        each!(self, layout => layout.begin(out, kind, len))
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        each!(self, layout => layout.end(out))
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        each!(self, layout => layout.finish(out))
    }
}

/// A layout that has no place for attributes: they are dropped before it sees them, as a program that reads the output
/// expects the value and nothing else.
pub(super) struct WithoutAttributes<L> {
    layout: L,
    /// Open aggregates from the outermost attribute on; 0 outside of attributes.
    depth: usize,
}

impl<L: Layout> WithoutAttributes<L> {
    fn new(layout: L) -> Self {
        WithoutAttributes { layout, depth: 0 }
    }
}

impl<L: Layout> Layout for WithoutAttributes<L> {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        match self.depth {
            0 => self.layout.scalar(out, scalar),
            _ => Ok(()),
        }
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        match self.depth {
            0 => self.layout.begin_string(out, kind),
            _ => Ok(()),
        }
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        match self.depth {
            0 => self.layout.piece(out, bytes),
            _ => Ok(()),
        }
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match self.depth {
            0 => self.layout.end_string(out),
            _ => Ok(()),
        }
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        if self.depth == 0 && kind != Aggregate::Attribute {
            return self.layout.begin(out, kind, len);
        }
        self.depth += 1;
        Ok(())
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.depth == 0 {
            return self.layout.end(out);
        }
        self.depth -= 1;
        Ok(())
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth = 0;
        self.layout.finish(out)
    }
}
