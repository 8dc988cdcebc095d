//! The visitor for what nobody wants to know.

use std::io;

use super::{Aggregate, Scalar, StringKind, Visitor};

/// Listens, and does nothing: for a reply that only has to be out of the way.
#[derive(Debug, Clone, Copy)]
pub struct Ignored;

impl Visitor for Ignored {
    fn scalar(&mut self, _: Scalar<'_>) -> io::Result<()> {
        Ok(())
    }

    fn begin_string(&mut self, _: StringKind, _: Option<u64>) -> io::Result<()> {
        Ok(())
    }

    fn piece(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end_string(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn begin(&mut self, _: Aggregate, _: Option<u64>) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}
