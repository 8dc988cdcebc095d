//! Views: the replies to some commands, shown at a terminal in a form that is easier to read than the standard one.
//!
//! [`commands`] is the table that says which command has which. A view is one of two things. A [`Shape`] says what is made of each value while
//! it arrives, so a reply may have any size. A [`Draw`] looks at the whole reply, and is given up for the plain form where
//! that is too large, or is not what it reads. Neither loses anything that a server sends: what is left out is named.
//!
//! A module for each view; which commands there are is known nowhere but in the table.

mod acl;
mod clients;
mod clock;
mod cluster;
mod commands;
mod docs;
mod figure;
mod info;
mod latency;
mod memory;
mod page;
mod paged;
mod pairs;
mod record;
mod scores;
mod sentinel;
mod shape;
mod shaped;
mod slowlog;
mod stream;
mod table;
#[cfg(test)]
mod tests;
mod times;

use std::io::{self, Write};

use engine::resp::{Aggregate, Scalar, StringKind};

use self::clock::Clock;
pub(super) use self::commands::find;
use self::page::Draw;
use self::paged::Paged;
use self::shape::Shape;
use self::shaped::Shaped;
use super::Style;
use super::layout::Layout;

/// What views are shown on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Screen {
    /// Columns of a line.
    pub(crate) columns: usize,
    /// For timestamps.
    pub(crate) clock: Clock,
}

/// One view.
#[derive(Debug)]
pub(super) struct View(Way);

/// How a view comes about.
#[derive(Debug)]
enum Way {
    /// Value by value, while they arrive.
    Shaped(&'static Shape),
    /// The whole of it.
    Drawn(Draw),
}

/// The layout of one reply that has a view.
pub(super) struct Viewed(Inner);

enum Inner {
    Shaped(Shaped),
    Paged(Paged),
}

impl Viewed {
    /// `is_text` says that the plain form of the reply is the text that it is.
    pub(super) fn new(view: &View, screen: &Screen, style: &Style, is_text: bool) -> Self {
        let screen = screen.clone();
        Viewed(match &view.0 {
            Way::Shaped(shape) => Inner::Shaped(Shaped::new(shape, style.palette, screen.clock)),
            Way::Drawn(draw) => Inner::Paged(Paged::new(*draw, screen, style.clone(), is_text)),
        })
    }
}

/// Calls the same method on whichever layout it is.
macro_rules! each {
    ($viewed:ident, $layout:ident => $call:expr) => {
        match &mut $viewed.0 {
            Inner::Shaped($layout) => $call,
            Inner::Paged($layout) => $call,
        }
    };
}

impl Layout for Viewed {
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
