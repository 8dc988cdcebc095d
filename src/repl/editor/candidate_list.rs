//! Whether the list of what a word can become is being shown. It may wait for an answer, before a long one and at the end
//! of each page, and there the editor takes nothing but what it asks for. Ctrl-C is to be an answer too. Pure.
//!
//! A TAB behind one that has found several has them listed, and then the line is shown again.

use std::sync::{Arc, Mutex, PoisonError};

/// What is known of the list. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listing(Arc<Mutex<Step>>);

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Step {
    #[default]
    None,
    /// There is something to be listed.
    Offered,
    /// It is being listed.
    Begun,
}

impl Listing {
    /// So many things were found for the word.
    pub(crate) fn found(&self, count: usize) {
        self.step(|_| if count > 1 { Step::Offered } else { Step::None });
    }

    /// TAB was pressed; what is found is not known yet.
    pub(crate) fn tab(&self) {
        self.step(|step| match step {
            Step::Offered => Step::Begun,
            other => other,
        });
    }

    /// The line is shown.
    pub(crate) fn line_is_shown(&self) {
        self.step(|step| match step {
            Step::Begun => Step::None,
            other => other,
        });
    }

    /// Whether an answer may be waited for.
    pub(crate) fn is_on(&self) -> bool {
        self.step(|step| step) == Step::Begun
    }

    fn step(&self, next: impl FnOnce(Step) -> Step) -> Step {
        let mut step = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *step = next(*step);
        *step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_on_from_the_second_tab_until_the_line_is_shown_again() {
        let listing = Listing::default();
        listing.tab();
        listing.found(2);
        listing.line_is_shown();
        assert!(!listing.is_on(), "what all have in common was put in");
        listing.tab();
        assert!(listing.is_on());
        listing.line_is_shown();
        assert!(!listing.is_on());
    }

    #[test]
    fn what_is_one_or_none_is_not_listed() {
        for count in [0, 1] {
            let listing = Listing::default();
            listing.found(count);
            listing.tab();
            assert!(!listing.is_on());
        }
    }

    #[test]
    fn another_word_is_looked_for_anew() {
        let listing = Listing::default();
        listing.found(2);
        listing.tab();
        listing.found(3);
        assert!(!listing.is_on());
    }
}
