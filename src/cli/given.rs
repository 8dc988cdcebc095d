//! The order of the options on the command line, which decides between contradicting options.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::env::Environment;
use super::spelling;
use super::uri::Uri;
use super::usage::Usage;

/// The options given on the command line, with their positions.
pub(super) struct GivenOptions<'a> {
    pub(super) definition: &'a Command,
    pub(super) matches: &'a ArgMatches,
}

/// The sources of the settings of a connection. For the precedence see [`GivenOptions::later`] and [`Environment::or`].
pub(super) struct ConnectSources<'a> {
    pub(super) given: &'a GivenOptions<'a>,
    pub(super) uri: Uri,
    pub(super) env: &'a Environment<'a>,
}

impl GivenOptions<'_> {
    /// Returns the position of an option's last occurrence, by the name of its field.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        // A flag that is absent has an index too: that of its default value.
        match self.matches.value_source(id) {
            Some(ValueSource::CommandLine) => self.matches.indices_of(id)?.next_back(),
            _ => None,
        }
    }

    /// Checks that none of these options was given, since they require another one.
    pub(super) fn refuse(&self, ids: &[&str], required: &str) -> Result<(), Usage> {
        match self.first(ids) {
            Some(option) => Err(Usage::requires(&option, required)),
            None => Ok(()),
        }
    }

    /// Returns the spelling of the first of these options that was given, the long one if it has both.
    pub(super) fn first(&self, ids: &[&str]) -> Option<String> {
        let id = ids.iter().find(|id| self.place(id).is_some())?;
        let mut options = self.definition.get_arguments();
        spelling::all(options.find(|option| option.get_id() == id)?).last()
    }

    /// Chooses between an option and the same part of the URI: the later one on the command line counts.
    pub(super) fn later<T>(&self, id: &str, option: Option<T>, uri: Option<T>) -> Option<T> {
        if self.place(id) > self.place("uri") {
            option.or(uri)
        } else {
            uri.or(option)
        }
    }
}
