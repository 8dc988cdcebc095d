//! The order of the options on the command line, which decides between contradicting options.

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::usage::Usage;

/// The options given on the command line, with their positions.
pub(super) struct GivenOptions<'a> {
    matches: &'a ArgMatches,
}

impl<'a> GivenOptions<'a> {
    pub(super) fn new(matches: &'a ArgMatches) -> Self {
        GivenOptions { matches }
    }

    /// Returns the position of an option's last occurrence, by the name of its field.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        // A flag that is absent has an index too: that of its default value.
        match self.matches.value_source(id) {
            Some(ValueSource::CommandLine) => self.matches.indices_of(id)?.next_back(),
            _ => None,
        }
    }

    /// Checks that none of these options was given, since they require another one.
    pub(super) fn refuse(&self, options: &[(&str, &str)], required: &str) -> Result<(), Usage> {
        match self.first(options) {
            Some(option) => Err(Usage::requires(option, required)),
            None => Ok(()),
        }
    }

    /// Returns the spelling of the first of these options (field name, spelling) that was given.
    pub(super) fn first<'o>(&self, options: &[(&str, &'o str)]) -> Option<&'o str> {
        let mut given = options.iter().filter(|(id, _)| self.place(id).is_some());
        given.next().map(|(_, spelling)| *spelling)
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
