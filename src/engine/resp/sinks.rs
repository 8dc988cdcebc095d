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
    /// The sink that the events are passed to.
    pub sink: S,
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
}

impl<S: EventSink> EventSink for Bounded<S> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        let size = match event {
            Event::Scalar(
                Scalar::Simple(text)
                | Scalar::Error(text)
                | Scalar::BulkError(text)
                | Scalar::Double(text)
                | Scalar::BigNumber(text),
            ) => size_of::<Value>() + text.len(),
            Event::Scalar(_) | Event::BeginString(..) | Event::Begin(..) => size_of::<Value>(),
            Event::Bytes(bytes) => bytes.len(),
            Event::EndString | Event::End | Event::Wait => 0,
        };
        match self.left.checked_sub(size) {
            Some(left) => self.left = left,
            None => {
                self.is_full = true;
                return Err(io::ErrorKind::FileTooLarge.into());
            }
        }
        self.sink.event(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resp::Decoder;

    const VALUE: usize = size_of::<Value>();

    fn fits(bytes: usize, replies: &[u8]) -> bool {
        let mut sink = Bounded::new(Discard, bytes);
        Decoder::new().feed(replies, &mut sink).is_ok()
    }

    #[test]
    fn received_bytes_count_and_announced_lengths_do_not() {
        assert!(fits(2 * VALUE, b"*1000000000\r\n:1\r\n"));
        assert!(!fits(2 * VALUE, b"*1000000000\r\n:1\r\n:2\r\n"));
        assert!(fits(VALUE + 2, b"$1000000000\r\nab"));
        assert!(!fits(VALUE + 2, b"$1000000000\r\nabc"));
    }
}
