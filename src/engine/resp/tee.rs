//! Two sinks for one reply, such as a printer and a type that classifies the reply.

use std::io;

use super::{Event, EventSink};

/// Passes each event to the first sink, then to the second.
#[derive(Debug)]
pub struct Tee<'s, A, B>(pub &'s mut A, pub &'s mut B);

impl<A: EventSink, B: EventSink> EventSink for Tee<'_, A, B> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.0.event(event)?;
        self.1.event(event)
    }
}
