//! The layout of a reply that a view draws as a whole. If the reply is too large or has an unexpected form, it gets its
//! usual layout, from its beginning on.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Event, EventSink, StringKind, Tree, Value};

use super::super::Style;
use super::super::layout::{AnyLayout, Layout};
use super::Screen;
use super::page::{Draw, ViewPage};

/// The maximum size of such a reply.
const LIMIT: usize = 1024 * 1024;

pub(in crate::render) struct Paged {
    draw: Draw,
    screen: Screen,
    style: Style,
    /// Whether the usual form of the reply is plain text.
    is_text: bool,
    record: EventRecord,
    /// The usual layout, if the view does not apply.
    usual: Option<AnyLayout>,
}

impl Paged {
    pub(super) fn new(draw: Draw, screen: Screen, style: Style, is_text: bool) -> Self {
        Paged {
            draw,
            screen,
            style,
            is_text,
            record: EventRecord::default(),
            usual: None,
        }
    }

    /// Replays the events into the usual layout, and continues with that.
    fn give_up<W: Write>(&mut self, out: &mut W) -> io::Result<&mut AnyLayout> {
        let record = std::mem::take(&mut self.record);
        let layout = self.usual.insert(match self.is_text && record.is_text() {
            true => AnyLayout::verbatim(&self.style),
            false => AnyLayout::new(self.style.clone()),
        });
        record.replay(&mut Lent { layout, out })?;
        Ok(layout)
    }

    /// Returns the drawing, if the reply is complete and has the expected form.
    fn drawn(&self) -> Option<Vec<u8>> {
        let value = self.record.value()?;
        let mut page = ViewPage::new(&self.screen, self.style.palette);
        (self.draw)(&value, &mut page)?;
        Some(page.out)
    }
}

impl Layout for Paged {
    fn event<W: Write>(&mut self, out: &mut W, event: Event<'_>) -> io::Result<()> {
        if let Some(layout) = &mut self.usual {
            return layout.event(out, event);
        }
        self.record.add(event);
        match self.record.size > LIMIT {
            true => self.give_up(out).map(drop),
            false => Ok(()),
        }
    }

    fn finish<W: Write>(&mut self, out: &mut W) -> io::Result<()> {
        if let Some(layout) = &mut self.usual {
            return layout.finish(out);
        }
        match self.drawn() {
            Some(page) => out.write_all(&page),
            None => self.give_up(out)?.finish(out),
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
