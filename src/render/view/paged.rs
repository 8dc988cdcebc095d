//! The layout of a reply that a view draws as a whole. If the reply is too large or has an unexpected form, it gets its
//! usual layout, from its beginning on.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, EventSink, StringKind, Tree, Value};

use super::super::layout::Layout;
use super::Screen;
use super::page::{Draw, ViewPage};
use crate::terminal::style::Palette;

/// The maximum size of such a reply.
const LIMIT: usize = 1024 * 1024;

pub(in crate::render) struct Paged<L> {
    draw: Draw,
    screen: Screen,
    palette: Palette,
    record: EventRecord,
    usual: L,
    /// The usual layout of a string, if it is another one.
    verbatim: Option<L>,
    /// Whether the view does not apply.
    has_given_up: bool,
}

impl<L: Layout> Paged<L> {
    pub(in crate::render) fn new(
        draw: Draw,
        screen: Screen,
        palette: Palette,
        usual: L,
        verbatim: Option<L>,
    ) -> Self {
        Paged {
            draw,
            screen,
            palette,
            record: EventRecord::default(),
            usual,
            verbatim,
            has_given_up: false,
        }
    }

    /// Replays the events into the usual layout, which gets all further events.
    fn give_up<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.has_given_up = true;
        let record = std::mem::take(&mut self.record);
        if let Some(verbatim) = self.verbatim.take_if(|_| record.is_text()) {
            self.usual = verbatim;
        }
        let layout = &mut self.usual;
        record.replay(&mut Lent { layout, out })
    }

    /// Returns the drawing, if the reply is complete and has the expected form.
    fn drawn(&self) -> Option<Vec<u8>> {
        let value = self.record.value()?;
        let mut page = ViewPage::new(&self.screen, self.palette);
        (self.draw)(&value, &mut page)?;
        Some(page.out)
    }
}

impl<L: Layout> Layout for Paged<L> {
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if self.has_given_up {
            return self.usual.event(out, event);
        }
        self.record.add(event);
        match self.record.size > LIMIT {
            true => self.give_up(out),
            false => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if !self.has_given_up {
            if let Some(page) = self.drawn() {
                return out.write_all(&page);
            }
            self.give_up(out)?;
        }
        self.usual.finish(out)
    }
}

/// A layout and its output, as an event sink.
struct Lent<'a, L, W> {
    layout: &'a mut L,
    out: &'a mut W,
}

impl<L: Layout, W: Write> EventSink for Lent<'_, L, W> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.layout.event(self.out, event)
    }
}

#[derive(Default)]
struct EventRecord {
    events: Vec<KeptEvent>,
    /// The approximate memory use, in bytes.
    size: usize,
    has_attributes: bool,
}

/// An [`Event`] with its own bytes.
enum KeptEvent {
    Scalar(Value),
    BeginString(StringKind),
    Bytes(Vec<u8>),
    EndString,
    Begin(Aggregate, Option<u64>),
    End,
}

impl EventRecord {
    fn add(&mut self, event: Event<'_>) {
        let kept = match event {
            Event::Scalar(scalar) => {
                let value = Value::from(scalar);
                self.size += value.as_bytes().map_or(0, <[u8]>::len);
                KeptEvent::Scalar(value)
            }
            Event::BeginString(kind, _) => KeptEvent::BeginString(kind),
            Event::Bytes(bytes) => {
                self.size += bytes.len();
                if let Some(KeptEvent::Bytes(before)) = self.events.last_mut() {
                    return before.extend_from_slice(bytes);
                }
                KeptEvent::Bytes(bytes.to_vec())
            }
            Event::EndString => KeptEvent::EndString,
            Event::Begin(kind, len) => {
                self.has_attributes |= kind == Aggregate::Attribute;
                KeptEvent::Begin(kind, len)
            }
            Event::End => KeptEvent::End,
            Event::Wait => return,
        };
        self.events.push(kept);
        self.size += size_of::<KeptEvent>();
    }

    fn is_text(&self) -> bool {
        matches!(self.events.first(), Some(KeptEvent::BeginString(_)))
    }

    /// Returns the reply if it is complete and a view can draw it: a string or an aggregate without attributes.
    fn value(&self) -> Option<Value> {
        let is_scalar = matches!(self.events.first(), Some(KeptEvent::Scalar(_)));
        let mut tree = Tree::new();
        self.replay(&mut tree).ok()?;
        tree.take().filter(|_| !is_scalar && !self.has_attributes)
    }

    fn replay<S: EventSink>(&self, sink: &mut S) -> io::Result<()> {
        self.events.iter().try_for_each(|event| match event {
            KeptEvent::Scalar(value) => value.replay(sink),
            KeptEvent::BeginString(kind) => sink.event(Event::BeginString(*kind, None)),
            KeptEvent::Bytes(bytes) => sink.event(Event::Bytes(bytes)),
            KeptEvent::EndString => sink.event(Event::EndString),
            KeptEvent::Begin(kind, len) => sink.event(Event::Begin(*kind, *len)),
            KeptEvent::End => sink.event(Event::End),
        })
    }
}
