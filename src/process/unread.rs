//! The error of an input that could not be read: stdin, or a file that the command line names.

use std::fmt;
use std::io;
use std::path::PathBuf;

use redsh_engine::error::reason;

use super::called_as::CalledAs;

/// An error while reading an input.
#[derive(Debug, thiserror::Error)]
#[error("could not read {input}: {}", reason(error))]
pub(crate) struct UnreadInput {
    pub(crate) input: UnreadSource,
    pub(crate) error: io::Error,
}

/// An input, by its use.
#[derive(Debug)]
pub(crate) enum UnreadSource {
    File(PathBuf),
    /// Lines of a script, or an argument of a command.
    Stdin,
    /// The commands of a load.
    Load,
}

impl fmt::Display for UnreadSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnreadSource::File(path) => write!(f, "{}", path.display()),
            UnreadSource::Stdin | UnreadSource::Load => write!(f, "stdin"),
        }
    }
}

impl UnreadInput {
    pub(crate) fn stdin(error: io::Error) -> Self {
        let input = UnreadSource::Stdin;
        UnreadInput { input, error }
    }

    pub(crate) fn load(error: io::Error) -> Self {
        let input = UnreadSource::Load;
        UnreadInput { input, error }
    }

    /// The message of redis-cli and valkey-cli; `None` if redsh has its own name.
    pub(super) fn renamed(&self, name: CalledAs) -> Option<String> {
        let why = CalledAs::capitalized(&reason(&self.error));
        (name != CalledAs::Redsh).then(|| match &self.input {
            UnreadSource::File(path) => format!("Can't open file '{}': {why}", path.display()),
            UnreadSource::Stdin => format!("Reading from standard input: {why}"),
            UnreadSource::Load => format!("Error reading from stdin: {why}"),
        })
    }
}
