//! The replies that document a server's commands, and the limit on their size.

use std::io;

use redsh_engine::resp::{Event, EventSink, Scalar, Value};

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

impl EventSink for ReplyBudget {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(
                Scalar::Simple(text)
                | Scalar::Error(text)
                | Scalar::BulkError(text)
                | Scalar::Double(text)
                | Scalar::BigNumber(text),
            ) => self.take(VALUE_SIZE + text.len()),
            Event::Scalar(_) | Event::BeginString(..) | Event::Begin(..) => self.take(VALUE_SIZE),
            Event::Bytes(bytes) => self.take(bytes.len()),
            Event::EndString | Event::End | Event::Wait => Ok(()),
        }
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
