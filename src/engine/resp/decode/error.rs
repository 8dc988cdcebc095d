//! Errors of the decoder.

use std::io;

/// Invalid bytes in a stream of replies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at byte {offset}")]
pub struct ProtocolError {
    /// The position of the invalid bytes, counted from the first byte that the decoder received.
    pub offset: u64,
    /// The expected and the invalid bytes, as text.
    pub message: String,
    /// The invalid byte in place of a type byte; `None` for any other error.
    pub not_a_type: Option<u8>,
}

/// The reason for which a reply was not decoded.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are not RESP. The decoder cannot find the next reply.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// The error of the sink.
    #[error(transparent)]
    Sink(#[from] io::Error),
}

impl ProtocolError {
    /// An error that is not about a type byte.
    pub(crate) fn new(offset: u64, message: impl Into<String>) -> Self {
        ProtocolError {
            offset,
            message: message.into(),
            not_a_type: None,
        }
    }

    /// Adds the position to a message, for `map_err`.
    pub(super) fn at(offset: u64) -> impl FnOnce(String) -> Self {
        move |message| ProtocolError::new(offset, message)
    }
}

/// The number of invalid bytes that a message quotes.
const SHOWN: usize = 32;

/// Builds a message that quotes the start of the invalid bytes, up to the end of their line.
pub(super) fn found(expected: &str, bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(SHOWN)];
    let line = bytes.split(|byte| b"\r\n".contains(byte)).next();
    match line.filter(|line| !line.is_empty()).unwrap_or(bytes) {
        [] => format!("expected {expected}, found nothing"),
        shown => format!("expected {expected}, found \"{}\"", shown.escape_ascii()),
    }
}
