//! The explicit stack of open aggregates.

use super::MAX_DEPTH;
use crate::resp::Aggregate;

/// The open aggregates, outermost first.
#[derive(Debug, Default)]
pub(super) struct AggregateStack {
    frames: Vec<OpenAggregate>,
    /// An attribute has ended, and its value has not begun.
    attribute_awaits_value: bool,
}

#[derive(Debug)]
struct OpenAggregate {
    kind: Aggregate,
    /// The number of values left, counting both keys and values; `None` while streamed.
    remaining: Option<u64>,
    /// A streamed pair has a key and no value yet.
    key_awaits_value: bool,
}

/// The effect of a complete value on the aggregate around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The value is the reply.
    Reply,
    /// The aggregate has more values.
    More,
    /// The value was the last one. The aggregate is closed, and is itself a complete value.
    Closed,
    /// The value was the last one of an attribute. The value that the attribute describes is next.
    ClosedAttribute,
}

impl AggregateStack {
    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty() && !self.attribute_awaits_value
    }

    /// Opens an aggregate with this number of elements or pairs; streamed if `None`.
    pub(super) fn open(&mut self, kind: Aggregate, length: Option<u64>) -> Result<(), String> {
        if self.frames.len() == MAX_DEPTH {
            return Err(format!(
                "expected at most {MAX_DEPTH} nested aggregates, found another"
            ));
        }
        self.attribute_awaits_value = false;
        let each = if kind.is_paired() { 2 } else { 1 };
        self.frames.push(OpenAggregate {
            kind,
            remaining: length.map(|length| length * each),
            key_awaits_value: false,
        });
        Ok(())
    }

    /// Closes the innermost aggregate at a `.`, if it is streamed and complete.
    pub(super) fn end_streamed(&mut self) -> Result<Progress, String> {
        let missing = match self.frames.last() {
            _ if self.attribute_awaits_value => "the value that an attribute belongs to",
            Some(frame) if frame.key_awaits_value => "the value of a key",
            Some(frame) if frame.remaining.is_none() => return Ok(self.close()),
            _ => "a value",
        };
        Err(format!(
            "expected {missing}, found the end of a streamed aggregate"
        ))
    }

    /// Closes the innermost aggregate if it has no elements.
    pub(super) fn close_if_empty(&mut self) -> Progress {
        match self.frames.last() {
            Some(frame) if frame.remaining == Some(0) => self.close(),
            _ => Progress::More,
        }
    }

    /// Counts a complete value in the aggregate around it.
    pub(super) fn count(&mut self) -> Progress {
        self.attribute_awaits_value = false;
        let Some(frame) = self.frames.last_mut() else {
            return Progress::Reply;
        };
        match &mut frame.remaining {
            None => frame.key_awaits_value = frame.kind.is_paired() && !frame.key_awaits_value,
            Some(0 | 1) => return self.close(),
            Some(remaining) => *remaining -= 1,
        }
        Progress::More
    }

    fn close(&mut self) -> Progress {
        match self.frames.pop() {
            Some(frame) if frame.kind == Aggregate::Attribute => {
                self.attribute_awaits_value = true;
                Progress::ClosedAttribute
            }
            _ => Progress::Closed,
        }
    }
}
