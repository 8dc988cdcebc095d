//! Sinks that ignore or duplicate events.

use std::io;

use super::{Aggregate, Event, EventSink};

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
