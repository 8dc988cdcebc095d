//! The user's file, `redsh/config.toml`: what the shell is to be, and servers by name. Pure but for the reading.

mod profile;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;

pub(crate) use self::profile::Profile;

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// What a shell prefers from the beginning.
    pub(crate) shell: Shell,
    /// Servers by name.
    profiles: BTreeMap<String, Profile>,
}

/// What a shell prefers from the beginning; what is left out stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Shell {
    /// As `:set hints`.
    pub(crate) hints: Option<bool>,
    /// As `:set confirm`.
    pub(crate) confirm: Option<bool>,
    /// As `:set read-only`.
    pub(crate) read_only: Option<bool>,
    /// As `:set view`.
    pub(crate) view: Option<bool>,
    /// As `:set pager`.
    pub(crate) pager: Option<bool>,
    /// As `:set pipe`.
    pub(crate) pipe: Option<bool>,
}

/// Why the file cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConfigError {
    path: PathBuf,
    /// From 1; `None` where it cannot be read at all.
    place: Option<(usize, usize)>,
    what: String,
}

impl Config {
    /// The file at `path`. One that is not there says nothing.
    ///
    /// # Errors
    /// It cannot be read, or something in it is not understood.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        match fs::read_to_string(path) {
            Ok(text) => Config::parse(&text, path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Config::default()),
            Err(error) => Err(ConfigError {
                path: path.to_owned(),
                place: None,
                what: engine::error::reason(&error),
            }),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError {
            path: path.to_owned(),
            place: error.span().map(|span| place(text, span.start)),
            what: error.message().to_owned(),
        })
    }

    /// The server of this name.
    ///
    /// # Errors
    /// There is none; the words for the user.
    pub(crate) fn profile(&self, name: &str) -> Result<&Profile, String> {
        self.profiles.get(name).ok_or_else(|| {
            let names: Vec<_> = self.profiles.keys().map(String::as_str).collect();
            match names[..] {
                [] => format!("there is no profile '{name}': the configuration has none"),
                _ => format!(
                    "there is no profile '{name}'; there are {}",
                    names.join(", ")
                ),
            }
        })
    }
}

/// Line and column, in characters, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.place {
            Some((line, column)) => {
                write!(f, "{path}, line {line}, column {column}: {}", self.what)
            }
            None => write!(f, "could not read {path}: {}", self.what),
        }
    }
}

impl std::error::Error for ConfigError {}

/// Where the file is: in `XDG_CONFIG_HOME`, or in `.config` at home.
pub(crate) fn path(env: &dyn Fn(&str) -> Option<std::ffi::OsString>) -> Option<PathBuf> {
    let set = |name| {
        env(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let folder = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(folder.join("redsh").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("config.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_says_what_the_shell_prefers_and_which_servers_there_are() {
        let config = parse(
            "[shell]\nhints = false\n\n[profiles.prod]\nuri = \"rediss://10.0.0.1:7000\"\nread_only = true\n",
        );
        let config = config.expect("it is understood");
        assert_eq!(config.shell.hints, Some(false));
        assert_eq!(config.shell.confirm, None);
        assert_eq!(
            config.profile("prod").expect("it is there").read_only,
            Some(true)
        );
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_place() {
        for (text, told) in [
            (
                "[shell]\nhint = true\n",
                "config.toml, line 2, column 1: unknown field `hint`",
            ),
            (
                "[shell]\nhints = 3\n",
                "config.toml, line 2, column 9: invalid type",
            ),
            ("[shell\n", "config.toml, line 1, column 7: "),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.starts_with(told), "{error}");
        }
    }

    #[test]
    fn a_profile_that_is_not_there_is_told() {
        let config = parse("[profiles.a]\n[profiles.b]\n").expect("it is understood");
        assert_eq!(
            config.profile("c"),
            Err("there is no profile 'c'; there are a, b".to_owned())
        );
    }

    #[test]
    fn the_file_is_where_the_system_has_such_files() {
        let env = |vars: &'static [(&str, &str)]| {
            move |name: &str| {
                let found = vars.iter().find(|(own, _)| *own == name);
                found.map(|(_, value)| (*value).into())
            }
        };
        let at = |vars| path(&env(vars)).map(|path| path.display().to_string());
        assert_eq!(
            at(&[("HOME", "/h")]).as_deref(),
            Some("/h/.config/redsh/config.toml")
        );
        assert_eq!(
            at(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")]).as_deref(),
            Some("/x/redsh/config.toml")
        );
        assert_eq!(at(&[]), None);
    }
}
