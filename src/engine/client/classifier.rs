//! Determines the kind of a reply while another sink receives it.

use std::io;

use super::ReplyKind;
use crate::resp::{Aggregate, Scalar, StringKind, Visitor};

/// Passes all events on and remembers the kind of the reply.
pub(super) struct Classifier<'s, S> {
    sink: &'s mut S,
    kind: Option<ReplyKind>,
}

impl<'s, S: Visitor> Classifier<'s, S> {
    pub(super) fn new(sink: &'s mut S) -> Self {
        Classifier { sink, kind: None }
    }

    /// The kind of a complete reply.
    pub(super) fn kind(&self) -> ReplyKind {
        self.kind.unwrap_or(ReplyKind::Other)
    }
}

impl<S: Visitor> Visitor for Classifier<'_, S> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        self.kind.get_or_insert(match scalar {
            Scalar::Error(_) | Scalar::BulkError(_) => ReplyKind::Error,
            Scalar::Null(_) => ReplyKind::Null,
            Scalar::Simple(b"QUEUED") => ReplyKind::Queued,
            _ => ReplyKind::Other,
        });
        self.sink.scalar(scalar)
    }

    fn begin_string(&mut self, kind: StringKind, len: Option<u64>) -> io::Result<()> {
        self.kind.get_or_insert(ReplyKind::Other);
        self.sink.begin_string(kind, len)
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sink.piece(bytes)
    }

    fn end_string(&mut self) -> io::Result<()> {
        self.sink.end_string()
    }

    fn begin(&mut self, kind: Aggregate, len: Option<u64>) -> io::Result<()> {
        if kind != Aggregate::Attribute {
            self.kind.get_or_insert(ReplyKind::Other);
        }
        self.sink.begin(kind, len)
    }

    fn end(&mut self) -> io::Result<()> {
        self.sink.end()
    }

    fn wait(&mut self) -> io::Result<()> {
        self.sink.wait()
    }
}
