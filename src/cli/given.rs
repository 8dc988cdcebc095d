//! The order of the options on the command line, where it decides between two that say different things.

use clap::ArgMatches;
use clap::parser::ValueSource;

/// Which options were given, and where.
pub(super) struct Given<'a> {
    matches: &'a ArgMatches,
}

impl<'a> Given<'a> {
    pub(super) fn new(matches: &'a ArgMatches) -> Self {
        Given { matches }
    }

    /// The last place of an option, by its field's name; `None` where it was not given.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        // A flag that was not given has an index too: that of its default value.
        match self.matches.value_source(id) {
            Some(ValueSource::CommandLine) => self.matches.indices_of(id)?.next_back(),
            _ => None,
        }
    }

    /// The first of these that was given, by their fields' names, as it is written.
    pub(super) fn first<'o>(&self, options: &[(&str, &'o str)]) -> Option<&'o str> {
        let mut given = options.iter().filter(|(id, _)| self.place(id).is_some());
        given.next().map(|(_, spelling)| *spelling)
    }

    /// What an option and a part of the URI say about the same thing: the later one counts.
    pub(super) fn later<T>(&self, id: &str, option: Option<T>, uri: Option<T>) -> Option<T> {
        if self.place(id) > self.place("uri") {
            option.or(uri)
        } else {
            uri.or(option)
        }
    }
}
