//! Why a stream of requests cannot be followed, and how that is said.

use std::fmt;

use super::array::{MAX_ARGUMENT, MAX_ARGUMENTS};
use super::foreign::ForeignInput;
use super::line::MAX_LINE;

/// What is wrong with a stream of requests, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitError {
    /// The command that it is wrong with: its place in the stream, from 1.
    pub number: u64,
    /// Where in the stream that command begins, in bytes from 0.
    pub offset: u64,
    /// Where in the stream the byte is that is wrong.
    pub at: u64,
    /// What is wrong with it.
    pub fault: SplitFault,
}

/// What may be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitFault {
    /// The stream is something else altogether.
    #[error("{0}")]
    Foreign(ForeignInput),
    /// A reply of some type.
    #[error(
        "expected a command, got {0}, which is a reply: either the count of arguments before it is too small, or this is a recording of what a server sent"
    )]
    Reply(String),
    /// What stands behind `*`.
    #[error("expected a count of arguments behind \"*\", got {0}")]
    Count(String),
    /// More than [`MAX_ARGUMENTS`].
    #[error("{0} arguments are too many: a server takes {MAX_ARGUMENTS} at the most")]
    TooMany(String),
    /// What stands in place of `$`.
    #[error("expected \"$\" before {0}, got {1}")]
    NoDollar(ArgumentPosition, String),
    /// What stands behind `$`.
    #[error("expected the length of {0} behind \"$\", got {1}")]
    Length(ArgumentPosition, String),
    /// A null, or less.
    #[error("{0} has a length of {1}: an argument cannot be null, only empty")]
    Negative(ArgumentPosition, i64),
    /// More than [`MAX_ARGUMENT`].
    #[error("{0} has a length of {1} bytes: {MAX_ARGUMENT} are the most")]
    TooLong(ArgumentPosition, String),
    /// A line feed without a carriage return.
    #[error(
        "a line ends in \"\\n\" where the protocol has \"\\r\\n\": convert the input, with unix2dos for instance"
    )]
    LoneFeed,
    /// A carriage return without a line feed.
    #[error("expected \"\\n\" behind \"\\r\" at the end of a line, got {0}")]
    NoFeed(String),
    /// An argument is longer than its length says, or has a length that is wrong otherwise.
    #[error(
        "expected \"\\r\\n\" behind the {length} bytes of {argument}, got {got}: its length is wrong"
    )]
    NotEnded {
        /// Which argument.
        argument: ArgumentPosition,
        /// Its length in bytes, as the stream has it.
        length: usize,
        /// What stands there.
        got: String,
    },
    /// The stream ends before the command does.
    #[error("the input ends {0}")]
    Ended(StreamEnd),
    /// A NUL byte in a line.
    #[error(
        "a NUL byte in an inline command: write it as \"\\x00\" between double quotes, or the command in the protocol"
    )]
    Nul,
    /// A line of more than [`MAX_LINE`].
    #[error("a line of more than {MAX_LINE} bytes: only in the protocol may a command be as long")]
    LongLine,
    /// The quotes of a line do not go together.
    #[error("unbalanced quotes: one is not closed, or no blank stands behind one that is")]
    Quotes,
}

/// An argument of a command, its name being the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArgumentPosition {
    /// From 1.
    pub index: usize,
    /// How many the command has.
    pub count: usize,
}

/// Where in a command the stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamEnd {
    /// In the line with the count of arguments.
    Count,
    /// Before an argument.
    Before(ArgumentPosition),
    /// In the line with an argument's length.
    Length(ArgumentPosition),
    /// In an argument.
    Inside {
        /// Which one.
        argument: ArgumentPosition,
        /// How many of its bytes have come.
        come: usize,
        /// How many it has.
        length: usize,
    },
    /// Between an argument and its line end, or within that.
    Behind(ArgumentPosition),
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

impl fmt::Display for ArgumentPosition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "argument {} of {}", self.index, self.count)
    }
}

impl fmt::Display for StreamEnd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StreamEnd::Count => write!(out, "in the count of arguments"),
            StreamEnd::Before(argument) => write!(out, "before {argument}"),
            StreamEnd::Length(argument) => write!(out, "in the length of {argument}"),
            StreamEnd::Inside {
                argument,
                come,
                length,
            } => {
                write!(
                    out,
                    "in {argument}, of which {come} of {length} bytes are there"
                )
            }
            StreamEnd::Behind(argument) => write!(out, "before the \"\\r\\n\" behind {argument}"),
        }
    }
}

/// A fault, and at which byte of its command.
#[derive(Debug)]
pub(super) struct LocatedFault {
    at: usize,
    fault: SplitFault,
}

impl SplitFault {
    #[cold]
    pub(super) fn at(self, at: usize) -> LocatedFault {
        LocatedFault { at, fault: self }
    }
}

impl LocatedFault {
    /// The error in the stream.
    pub(super) fn in_command(self, number: u64, offset: u64) -> SplitError {
        let at = offset + self.at as u64;
        let fault = self.fault;
        SplitError {
            number,
            offset,
            at,
            fault,
        }
    }
}

/// What was found, in quotes.
pub(super) fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}
