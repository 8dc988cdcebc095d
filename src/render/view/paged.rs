//! The layout of a reply that a view draws as a whole. If the reply is too large or has an unexpected form, it gets its
//! usual layout, from its beginning on.

use std::io::{self, Write};

use redsh_engine::resp::{Event, EventSink};

use super::super::Style;
use super::super::layout::{AnyLayout, Layout};
use super::Screen;
use super::event_record::EventRecord;
use super::page::{Draw, ViewPage};

/// The maximum size of such a reply.
const LIMIT: usize = 1024 * 1024;

/// The layout.
pub(in crate::render) struct Paged {
    draw: Draw,
    screen: Screen,
    style: Style,
    /// Whether the usual form of the reply is plain text.
    is_text: bool,
    state: PagedState,
}

enum PagedState {
    /// The events so far.
    Kept(EventRecord),
    /// The usual layout.
    Plain(Box<AnyLayout>),
}

impl Paged {
    pub(super) fn new(draw: Draw, screen: Screen, style: Style, is_text: bool) -> Self {
        Paged {
            draw,
            screen,
            style,
            is_text,
            state: PagedState::Kept(EventRecord::default()),
        }
    }

    /// Replays the events into the usual layout, and continues with that.
    fn give_up<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        let PagedState::Kept(record) = &self.state else {
            return Ok(());
        };
        let mut layout = match self.is_text && record.is_text() {
            true => AnyLayout::verbatim(&self.style),
            false => AnyLayout::new(self.style.clone()),
        };
        let replayed = record.replay(&mut Lent {
            layout: &mut layout,
            out,
        });
        self.state = PagedState::Plain(Box::new(layout));
        replayed
    }

    /// Returns the drawing, if the reply is complete and has the expected form.
    fn drawn(&self) -> Option<Vec<u8>> {
        let PagedState::Kept(record) = &self.state else {
            return None;
        };
        let value = record.value()?;
        let mut page = ViewPage::new(&self.screen, self.style.palette);
        (self.draw)(&value, &mut page)?;
        Some(page.into_bytes())
    }
}

impl Layout for Paged {
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        match &mut self.state {
            PagedState::Plain(layout) => return layout.event(out, event),
            PagedState::Kept(record) => record.add(event),
        }
        match &self.state {
            PagedState::Kept(record) if record.size() > LIMIT => self.give_up(out),
            _ => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if let Some(page) = self.drawn() {
            return out.write_all(&page);
        }
        self.give_up(out)?;
        match &mut self.state {
            PagedState::Plain(layout) => layout.finish(out),
            PagedState::Kept(_) => Ok(()),
        }
    }
}

/// A layout and its output, as an event sink.
struct Lent<'a, W> {
    layout: &'a mut AnyLayout,
    out: &'a mut W,
}

impl<W: Write> EventSink for Lent<'_, W> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.layout.event(self.out, event)
    }
}
