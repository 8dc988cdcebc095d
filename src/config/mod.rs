//! The user's file, `redsh/config.toml`: what the shell is to be, and servers by name. Pure but for the reading.
//!
//! What is wrong in it spoils no more than itself: a preference that is misspelt is left out, and a profile with something
//! wrong in it cannot be used, since what is left out of it may be what makes it safe.

pub(crate) mod dotfile;
mod fault;
mod profile;
pub(crate) mod redisclirc;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use self::fault::{Fault, Source};
pub(crate) use self::profile::Profile;
use crate::words::preferences::{LayerValue, PreferenceLayer};

/// What the file says.
#[derive(Default)]
pub(crate) struct Config {
    /// What a shell prefers from the beginning.
    pub(crate) shell: PreferenceLayer,
    /// Servers by name, and which of them cannot be used.
    profiles: BTreeMap<String, Result<Profile, Fault>>,
    /// What is wrong elsewhere.
    faults: Vec<Fault>,
    /// There is nothing to be had of the file at all.
    broken: Option<Fault>,
}

impl Config {
    /// The user's file, where the environment (a variable's name → its value) says that such files are.
    pub(crate) fn of_user(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        path(env).map_or_else(Config::default, |path| Config::read(&path))
    }

    /// The file at `path`. One that is not there says nothing.
    fn read(path: &Path) -> Self {
        match fs::read_to_string(path) {
            Ok(text) => Config::parse(&text, path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Config::default(),
            Err(error) => Config::broken(Fault::unread(path, &error)),
        }
    }

    fn parse(text: &str, path: &Path) -> Self {
        let source = Source { text, path };
        let file = match DeTable::parse(text) {
            Ok(file) => file.into_inner(),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                return Config::broken(source.fault(span, error.message()));
            }
        };
        let mut config = Config::default();
        for (name, value) in in_order(&file) {
            config.section(source, name, value);
        }
        config
    }

    fn broken(fault: Fault) -> Self {
        Config {
            broken: Some(fault),
            ..Config::default()
        }
    }

    fn section(&mut self, source: Source<'_>, name: &Key<'_>, value: &Spanned<DeValue<'_>>) {
        match (name.as_ref().as_ref(), value.as_ref()) {
            ("shell", DeValue::Table(table)) => self.read_shell(source, table),
            ("profiles", DeValue::Table(table)) => self.read_profiles(source, table),
            (known @ ("shell" | "profiles"), _) => {
                let what = format!("{known} is a table");
                self.faults.push(source.fault(value.span(), what));
            }
            (unknown, _) => {
                let what = format!("there is no '{unknown}'; there are shell and profiles");
                self.faults.push(source.fault(name.span(), what));
            }
        }
    }

    fn read_shell(&mut self, source: Source<'_>, table: &DeTable<'_>) {
        for (name, value) in in_order(table) {
            let read = prefer(&mut self.shell, source, name, value);
            self.faults.extend(read.err());
        }
    }

    fn read_profiles(&mut self, source: Source<'_>, table: &DeTable<'_>) {
        for (name, value) in in_order(table) {
            let profile = match value.as_ref() {
                DeValue::Table(table) => Profile::read(source, table),
                _ => Err(source.fault(value.span(), "a profile is a table")),
            };
            self.profiles.insert(name.as_ref().to_string(), profile);
        }
    }

    /// All that is wrong, in the order of the file.
    pub(crate) fn faults(&self) -> Vec<&Fault> {
        let profiles = self.profiles.values();
        let profiles = profiles.filter_map(|profile| profile.as_ref().err());
        let mut faults: Vec<_> = self.broken.iter().chain(&self.faults).collect();
        faults.extend(profiles);
        faults.sort_by_key(|fault| fault.place());
        faults
    }

    /// The names of the servers, those that cannot be used too.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// The server of this name.
    ///
    /// # Errors
    /// There is none, or something is wrong in it; the words for the user.
    pub(crate) fn profile(&self, name: &str) -> Result<&Profile, String> {
        match (self.profiles.get(name), &self.broken) {
            (Some(Ok(profile)), _) => Ok(profile),
            (Some(Err(fault)), _) | (None, Some(fault)) => Err(fault.to_string()),
            (None, None) => Err(self.unknown(name)),
        }
    }

    fn unknown(&self, name: &str) -> String {
        let names: Vec<_> = self.names().collect();
        match names[..] {
            [] => format!("there is no profile '{name}': the configuration has none"),
            _ => format!(
                "there is no profile '{name}'; there are {}",
                names.join(", ")
            ),
        }
    }
}

/// A name in the file.
type Key<'t> = Spanned<DeString<'t>>;

/// As they stand in the file. The table has them by the alphabet.
fn in_order<'e, 't>(table: &'e DeTable<'t>) -> Vec<(&'e Key<'t>, &'e Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

/// Takes in what is said of a preference.
fn prefer(
    layer: &mut PreferenceLayer,
    source: Source<'_>,
    name: &Key<'_>,
    value: &Spanned<DeValue<'_>>,
) -> Result<(), Fault> {
    let said = match value.as_ref() {
        DeValue::Boolean(is_on) => LayerValue::Switch(*is_on),
        DeValue::String(text) => LayerValue::Text(text),
        _ => LayerValue::Other,
    };
    let span = match PreferenceLayer::has(name.as_ref()) {
        true => value.span(),
        false => name.span(),
    };
    let read = layer.set(name.as_ref(), said);
    read.map_err(|what| source.fault(span, what))
}

/// Where the file is: in `XDG_CONFIG_HOME`, or in `.config` at home.
fn path(env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| {
        env(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let folder = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(folder.join("redsh").join("config.toml"))
}
