//! What the environment may say. An option on the command line always beats it.

use std::ffi::{OsStr, OsString};

use engine::net::Secret;

use super::usage::Usage;
use super::value;

/// The variables and what each is for.
pub(super) const VARIABLES: [(&str, &str); 7] = [
    ("REDISCLI_AUTH", "Password, safer than -a"),
    ("VALKEYCLI_AUTH", "The same, and wins over it"),
    ("VALKEYCLI_HOST", "Host, in place of 127.0.0.1"),
    ("VALKEYCLI_PORT", "Port, in place of 6379"),
    (
        "REDSH_SENTINEL_AUTH",
        "Password for the sentinels, safer than --sentinel-pass",
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
}

impl<'a> Environment<'a> {
    /// `lookup` gives a variable's value by its name.
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Environment { lookup }
    }

    pub(super) fn password(&self) -> Result<Option<Secret>, Usage> {
        match self.read("VALKEYCLI_AUTH", value::secret)? {
            None => self.read("REDISCLI_AUTH", value::secret),
            found => Ok(found),
        }
    }

    pub(super) fn sentinel_password(&self) -> Result<Option<Secret>, Usage> {
        self.read("REDSH_SENTINEL_AUTH", value::secret)
    }

    pub(super) fn host(&self) -> Result<Option<String>, Usage> {
        self.read("VALKEYCLI_HOST", value::text)
    }

    pub(super) fn port(&self) -> Result<Option<u16>, Usage> {
        self.read("VALKEYCLI_PORT", value::port)
    }

    /// <https://no-color.org>: anything but an empty value forbids colour.
    pub(super) fn forbids_color(&self) -> bool {
        self.get("NO_COLOR").is_some()
    }

    /// Set to anything, even to nothing, as for redis-cli.
    pub(super) fn fakes_terminal(&self) -> bool {
        (self.lookup)("FAKETTY").is_some()
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
