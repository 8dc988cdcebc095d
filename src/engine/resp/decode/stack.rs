//! What is open around the next value: the decoder's explicit stack. Pure; knows neither bytes nor sinks.

use super::MAX_DEPTH;
use crate::resp::Aggregate;

/// The open aggregates, outermost first.
#[derive(Debug, Default)]
pub(super) struct AggregateStack {
    frames: Vec<OpenAggregate>,
    /// An attribute has ended, and the value that it belongs to has not come.
    owes_value: bool,
}

#[derive(Debug)]
struct OpenAggregate {
    kind: Aggregate,
    /// Values to come, counting keys and values of pairs; `None` while streamed.
    remaining: Option<u64>,
    /// A streamed pair has its key and lacks its value.
    half_pair: bool,
}

/// What a complete value means for what is around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing is around it: it is the reply.
    Reply,
    /// More values are to come.
    More,
    /// It was the last one: the aggregate around it is closed, and is a complete value in turn.
    Closed,
    /// It was the last one of an attribute, which is no value: that comes next.
    ClosedAttribute,
}

impl AggregateStack {
    /// Whether nothing is open.
    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty() && !self.owes_value
    }

    /// An aggregate of so many elements or pairs begins; `None` is streamed.
    pub(super) fn open(&mut self, kind: Aggregate, length: Option<u64>) -> Result<(), String> {
        if self.frames.len() == MAX_DEPTH {
            return Err(format!(
                "expected at most {MAX_DEPTH} nested aggregates, found another"
            ));
        }
        self.owes_value = false;
        let remaining = if kind.is_paired() {
            length.map(|pairs| pairs * 2)
        } else {
            length
        };
        self.frames.push(OpenAggregate {
            kind,
            remaining,
            half_pair: false,
        });
        Ok(())
    }

    /// `.` has come: closes the innermost aggregate where it is streamed and may end here.
    pub(super) fn end_streamed(&mut self) -> Result<Progress, String> {
        let missing = match self.frames.last() {
            _ if self.owes_value => "the value that an attribute belongs to",
            Some(frame) if frame.half_pair => "the value of a key",
            Some(frame) if frame.remaining.is_none() => return Ok(self.close()),
            _ => "a value",
        };
        Err(format!(
            "expected {missing}, found the end of a streamed aggregate"
        ))
    }

    /// Closes the innermost aggregate if it was opened with no elements.
    pub(super) fn close_if_empty(&mut self) -> Progress {
        match self.frames.last() {
            Some(OpenAggregate {
                remaining: Some(0), ..
            }) => self.close(),
            _ => Progress::More,
        }
    }

    /// A value is complete: counts it in the aggregate around it.
    pub(super) fn count(&mut self) -> Progress {
        self.owes_value = false;
        let Some(frame) = self.frames.last_mut() else {
            return Progress::Reply;
        };
        match &mut frame.remaining {
            None => frame.half_pair = frame.kind.is_paired() && !frame.half_pair,
            Some(0 | 1) => return self.close(),
            Some(remaining) => *remaining -= 1,
        }
        Progress::More
    }

    fn close(&mut self) -> Progress {
        match self.frames.pop() {
            Some(OpenAggregate {
                kind: Aggregate::Attribute,
                ..
            }) => {
                self.owes_value = true;
                Progress::ClosedAttribute
            }
            _ => Progress::Closed,
        }
    }
}
