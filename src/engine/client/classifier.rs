//! Determines the kind of a reply while another sink receives it.

use std::io;

use super::ReplyKind;
use crate::resp::{Event, EventSink, Scalar};

/// Passes all events on and remembers the kind of the reply.
pub(super) struct Classifier<'s, S> {
    sink: &'s mut S,
    kind: Option<ReplyKind>,
}

impl<'s, S: EventSink> Classifier<'s, S> {
    pub(super) fn new(sink: &'s mut S) -> Self {
        Classifier { sink, kind: None }
    }

    /// The kind of a complete reply.
    pub(super) fn kind(&self) -> ReplyKind {
        self.kind.unwrap_or(ReplyKind::Other)
    }
}

impl<S: EventSink> EventSink for Classifier<'_, S> {
    #[inline(always)]
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.kind.is_none() && event.begins_value() {
            self.kind = Some(match event {
                Event::Scalar(Scalar::Error(_) | Scalar::BulkError(_)) => ReplyKind::Error,
                Event::Scalar(Scalar::Null(_)) => ReplyKind::Null,
                Event::Scalar(Scalar::Simple(b"QUEUED")) => ReplyKind::Queued,
                _ => ReplyKind::Other,
            });
        }
        self.sink.event(event)
    }
}
