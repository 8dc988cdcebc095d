//! The sink that keeps only the errors in a reply.

use std::io;

use crate::resp::{Aggregate, AttributeFilter, Event, EventSink, Scalar};

/// What came of one reply: whether it was an error, and which of its elements were.
///
/// The elements matter where it is EXEC's: each answers a command.
#[derive(Debug, Default)]
pub(super) struct Tally {
    attributes: AttributeFilter,
    /// Aggregates that are open.
    depth: usize,
    /// An element of the outermost aggregate that comes next, from 0.
    element: usize,
    /// A message out of band is going by: it answers nothing.
    is_push: bool,
    outcome: Outcome,
}

/// What a reply said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// It was an error: its text.
    pub(super) error: Option<Vec<u8>>,
    /// The elements that were errors: which, and their texts.
    pub(super) nested: Vec<(usize, Vec<u8>)>,
    /// There was nothing, as EXEC says where a watched key has changed.
    pub(super) null: bool,
}

impl Tally {
    /// What the reply said; `None` where it was a message out of band. The next reply can be told.
    pub(super) fn take(&mut self) -> Option<Outcome> {
        self.element = 0;
        let is_push = std::mem::take(&mut self.is_push);
        let outcome = std::mem::take(&mut self.outcome);
        (!is_push).then_some(outcome)
    }
}

impl EventSink for Tally {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.attributes.matches(&event) {
            return Ok(());
        }
        match (event, self.depth) {
            (Event::Scalar(Scalar::Error(text) | Scalar::BulkError(text)), 0) => {
                self.outcome.error = Some(text.to_vec());
            }
            (Event::Scalar(Scalar::Error(text) | Scalar::BulkError(text)), 1) => {
                self.outcome.nested.push((self.element, text.to_vec()));
            }
            (Event::Scalar(Scalar::Null(_)), 0) => self.outcome.null = true,
            (Event::Begin(kind, _), depth) => {
                self.is_push |= depth == 0 && kind == Aggregate::Push;
                self.depth += 1;
            }
            (Event::End, _) => self.depth -= 1,
            _ => {}
        }
        let ends_value = matches!(event, Event::Scalar(_) | Event::EndString | Event::End);
        self.element += usize::from(ends_value && self.depth == 1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resp::Decoder;

    fn told(reply: &str) -> Option<Outcome> {
        let mut tally = Tally::default();
        let fed = Decoder::new().feed(reply.as_bytes(), &mut tally);
        assert!(fed.expect("a reply").complete);
        tally.take()
    }

    #[test]
    fn only_what_was_refused_is_kept() {
        for reply in [
            "+OK\r\n",
            ":1\r\n",
            "$3\r\nabc\r\n",
            "*2\r\n:1\r\n$-1\r\n",
            "%1\r\n+a\r\n:1\r\n",
        ] {
            assert_eq!(told(reply), Some(Outcome::default()), "{reply}");
        }
        let refused = told("-ERR no\r\n").expect("a reply");
        assert_eq!(refused.error.as_deref(), Some(&b"ERR no"[..]));
    }

    #[test]
    fn which_elements_were_errors_is_told() {
        let reply = "*5\r\n|1\r\n+note\r\n-x\r\n:1\r\n-ERR a\r\n*1\r\n-ERR deeper\r\n$1\r\nx\r\n!5\r\nERR b\r\n";
        let outcome = told(reply).expect("a reply");
        assert_eq!(
            outcome.nested,
            [(1, b"ERR a".to_vec()), (4, b"ERR b".to_vec())]
        );
    }

    #[test]
    fn nothing_is_told_from_something() {
        for reply in ["*-1\r\n", "$-1\r\n", "_\r\n"] {
            assert!(told(reply).expect("a reply").null, "{reply}");
        }
    }

    #[test]
    fn a_message_out_of_band_is_no_reply() {
        assert_eq!(told(">2\r\n+invalidate\r\n-x\r\n"), None);
    }
}
