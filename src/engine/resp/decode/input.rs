//! One piece of input, and how far it has been read. Pure.

use super::error::{ProtocolError, found};

/// A piece of the stream, which may begin and end anywhere.
#[derive(Debug)]
pub(super) struct InputCursor<'a> {
    rest: &'a [u8],
    offset: u64,
}

impl<'a> InputCursor<'a> {
    /// A piece that begins so many bytes into the stream.
    pub(super) fn new(bytes: &'a [u8], offset: u64) -> Self {
        Self {
            rest: bytes,
            offset,
        }
    }

    /// The bytes that have not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Where in the stream the next byte stands.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads so many bytes, or what is left where that is less.
    pub(super) fn take(&mut self, most: u64) -> &'a [u8] {
        let length = usize::try_from(most).unwrap_or(usize::MAX);
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        self.offset += taken.len() as u64;
        taken
    }

    /// Reads this one byte. `what` is what the message calls it.
    pub(super) fn expect(&mut self, byte: u8, what: &str) -> Result<(), ProtocolError> {
        let offset = self.offset;
        match self.take(1) {
            [next] if *next == byte => Ok(()),
            other => Err(ProtocolError::at(offset)(found(what, other))),
        }
    }
}
