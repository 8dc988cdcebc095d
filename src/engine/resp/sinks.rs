//! Sinks that ignore or duplicate events.

use std::io;

use super::{Aggregate, Event, EventSink, Scalar, Value};

/// Recognizes the events of attributes.
#[derive(Debug, Default)]
pub struct AttributeFilter {
    /// Open aggregates, from the outermost attribute on.
    depth: usize,
}

impl AttributeFilter {
    /// Returns whether the event belongs to an attribute. It must be given every event of a reply.
    #[inline(always)]
    pub fn matches(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Begin(kind, _) if self.depth > 0 || *kind == Aggregate::Attribute => {
                self.depth += 1;
                true
            }
            Event::End if self.depth > 0 => {
                self.depth -= 1;
                true
            }
            _ => self.depth > 0,
        }
    }
}

/// Ignores every event.
#[derive(Debug, Clone, Copy)]
pub struct Discard;

impl EventSink for Discard {
    fn event(&mut self, _: Event<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// Passes each event to the first sink, then to the second.
#[derive(Debug)]
pub struct Tee<'s, A, B>(pub &'s mut A, pub &'s mut B);

impl<A: EventSink, B: EventSink> EventSink for Tee<'_, A, B> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.0.event(event)?;
        self.1.event(event)
    }
}

/// Passes events on until they have taken a number of bytes in memory, by a rough count.
#[derive(Debug)]
pub struct Bounded<S> {
    sink: S,
    left: usize,
    is_full: bool,
}

impl<S> Bounded<S> {
    /// Passes on events of at most `bytes`.
    pub fn new(sink: S, bytes: usize) -> Self {
        Bounded {
            sink,
            left: bytes,
            is_full: false,
        }
    }

    /// Returns whether an event was not passed on.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Returns the sink.
    pub fn into_inner(self) -> S {
        self.sink
    }
}

impl<S: EventSink> EventSink for Bounded<S> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        let text = match event {
            Event::Scalar(Scalar::Simple(text) | Scalar::Error(text)) => text.len(),
            Event::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        match self.left.checked_sub(size_of::<Value>() + text) {
            Some(left) => self.left = left,
            None => {
                self.is_full = true;
                return Err(io::ErrorKind::FileTooLarge.into());
            }
        }
        self.sink.event(event)
    }
}
