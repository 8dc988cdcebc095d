//! Errors of the splitter.

use std::fmt;

use super::foreign::ForeignInput;

/// Invalid bytes in a stream of commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitError {
    /// The number of the invalid command, from 1.
    pub number: u64,
    /// The position of the command in the stream.
    pub offset: u64,
    /// The position of the invalid byte in the stream.
    pub at: u64,
    /// The fault.
    pub fault: SplitFault,
}

/// The faults of a stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitFault {
    /// The stream is in another format.
    #[error("{0}")]
    Foreign(ForeignInput),
    /// The bytes are not a command. The text describes them.
    #[error("{0}")]
    Invalid(String),
}

impl fmt::Display for SplitError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let SplitFault::Foreign(_) = self.fault {
            return write!(out, "{}", self.fault);
        }
        write!(
            out,
            "command {} at byte {}: {}",
            self.number, self.offset, self.fault
        )?;
        match self.at {
            at if at == self.offset => Ok(()),
            at => write!(out, " (byte {at})"),
        }
    }
}

impl std::error::Error for SplitError {}

/// A fault with its position in the command.
pub(super) type LocatedFault = (usize, SplitFault);

#[cold]
pub(super) fn invalid(at: usize, message: impl Into<String>) -> LocatedFault {
    (at, SplitFault::Invalid(message.into()))
}

/// Quotes bytes for a message.
pub(super) fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}
