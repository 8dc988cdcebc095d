//! The layout of a reply that is looked at as a whole before anything of it is shown. Where it is too large for that, or
//! is not what the view reads, it is shown plain, from its beginning on.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind, Visitor};

use super::super::Style;
use super::super::layout::{AnyLayout, Layout};
use super::Screen;
use super::page::{Draw, Page};
use super::record::Record;

/// Bytes that are kept of a reply, at most.
const LIMIT: usize = 1024 * 1024;

/// The layout.
pub(in crate::render) struct Paged {
    draw: Draw,
    screen: Screen,
    style: Style,
    /// Its plain form is the text that it is.
    is_text: bool,
    state: State,
}

enum State {
    /// All that came is here.
    Kept(Record),
    /// The view is given up.
    Plain(Box<AnyLayout>),
}

impl Paged {
    pub(super) fn new(draw: Draw, screen: Screen, style: Style, is_text: bool) -> Self {
        Paged {
            draw,
            screen,
            style,
            is_text,
            state: State::Kept(Record::default()),
        }
    }

    /// Gives the view up where too much has come.
    fn bound<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match &self.state {
            State::Kept(record) if record.size() > LIMIT => self.give_up(out),
            _ => Ok(()),
        }
    }

    /// Shows plainly what has come, and what will.
    fn give_up<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let State::Kept(record) = &self.state else {
            return Ok(());
        };
        let mut layout = match self.is_text && record.is_text() {
            true => AnyLayout::verbatim(&self.style),
            false => AnyLayout::new(self.style.clone()),
        };
        let told = record.tell(&mut Lent {
            layout: &mut layout,
            out,
        });
        self.state = State::Plain(Box::new(layout));
        told
    }

    /// What the view makes of the reply; `None` where that is not complete, or cannot be read.
    fn drawn(&self) -> Option<Vec<u8>> {
        let State::Kept(record) = &self.state else {
            return None;
        };
        let value = record.value()?;
        let mut page = Page::new(&self.screen, self.style.palette);
        (self.draw)(&value, &mut page)?;
        Some(page.into_bytes())
    }
}

impl Layout for Paged {
    fn scalar<W: Write>(&mut self, out: &mut W, scalar: Scalar<'_>) -> io::Result<()> {
        match &mut self.state {
            State::Kept(record) => record.scalar(scalar)?,
            State::Plain(layout) => return layout.scalar(out, scalar),
        }
        self.bound(out)
    }

    fn begin_string<W: Write>(&mut self, out: &mut W, kind: StringKind) -> io::Result<()> {
        match &mut self.state {
            State::Kept(record) => record.begin_string(kind),
            State::Plain(layout) => return layout.begin_string(out, kind),
        }
        Ok(())
    }

    fn piece<W: Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        match &mut self.state {
            State::Kept(record) => record.piece(bytes),
            State::Plain(layout) => return layout.piece(out, bytes),
        }
        self.bound(out)
    }

    fn end_string<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match &mut self.state {
            State::Kept(record) => record.end_string(),
            State::Plain(layout) => return layout.end_string(out),
        }
        self.bound(out)
    }

    fn begin<W: Write>(
        &mut self,
        out: &mut W,
        kind: Aggregate,
        len: Option<u64>,
    ) -> io::Result<()> {
        match &mut self.state {
            State::Kept(record) => record.begin(kind, len),
            State::Plain(layout) => return layout.begin(out, kind, len),
        }
        self.bound(out)
    }

    fn end<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        match &mut self.state {
            State::Kept(record) => record.end(),
            State::Plain(layout) => return layout.end(out),
        }
        Ok(())
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if let Some(page) = self.drawn() {
            return out.write_all(&page);
        }
        self.give_up(out)?;
        match &mut self.state {
            State::Plain(layout) => layout.finish(out),
            State::Kept(_) => Ok(()),
        }
    }
}

/// A layout and its sink, as a visitor.
struct Lent<'a, W> {
    layout: &'a mut AnyLayout,
    out: &'a mut W,
}

impl<W: Write> Visitor for Lent<'_, W> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        self.layout.scalar(self.out, scalar)
    }

    fn begin_string(&mut self, kind: StringKind, _len: Option<u64>) -> io::Result<()> {
        self.layout.begin_string(self.out, kind)
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.layout.piece(self.out, bytes)
    }

    fn end_string(&mut self) -> io::Result<()> {
        self.layout.end_string(self.out)
    }

    fn begin(&mut self, kind: Aggregate, len: Option<u64>) -> io::Result<()> {
        self.layout.begin(self.out, kind, len)
    }

    fn end(&mut self) -> io::Result<()> {
        self.layout.end(self.out)
    }
}
