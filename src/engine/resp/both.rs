//! Two visitors of one reply: one that prints it, say, and one that wants to know what it was.

use std::io;

use super::{Aggregate, Scalar, StringKind, Visitor};

/// Tells the first, then the second.
#[derive(Debug)]
pub struct Both<'v, A, B>(pub &'v mut A, pub &'v mut B);

impl<A: Visitor, B: Visitor> Visitor for Both<'_, A, B> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        self.0.scalar(scalar)?;
        self.1.scalar(scalar)
    }

    fn begin_string(&mut self, kind: StringKind, len: Option<u64>) -> io::Result<()> {
        self.0.begin_string(kind, len)?;
        self.1.begin_string(kind, len)
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.piece(bytes)?;
        self.1.piece(bytes)
    }

    fn end_string(&mut self) -> io::Result<()> {
        self.0.end_string()?;
        self.1.end_string()
    }

    fn begin(&mut self, kind: Aggregate, len: Option<u64>) -> io::Result<()> {
        self.0.begin(kind, len)?;
        self.1.begin(kind, len)
    }

    fn end(&mut self) -> io::Result<()> {
        self.0.end()?;
        self.1.end()
    }

    fn wait(&mut self) -> io::Result<()> {
        self.0.wait()?;
        self.1.wait()
    }
}
