//! A sink for replies that are read only to get past them.

use std::io;

use super::{Event, EventSink};

/// Ignores every event.
#[derive(Debug, Clone, Copy)]
pub struct Discard;

impl EventSink for Discard {
    fn event(&mut self, _: Event<'_>) -> io::Result<()> {
        Ok(())
    }
}
