//! Errors of the splitter.

use std::fmt;

use super::array::{MAX_ARGUMENT, MAX_ARGUMENTS};
use super::foreign::ForeignInput;
use super::line::MAX_LINE;

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
    /// A reply instead of a command.
    #[error(
        "expected a command, got {0}, which is a reply: either the number of arguments before it is too small, or the input is a recording of replies"
    )]
    Reply(String),
    /// No number after `*`.
    #[error("expected the number of arguments after \"*\", got {0}")]
    Count(String),
    /// More arguments than [`MAX_ARGUMENTS`].
    #[error("{0} arguments are too many: servers accept at most {MAX_ARGUMENTS}")]
    TooMany(String),
    /// Another byte instead of `$`.
    #[error("expected \"$\" before {0}, got {1}")]
    NoDollar(ArgumentPosition, String),
    /// No number after `$`.
    #[error("expected the length of {0} after \"$\", got {1}")]
    Length(ArgumentPosition, String),
    /// A negative length, such as that of a null.
    #[error("{0} has a length of {1}: an argument cannot be null, only empty")]
    Negative(ArgumentPosition, i64),
    /// A length above [`MAX_ARGUMENT`].
    #[error("{0} has a length of {1} bytes: the maximum is {MAX_ARGUMENT}")]
    TooLong(ArgumentPosition, String),
    /// A line feed without a carriage return.
    #[error(
        "a line ends in \"\\n\" instead of \"\\r\\n\": convert the input, for instance with unix2dos"
    )]
    LoneFeed,
    /// A carriage return without a line feed.
    #[error("expected \"\\n\" after \"\\r\" at the end of a line, got {0}")]
    NoFeed(String),
    /// The argument is longer or shorter than its length.
    #[error(
        "expected \"\\r\\n\" after the {length} bytes of {argument}, got {got}: its length is wrong"
    )]
    NotEnded {
        /// The argument.
        argument: ArgumentPosition,
        /// Its length in the stream.
        length: usize,
        /// The bytes after it.
        got: String,
    },
    /// The stream ends within a command.
    #[error("the input ends {0}")]
    Ended(StreamEnd),
    /// A NUL byte in an inline command.
    #[error(
        "a NUL byte in an inline command: write it as \"\\x00\" in double quotes, or encode the command as RESP"
    )]
    Nul,
    /// A line longer than [`MAX_LINE`].
    #[error("a line of more than {MAX_LINE} bytes: encode such a long command as RESP")]
    LongLine,
    /// Unbalanced quotes in an inline command.
    #[error("unbalanced quotes: a quote is not closed, or no blank follows a closing quote")]
    Quotes,
}

/// The position of an argument in its command. The name is an argument too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArgumentPosition {
    /// The number of the argument, from 1.
    pub index: usize,
    /// The number of arguments of the command.
    pub count: usize,
}

/// The position within a command at which the stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamEnd {
    /// Within the number of arguments.
    Count,
    /// Before an argument.
    Before(ArgumentPosition),
    /// Within the length of an argument.
    Length(ArgumentPosition),
    /// Within an argument.
    Inside {
        /// The argument.
        argument: ArgumentPosition,
        /// The number of its bytes in the stream.
        come: usize,
        /// Its length.
        length: usize,
    },
    /// Between an argument and the end of its line.
    After(ArgumentPosition),
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
            StreamEnd::Count => write!(out, "in the number of arguments"),
            StreamEnd::Before(argument) => write!(out, "before {argument}"),
            StreamEnd::Length(argument) => write!(out, "in the length of {argument}"),
            StreamEnd::Inside {
                argument,
                come,
                length,
            } => {
                write!(out, "in {argument}, after {come} of its {length} bytes")
            }
            StreamEnd::After(argument) => write!(out, "before the \"\\r\\n\" after {argument}"),
        }
    }
}

/// A fault with its position in the command.
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
    /// Adds the position of the command in the stream.
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

/// Quotes bytes for a message.
pub(super) fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}
