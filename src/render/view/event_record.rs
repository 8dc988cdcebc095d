//! The events of a reply that a view draws as a whole.

use std::io;

use redsh_engine::resp::{Aggregate, Event, EventSink, StringKind, Tree, Value};

/// The events of a reply, in order.
#[derive(Default)]
pub(super) struct EventRecord {
    events: Vec<KeptEvent>,
    /// The approximate memory use, in bytes.
    pub(super) size: usize,
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
    pub(super) fn add(&mut self, event: Event<'_>) {
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

    pub(super) fn is_text(&self) -> bool {
        matches!(self.events.first(), Some(KeptEvent::BeginString(_)))
    }

    /// Returns the reply if it is complete and a view can draw it: a string or an aggregate without attributes.
    pub(super) fn value(&self) -> Option<Value> {
        let is_scalar = matches!(self.events.first(), Some(KeptEvent::Scalar(_)));
        let mut tree = Tree::new();
        self.replay(&mut tree).ok()?;
        tree.take().filter(|_| !is_scalar && !self.has_attributes)
    }

    pub(super) fn replay<S: EventSink>(&self, sink: &mut S) -> io::Result<()> {
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
