//! A printer that is watched: what kind of reply has gone by.

use std::io::{self, Write};

use redsh_engine::resp::{Event, EventSink, Scalar};

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

impl<W: Write> EventSink for ClassifyingPrinter<'_, W> {
    #[inline(always)]
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.outcome.is_none() && event.begins_value() {
            self.outcome = Some(match event {
                Event::Scalar(Scalar::Error(_) | Scalar::BulkError(_)) => Outcome::Error,
                Event::Scalar(Scalar::Null(_)) => Outcome::Null,
                Event::Scalar(Scalar::Simple(b"QUEUED")) => Outcome::Queued,
                _ => Outcome::Done,
            });
        }
        self.printer.event(event)
    }
}
