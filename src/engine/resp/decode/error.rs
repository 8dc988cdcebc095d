//! Why a stream of replies cannot be followed, and how that is said.

use std::io;

/// What is wrong with the bytes, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {offset}")]
pub struct ProtocolError {
    /// Where what was found begins, counted from 0: the first byte that this decoder was ever fed.
    pub offset: u64,
    /// What ought to stand there, and what was found.
    pub what: String,
}

/// Why a reply could not be followed to its end.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are not RESP. The decoder cannot go on: where the next reply begins is unknown.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// The sink's own error.
    #[error(transparent)]
    Sink(#[from] io::Error),
}

impl ProtocolError {
    /// For `map_err`: gives the place to what is wrong.
    pub(super) fn at(offset: u64) -> impl FnOnce(String) -> Self {
        move |what| Self { offset, what }
    }
}

/// How much is shown of what stands in the wrong place.
const SHOWN: usize = 32;

/// Says what ought to stand there, and what does: the beginning of `bytes`, up to the end of the line.
pub(super) fn found(expected: &str, bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(SHOWN)];
    let line = bytes.split(|byte| b"\r\n".contains(byte)).next();
    match line.filter(|line| !line.is_empty()).unwrap_or(bytes) {
        [] => format!("expected {expected}, found nothing"),
        shown => format!("expected {expected}, found \"{}\"", shown.escape_ascii()),
    }
}
