//! Environment variables. An option on the command line overrides them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use redsh_engine::net::Secret;

use super::usage::Usage;
use super::value;

/// The variables, with their descriptions.
pub(super) const VARIABLES: [(&str, &str); 12] = [
    ("REDISCLI_AUTH", "Password; safer than -a"),
    ("VALKEYCLI_AUTH", "Same; overrides REDISCLI_AUTH"),
    ("VALKEYCLI_HOST", "Default host, instead of 127.0.0.1"),
    ("VALKEYCLI_PORT", "Default port, instead of 6379"),
    (
        "REDISCLI_HISTFILE",
        "History file, or /dev/null [default: ~/.rediscli_history]",
    ),
    ("VALKEYCLI_HISTFILE", "Same; overrides REDISCLI_HISTFILE"),
    (
        "REDISCLI_RCFILE",
        "File with :set lines [default: ~/.redisclirc]",
    ),
    ("VALKEYCLI_RCFILE", "Same; overrides REDISCLI_RCFILE"),
    (
        "REDSH_SENTINEL_AUTH",
        "Password for the sentinels; safer than --sentinel-pass",
    ),
    (
        "REDSH_SERVER",
        "Server program for --sandbox, a path or a name on PATH",
    ),
    ("NO_COLOR", "Disable colours"),
    (
        "FAKETTY",
        "Choose the reply format as if stdout were a terminal",
    ),
];

/// The last section of the help.
pub(super) fn help() -> String {
    let lines = VARIABLES.map(|(name, meaning)| format!("\n  {name:<19}  {meaning}"));
    format!("Environment:{}", lines.concat())
}

/// Returns the value of an option, or else reads that of a variable.
pub(super) fn or<T>(
    given: Option<T>,
    variable: impl FnOnce() -> Result<Option<T>, Usage>,
) -> Result<Option<T>, Usage> {
    given.map_or_else(variable, |given| Ok(Some(given)))
}

/// Access to the environment variables.
pub(super) struct Environment<'a> {
    lookup: &'a dyn Fn(&str) -> Option<OsString>,
    /// Hides address and password.
    hides_server: bool,
}

impl<'a> Environment<'a> {
    /// `lookup` returns the value of a variable.
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Environment {
            lookup,
            hides_server: false,
        }
    }

    /// Hides the address and the password, which belong to the user's own server and not to a sandbox.
    pub(super) fn for_sandbox(&self) -> Self {
        Environment {
            hides_server: true,
            ..*self
        }
    }

    pub(super) fn password(&self) -> Result<Option<Secret>, Usage> {
        or(self.of_server("VALKEYCLI_AUTH", value::secret)?, || {
            self.of_server("REDISCLI_AUTH", value::secret)
        })
    }

    pub(super) fn sentinel_password(&self) -> Result<Option<Secret>, Usage> {
        self.of_server("REDSH_SENTINEL_AUTH", value::secret)
    }

    pub(super) fn host(&self) -> Result<Option<String>, Usage> {
        self.of_server("VALKEYCLI_HOST", value::text)
    }

    pub(super) fn port(&self) -> Result<Option<u16>, Usage> {
        self.of_server("VALKEYCLI_PORT", value::port)
    }

    /// The server program of a sandbox.
    pub(super) fn sandbox_server(&self) -> Option<PathBuf> {
        self.get("REDSH_SERVER").map(Into::into)
    }

    /// <https://no-color.org>: any value but an empty one disables colours.
    pub(super) fn forbids_color(&self) -> bool {
        self.get("NO_COLOR").is_some()
    }

    /// Whether TERM names an xterm or a compatible terminal.
    pub(super) fn has_xterm(&self) -> bool {
        let term = self.get("TERM").unwrap_or_default();
        memchr::memmem::find(term.as_encoded_bytes(), b"xterm").is_some()
    }

    /// An empty value counts too, as in redis-cli.
    pub(super) fn fakes_terminal(&self) -> bool {
        (self.lookup)("FAKETTY").is_some()
    }

    fn of_server<T>(
        &self,
        name: &str,
        read: fn(&OsStr) -> Result<T, String>,
    ) -> Result<Option<T>, Usage> {
        if self.hides_server {
            return Ok(None);
        }
        self.read(name, read)
    }

    fn read<T>(
        &self,
        name: &str,
        read: fn(&OsStr) -> Result<T, String>,
    ) -> Result<Option<T>, Usage> {
        let value = self.get(name).map(|value| read(&value)).transpose();
        value.map_err(|message| Usage::wrong(format_args!("{name} {message}")))
    }

    /// Treats an empty variable as unset.
    fn get(&self, name: &str) -> Option<OsString> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }
}
