//! The name that the program was called by. As `redis-cli` or `valkey-cli`, by a link, it prints the version and the errors
//! of that program, for scripts that search them.
//!
//! Only texts depend on the name. Commands and options do not.

use std::ffi::OsStr;
use std::path::Path;

use redsh_engine::Error;
use redsh_engine::error::reason;
use redsh_engine::net::Address;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CalledAs {
    Redsh,
    RedisCli,
    ValkeyCli,
}

impl CalledAs {
    /// Returns the name of this process.
    pub(crate) fn of_process() -> Self {
        CalledAs::of(std::env::args_os().next().as_deref())
    }

    fn of(program: Option<&OsStr>) -> Self {
        let name = program.and_then(|program| Path::new(program).file_name());
        match name.and_then(OsStr::to_str) {
            Some("redis-cli") => CalledAs::RedisCli,
            Some("valkey-cli") => CalledAs::ValkeyCli,
            _ => CalledAs::Redsh,
        }
    }

    /// Returns the version that scripts expect of the other program, the one that redsh is compared with.
    pub(crate) fn version(self) -> Option<&'static str> {
        match self {
            CalledAs::Redsh => None,
            CalledAs::RedisCli => Some("redis-cli 7.0.15"),
            CalledAs::ValkeyCli => Some("valkey-cli 8.1.8"),
        }
    }

    /// Returns the other program's message for an error, or `None` where it has none.
    pub(crate) fn message(self, error: &Error) -> Option<String> {
        let server = match self {
            CalledAs::Redsh => return None,
            CalledAs::RedisCli => "Redis",
            CalledAs::ValkeyCli => "Valkey",
        };
        match error {
            Error::Connect { address, source } => Some(format!(
                "Could not connect to {server} at {}: {}",
                plain(address),
                capitalized(&reason(source))
            )),
            Error::Closed { .. } | Error::Ended(_) => {
                Some("Error: Server closed the connection".to_owned())
            }
            Error::Lost { source, .. } => Some(format!("Error: {}", capitalized(&reason(source)))),
            _ => None,
        }
    }
}

/// Returns an address without the brackets of IPv6.
fn plain(address: &Address) -> String {
    match address {
        Address::Tcp { host, port } => format!("{host}:{port}"),
        Address::Unix(path) => path.display().to_string(),
    }
}

/// Formats the reason of an error as redis-cli does.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn the_last_part_of_the_path_is_the_name() {
        for (program, expected) in [
            ("/usr/bin/redis-cli", CalledAs::RedisCli),
            ("valkey-cli", CalledAs::ValkeyCli),
            ("./redsh", CalledAs::Redsh),
            ("redis-cli-old", CalledAs::Redsh),
        ] {
            assert_eq!(
                CalledAs::of(Some(OsStr::new(program))),
                expected,
                "{program}"
            );
        }
        assert_eq!(CalledAs::of(None), CalledAs::Redsh);
    }

    #[test]
    fn an_error_has_the_words_of_the_other_program() {
        let error = Error::Connect {
            address: Address::tcp("::1", 1),
            source: io::Error::from_raw_os_error(111),
        };
        for (name, expected) in [
            (CalledAs::Redsh, None),
            (
                CalledAs::RedisCli,
                Some("Could not connect to Redis at ::1:1: Connection refused"),
            ),
            (
                CalledAs::ValkeyCli,
                Some("Could not connect to Valkey at ::1:1: Connection refused"),
            ),
        ] {
            assert_eq!(name.message(&error).as_deref(), expected);
        }
    }
}
