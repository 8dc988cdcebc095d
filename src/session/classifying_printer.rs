//! A printer that is watched: what kind of reply has gone by.

use std::io::{self, Write};

use redsh_engine::resp::{Aggregate, Scalar, StringKind, Visitor};

use crate::render::Printer;
use crate::session::connection_state::Outcome;

/// Prints, and remembers what kind of reply it was.
pub(crate) struct ClassifyingPrinter<'p, W: Write> {
    printer: &'p mut Printer<W>,
    outcome: Option<Outcome>,
}

impl<'p, W: Write> ClassifyingPrinter<'p, W> {
    /// One that has seen nothing yet.
    pub(crate) fn new(printer: &'p mut Printer<W>) -> Self {
        ClassifyingPrinter {
            printer,
            outcome: None,
        }
    }

    /// What it was, once the reply is complete.
    pub(crate) fn outcome(&self) -> Outcome {
        self.outcome.unwrap_or(Outcome::Done)
    }
}

impl<W: Write> Visitor for ClassifyingPrinter<'_, W> {
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        self.outcome.get_or_insert(match scalar {
            Scalar::Error(_) | Scalar::BulkError(_) => Outcome::Error,
            Scalar::Null(_) => Outcome::Null,
            Scalar::Simple(b"QUEUED") => Outcome::Queued,
            _ => Outcome::Done,
        });
        self.printer.scalar(scalar)
    }

    fn begin_string(&mut self, kind: StringKind, len: Option<u64>) -> io::Result<()> {
        self.outcome.get_or_insert(Outcome::Done);
        self.printer.begin_string(kind, len)
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.printer.piece(bytes)
    }

    fn end_string(&mut self) -> io::Result<()> {
        self.printer.end_string()
    }

    fn begin(&mut self, kind: Aggregate, len: Option<u64>) -> io::Result<()> {
        if kind != Aggregate::Attribute {
            self.outcome.get_or_insert(Outcome::Done);
        }
        self.printer.begin(kind, len)
    }

    fn end(&mut self) -> io::Result<()> {
        self.printer.end()
    }

    fn wait(&mut self) -> io::Result<()> {
        self.printer.wait()
    }
}
