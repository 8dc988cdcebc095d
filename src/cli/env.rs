//! Environment variables. An option on the command line overrides them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::usage::Usage;
use crate::terminal::is_dumb;

/// The variables, with their descriptions.
pub(super) const VARIABLES: [(&str, &str); 14] = [
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
    ("CLICOLOR", "Disable colours if it is 0"),
    (
        "FAKETTY",
        "Choose the reply format as if stdout were a terminal",
    ),
    (
        "FAKETTY_WITH_PROMPT",
        "Show the prompt even if stdin is not a terminal",
    ),
];

/// The last section of the help.
pub(super) fn help() -> String {
    let lines = VARIABLES.map(|(name, meaning)| format!("\n  {name:<19}  {meaning}"));
    format!("Environment:{}", lines.concat())
}

/// Access to the environment variables.
pub(super) struct Environment<'a> {
    /// Returns the value of a variable.
    pub(super) lookup: &'a dyn Fn(&str) -> Option<OsString>,
    /// Hides address and passwords, which belong to the user's own server and not to a sandbox.
    pub(super) hides_server: bool,
}

impl Environment<'_> {
    /// Returns the value of an option, or else the value of a variable about the server.
    pub(super) fn or<T>(
        &self,
        given: Option<T>,
        name: &str,
        read: fn(&OsStr) -> Result<T, String>,
    ) -> Result<Option<T>, Usage> {
        if given.is_some() || self.hides_server {
            return Ok(given);
        }
        let value = self.get(name).map(|value| read(&value)).transpose();
        value.map_err(|message| Usage::wrong(format_args!("{name} {message}")))
    }

    /// The server program of a sandbox.
    pub(super) fn sandbox_server(&self) -> Option<PathBuf> {
        self.get("REDSH_SERVER").map(Into::into)
    }

    /// Any value of NO_COLOR but an empty one disables colours (<https://no-color.org>); so do CLICOLOR=0
    /// (<https://bixense.com/clicolors>) and a terminal without an editor.
    pub(super) fn forbids_color(&self) -> bool {
        let is_dumb = is_dumb(self.get("TERM").as_deref());
        self.get("NO_COLOR").is_some() || is_dumb || self.get("CLICOLOR").is_some_and(|v| v == "0")
    }

    /// Whether the locale has UTF-8. Containers set none, and their terminals have it.
    pub(super) fn has_utf8(&self) -> bool {
        let mut names = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
        let Some(locale) = names.find_map(|name| self.get(name)) else {
            return true;
        };
        let locale = locale.to_string_lossy().to_ascii_lowercase();
        match locale.split_once('.') {
            Some((_, codeset)) => codeset.starts_with("utf-8") || codeset.starts_with("utf8"),
            None => !matches!(&*locale, "c" | "posix"),
        }
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

    pub(super) fn fakes_prompt(&self) -> bool {
        (self.lookup)("FAKETTY_WITH_PROMPT").is_some()
    }

    /// Treats an empty variable as unset.
    fn get(&self, name: &str) -> Option<OsString> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }
}
