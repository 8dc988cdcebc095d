//! The order of the options on the command line, which decides between contradicting options.

use std::cell::OnceCell;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, Id};

use super::env::Environment;
use super::spelling;
use super::uri::Uri;
use super::usage::Usage;

/// The options given on the command line, with their positions.
pub(super) struct GivenOptions {
    /// Built when it is needed for a message.
    definition: OnceCell<Command>,
    /// The position of each option's last occurrence.
    places: Vec<(Id, usize)>,
}

/// The sources of the settings of a connection. For the precedence see [`GivenOptions::later`] and [`Environment::or`].
pub(super) struct ConnectSources<'a> {
    pub(super) given: &'a GivenOptions,
    pub(super) uri: Uri,
    pub(super) env: &'a Environment<'a>,
}

impl GivenOptions {
    /// The options with these fields at these positions.
    pub(super) fn at(places: Vec<(&'static str, usize)>) -> Self {
        let places = places.into_iter();
        GivenOptions {
            definition: OnceCell::new(),
            places: places.map(|(id, place)| (Id::from(id), place)).collect(),
        }
    }

    pub(super) fn matched(definition: Command, matches: &ArgMatches) -> Self {
        let place = |id: &Id| match matches.value_source(id.as_str()) {
            Some(ValueSource::CommandLine) => matches.indices_of(id.as_str())?.next_back(),
            // A flag that is absent has an index too: that of its default value.
            _ => None,
        };
        let places = matches
            .ids()
            .filter_map(|id| Some((id.clone(), place(id)?)));
        GivenOptions {
            places: places.collect(),
            definition: OnceCell::from(definition),
        }
    }

    pub(super) fn definition(&self) -> &Command {
        self.definition.get_or_init(super::definition)
    }

    /// Returns the position of an option's last occurrence, by the name of its field.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        let place = self.places.iter().find(|(given, _)| given == id);
        place.map(|(_, place)| *place)
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
        let mut options = self.definition().get_arguments();
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
