//! The configuration file, `redsh/config.toml`: preferences of the prompt, and profiles of servers.
//!
//! An error in the file affects only its own entry. An invalid preference is skipped. A profile with an error is unusable,
//! since the entry in error may be the one that makes it safe, such as `read_only`.

pub(crate) mod dotfile;
mod fault;
mod profile;
pub(crate) mod redisclirc;
#[cfg(test)]
mod tests;
mod xdg;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::{fs, io};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use self::fault::{Fault, Source};
pub(crate) use self::profile::Profile;
pub(crate) use self::xdg::XdgFolder;
use crate::words::preferences::{LayerValue, PreferenceLayer};

/// The parsed configuration file.
#[derive(Default)]
pub(crate) struct Config {
    /// The preferences of the `[shell]` table.
    pub(crate) shell: PreferenceLayer,
    /// The profiles by name; an error makes a profile unusable.
    profiles: BTreeMap<String, Result<Profile, Fault>>,
    /// Errors outside of profiles.
    faults: Vec<Fault>,
    /// The error that made the whole file unusable.
    broken: Option<Fault>,
}

impl Config {
    /// Reads the user's file from the configuration folder.
    pub(crate) fn of_user(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let folder = XdgFolder::Config.path(env);
        folder.map_or_else(Config::default, |folder| {
            Config::read(&folder.join("config.toml"))
        })
    }

    /// Reads the file at `path`. A missing file is an empty configuration.
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
                let what = format!("{known} must be a table");
                self.faults.push(source.fault(value.span(), what));
            }
            (unknown, _) => {
                let what = format!("unknown table '{unknown}'; the tables are shell and profiles");
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
                _ => Err(source.fault(value.span(), "a profile must be a table")),
            };
            self.profiles.insert(name.as_ref().to_string(), profile);
        }
    }

    /// Returns all errors, in the order of the file.
    pub(crate) fn faults(&self) -> Vec<&Fault> {
        let profiles = self.profiles.values();
        let profiles = profiles.filter_map(|profile| profile.as_ref().err());
        let mut faults: Vec<_> = self.broken.iter().chain(&self.faults).collect();
        faults.extend(profiles);
        faults.sort_by_key(|fault| fault.place);
        faults
    }

    /// Returns the names of all profiles, including unusable ones.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// Returns the profile of this name.
    ///
    /// # Errors
    /// A message for the user: the profile does not exist or is unusable.
    pub(crate) fn profile(&self, name: &str) -> Result<&Profile, String> {
        match (self.profiles.get(name), &self.broken) {
            (Some(Ok(profile)), _) => Ok(profile),
            (Some(Err(fault)), _) | (None, Some(fault)) => Err(fault.message.clone()),
            (None, None) => Err(self.unknown(name)),
        }
    }

    fn unknown(&self, name: &str) -> String {
        let names: Vec<_> = self.names().collect();
        match names[..] {
            [] => format!("unknown profile '{name}': the configuration has no profiles"),
            _ => format!(
                "unknown profile '{name}'; the profiles are {}",
                names.join(", ")
            ),
        }
    }
}

/// A key in the file, with its position.
type Key<'t> = Spanned<DeString<'t>>;

/// Returns the entries in the order of the file; the table itself is sorted by name.
fn in_order<'e, 't>(table: &'e DeTable<'t>) -> Vec<(&'e Key<'t>, &'e Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

/// Adds an entry of the file to the preferences.
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
