//! The name that the program was called by. As `redis-cli` or `valkey-cli`, by a link, it prints the version and the errors
//! of that program, for scripts that search them.
//!
//! Only texts depend on the name. Commands and options do not.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use redsh_engine::Error;
use redsh_engine::error::reason;
use redsh_engine::net::Address;

use crate::render;

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

    pub(crate) fn name(self) -> &'static str {
        match self {
            CalledAs::Redsh => "redsh",
            CalledAs::RedisCli => "redis-cli",
            CalledAs::ValkeyCli => "valkey-cli",
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

    /// Returns a text of redis-cli's in the words of this program. The name comes before any words of the user.
    pub(crate) fn renamed(self, text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
        let own = b"redis-cli";
        match (self, memchr::memmem::find(&text, own)) {
            (CalledAs::ValkeyCli, Some(at)) => {
                [&text[..at], b"valkey-cli", &text[at + own.len()..]]
                    .concat()
                    .into()
            }
            _ => text,
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
                CalledAs::capitalized(&reason(source))
            )),
            Error::Closed { .. } | Error::Ended(_) => {
                Some("Error: Server closed the connection".to_owned())
            }
            Error::Lost { source, .. } => {
                Some(format!("Error: {}", CalledAs::capitalized(&reason(source))))
            }
            Error::Protocol { source, .. } => source.not_a_type.map(|byte| {
                let byte = render::quoted(&[byte]);
                let byte = String::from_utf8_lossy(&byte);
                format!("Error: Protocol error, got {byte} as reply type byte")
            }),
            _ => None,
        }
    }

    /// Returns a reason as the system's library writes it.
    pub(crate) fn capitalized(text: &str) -> String {
        let mut letters = text.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect()
    }
}

/// Returns an address without the brackets of IPv6.
fn plain(address: &Address) -> String {
    match address {
        Address::Tcp { host, port } => format!("{host}:{port}"),
        Address::Unix(path) => path.display().to_string(),
    }
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
    fn a_text_of_redis_cli_has_the_own_name() {
        let text = |name: CalledAs| {
            let text = b"unknown redis-cli preference 'redis-cli'";
            String::from_utf8(name.renamed(text[..].into()).into_owned()).expect("it is text")
        };
        assert_eq!(
            text(CalledAs::ValkeyCli),
            "unknown valkey-cli preference 'redis-cli'"
        );
        assert_eq!(
            text(CalledAs::Redsh),
            "unknown redis-cli preference 'redis-cli'"
        );
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
