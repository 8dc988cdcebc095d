//! The sink that keeps only the errors of a reply.

use std::io;

use crate::resp::{Aggregate, AttributeFilter, Event, EventSink, Scalar};

/// Reads whether a reply is an error, and which of its elements are: each element of the reply to EXEC is the reply to a
/// command.
#[derive(Debug, Default)]
pub(super) struct ReplyErrorSink {
    attributes: AttributeFilter,
    depth: usize,
    /// The index of the next element of the outermost aggregate.
    element: usize,
    /// The value is a push, which is not a reply.
    is_push: bool,
    errors: ReplyErrors,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ReplyErrors {
    /// The error, if the reply is one.
    pub(super) error: Option<Vec<u8>>,
    /// The elements that are errors: their indexes and texts.
    pub(super) nested: Vec<(usize, Vec<u8>)>,
    /// Whether the reply is null, as that of EXEC after a watched key has changed.
    pub(super) null: bool,
}

impl ReplyErrorSink {
    /// Returns the errors of the reply, and prepares for the next one. `None` after a push.
    pub(super) fn take(&mut self) -> Option<ReplyErrors> {
        self.element = 0;
        let is_push = std::mem::take(&mut self.is_push);
        let errors = std::mem::take(&mut self.errors);
        (!is_push).then_some(errors)
    }
}

impl EventSink for ReplyErrorSink {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.attributes.matches(&event) {
            return Ok(());
        }
        match (event, self.depth) {
            (Event::Scalar(Scalar::Error(text) | Scalar::BulkError(text)), 0) => {
                self.errors.error = Some(text.to_vec());
            }
            (Event::Scalar(Scalar::Error(text) | Scalar::BulkError(text)), 1) => {
                self.errors.nested.push((self.element, text.to_vec()));
            }
            (Event::Scalar(Scalar::Null(_)), 0) => self.errors.null = true,
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

    fn errors(reply: &str) -> Option<ReplyErrors> {
        let mut tally = ReplyErrorSink::default();
        let fed = Decoder::new().feed(reply.as_bytes(), &mut tally);
        assert!(fed.expect("a reply").complete);
        tally.take()
    }

    #[test]
    fn only_errors_are_kept() {
        for reply in [
            "+OK\r\n",
            ":1\r\n",
            "$3\r\nabc\r\n",
            "*2\r\n:1\r\n$-1\r\n",
            "%1\r\n+a\r\n:1\r\n",
        ] {
            assert_eq!(errors(reply), Some(ReplyErrors::default()), "{reply}");
        }
        let refused = errors("-ERR no\r\n").expect("a reply");
        assert_eq!(refused.error.as_deref(), Some(&b"ERR no"[..]));
    }

    #[test]
    fn the_elements_that_are_errors_are_kept() {
        let reply = "*5\r\n|1\r\n+note\r\n-x\r\n:1\r\n-ERR a\r\n*1\r\n-ERR deeper\r\n$1\r\nx\r\n!5\r\nERR b\r\n";
        let outcome = errors(reply).expect("a reply");
        assert_eq!(
            outcome.nested,
            [(1, b"ERR a".to_vec()), (4, b"ERR b".to_vec())]
        );
    }

    #[test]
    fn a_null_is_recognized() {
        for reply in ["*-1\r\n", "$-1\r\n", "_\r\n"] {
            assert!(errors(reply).expect("a reply").null, "{reply}");
        }
    }

    #[test]
    fn a_push_is_not_a_reply() {
        assert_eq!(errors(">2\r\n+invalidate\r\n-x\r\n"), None);
    }
}
