//! A cursor over one piece of input.

use super::error::{ProtocolError, found};

/// A piece of the stream.
#[derive(Debug)]
pub(super) struct InputCursor<'a> {
    /// The unread bytes.
    pub(super) rest: &'a [u8],
    /// The position of the next byte in the stream.
    pub(super) offset: u64,
}

impl<'a> InputCursor<'a> {
    /// Creates a cursor for a piece that begins at `offset` in the stream.
    pub(super) fn new(bytes: &'a [u8], offset: u64) -> Self {
        Self {
            rest: bytes,
            offset,
        }
    }

    pub(super) fn take(&mut self, most: u64) -> &'a [u8] {
        let length = usize::try_from(most).unwrap_or(usize::MAX);
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        self.offset += taken.len() as u64;
        taken
    }

    /// Reads one byte, and fails if it is another. `expected` names it in the message.
    pub(super) fn expect(&mut self, byte: u8, expected: &str) -> Result<(), ProtocolError> {
        let offset = self.offset;
        match self.take(1) {
            [next] if *next == byte => Ok(()),
            other => Err(ProtocolError::at(offset)(found(expected, other))),
        }
    }
}
