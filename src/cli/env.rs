//! What the environment may say. An option on the command line always beats it.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use redsh_engine::net::Secret;

use super::usage::Usage;
use super::value;

/// The variables and what each is for.
pub(super) const VARIABLES: [(&str, &str); 12] = [
    ("REDISCLI_AUTH", "Password, safer than -a"),
    ("VALKEYCLI_AUTH", "The same, and wins over it"),
    ("VALKEYCLI_HOST", "Host, in place of 127.0.0.1"),
    ("VALKEYCLI_PORT", "Port, in place of 6379"),
    (
        "REDISCLI_HISTFILE",
        "Where the shell keeps its lines, in place of ~/.rediscli_history; /dev/null for nowhere",
    ),
    ("VALKEYCLI_HISTFILE", "The same, and wins over it"),
    (
        "REDISCLI_RCFILE",
        "Where the shell's :set lines are, in place of ~/.redisclirc; /dev/null for nowhere",
    ),
    ("VALKEYCLI_RCFILE", "The same, and wins over it"),
    (
        "REDSH_SENTINEL_AUTH",
        "Password for the sentinels, safer than --sentinel-pass",
    ),
    (
        "REDSH_SERVER",
        "Program that --sandbox starts, by its path or by a name on PATH",
    ),
    ("NO_COLOR", "No colour"),
    ("FAKETTY", "Choose the reply format as for a terminal"),
];

/// The variables for the end of the help.
pub(super) fn help() -> String {
    let lines = VARIABLES.map(|(name, meaning)| format!("\n  {name:<19}  {meaning}"));
    format!("Environment:{}", lines.concat())
}

/// The environment, asked only for what the command line leaves open.
pub(super) struct Environment<'a> {
    lookup: &'a dyn Fn(&str) -> Option<OsString>,
    /// It speaks of a server that is not the one meant.
    of_another_server: bool,
}

impl<'a> Environment<'a> {
    /// `lookup` gives a variable's value by its name.
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Environment {
            lookup,
            of_another_server: false,
        }
    }

    /// The environment as a sandbox is to see it: neither the address of the user's own server nor its password is meant
    /// for one that is made for this run.
    pub(super) fn for_sandbox(&self) -> Self {
        Environment {
            of_another_server: true,
            ..*self
        }
    }

    pub(super) fn password(&self) -> Result<Option<Secret>, Usage> {
        match self.of_server("VALKEYCLI_AUTH", value::secret)? {
            None => self.of_server("REDISCLI_AUTH", value::secret),
            found => Ok(found),
        }
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

    /// What a sandbox is to start.
    pub(super) fn sandbox_server(&self) -> Option<PathBuf> {
        self.get("REDSH_SERVER").map(Into::into)
    }

    /// <https://no-color.org>: anything but an empty value forbids colour.
    pub(super) fn forbids_color(&self) -> bool {
        self.get("NO_COLOR").is_some()
    }

    /// Whether TERM speaks of an xterm, or of what takes itself for one.
    pub(super) fn has_xterm(&self) -> bool {
        let term = self.get("TERM").unwrap_or_default();
        memchr::memmem::find(term.as_encoded_bytes(), b"xterm").is_some()
    }

    /// Set to anything, even to nothing, as for redis-cli.
    pub(super) fn fakes_terminal(&self) -> bool {
        (self.lookup)("FAKETTY").is_some()
    }

    fn of_server<T>(
        &self,
        name: &str,
        read: fn(&OsStr) -> Result<T, String>,
    ) -> Result<Option<T>, Usage> {
        if self.of_another_server {
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
        value.map_err(|wanted| Usage::wrong(format_args!("{name} {wanted}")))
    }

    /// An empty variable is as good as none.
    fn get(&self, name: &str) -> Option<OsString> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }
}
