//! The replies that document a server's commands, and the limit on their size.

use std::io;

use redsh_engine::resp::{Aggregate, Scalar, StringKind, Value, Visitor};

/// In bytes, of memory and of a file. Redis 7.0 takes 2 MB of memory.
pub(super) const LARGEST: usize = 8 * 1024 * 1024;

/// The replies to COMMAND and COMMAND DOCS.
pub(super) type DocsReplies = [Value; 2];

/// The assumed memory of a value besides its text, in bytes.
const VALUE_SIZE: usize = 64;

/// Fails once the replies need more memory than allowed.
#[derive(Debug)]
pub(super) struct ReplyBudget {
    left: usize,
}

impl ReplyBudget {
    pub(super) fn new(bytes: usize) -> Self {
        ReplyBudget { left: bytes }
    }

    fn take(&mut self, bytes: usize) -> io::Result<()> {
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(())
    }
}

impl Visitor for ReplyBudget {
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        let text = match scalar {
            Scalar::Simple(text)
            | Scalar::Error(text)
            | Scalar::BulkError(text)
            | Scalar::Double(text)
            | Scalar::BigNumber(text) => text.len(),
            Scalar::Integer(_) | Scalar::Null(_) | Scalar::Boolean(_) => 0,
        };
        self.take(VALUE_SIZE + text)
    }

    fn begin_string(&mut self, _: StringKind, _: Option<u64>) -> io::Result<()> {
        self.take(VALUE_SIZE)
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.take(bytes.len())
    }

    fn end_string(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn begin(&mut self, _: Aggregate, _: Option<u64>) -> io::Result<()> {
        self.take(VALUE_SIZE)
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::resp::Decoder;

    use super::*;

    fn fits(bytes: usize, replies: &[u8]) -> bool {
        Decoder::new()
            .feed(replies, &mut ReplyBudget::new(bytes))
            .is_ok()
    }

    #[test]
    fn received_bytes_count_and_announced_lengths_do_not() {
        assert!(fits(2 * VALUE_SIZE, b"*1000000000\r\n:1\r\n"));
        assert!(!fits(2 * VALUE_SIZE, b"*1000000000\r\n:1\r\n:2\r\n"));
        assert!(fits(VALUE_SIZE + 2, b"$1000000000\r\nab"));
        assert!(!fits(VALUE_SIZE + 2, b"$1000000000\r\nabc"));
    }
}
