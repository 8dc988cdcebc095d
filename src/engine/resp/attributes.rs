//! A filter for attributes, for the sinks that ignore them.

use super::{Aggregate, Event};

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
