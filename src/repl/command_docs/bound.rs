//! How much a reply may be, of which all is kept.

use std::io;

use redsh_engine::resp::{Event, EventSink, Scalar};

/// What is counted for a value besides its text, in bytes.
const VALUE: usize = 64;

/// Fails as soon as a reply, or several, would take more memory than is left.
#[derive(Debug)]
pub(super) struct Bound {
    left: usize,
}

impl Bound {
    /// So many bytes, roughly.
    pub(super) fn new(bytes: usize) -> Self {
        Bound { left: bytes }
    }

    fn take(&mut self, bytes: usize) -> io::Result<()> {
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(())
    }
}

impl EventSink for Bound {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(
                Scalar::Simple(text)
                | Scalar::Error(text)
                | Scalar::BulkError(text)
                | Scalar::Double(text)
                | Scalar::BigNumber(text),
            ) => self.take(VALUE + text.len()),
            Event::Scalar(_) | Event::BeginString(..) | Event::Begin(..) => self.take(VALUE),
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
        Decoder::new().feed(replies, &mut Bound::new(bytes)).is_ok()
    }

    #[test]
    fn what_is_there_counts_and_not_what_is_announced() {
        assert!(fits(2 * VALUE, b"*1000000000\r\n:1\r\n"));
        assert!(!fits(2 * VALUE, b"*1000000000\r\n:1\r\n:2\r\n"));
        assert!(fits(VALUE + 2, b"$1000000000\r\nab"));
        assert!(!fits(VALUE + 2, b"$1000000000\r\nabc"));
    }
}
