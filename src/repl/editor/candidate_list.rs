//! Tracks whether the line editor shows the list of completion candidates. Pure.
//!
//! A TAB right after one that found several candidates shows the list, and the editor redraws the line when the list ends.
//! While a long list is shown, the editor waits for answers (`y`, `n`, a key for the next page) and ignores other keys.
//! Ctrl-C has to count as `n` there.

use std::sync::Arc;

use parking_lot::Mutex;

/// The state of the list. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct CandidateList(Arc<Mutex<ListState>>);

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum ListState {
    #[default]
    Hidden,
    /// The next TAB shows the list.
    Ready,
    Shown,
}

impl CandidateList {
    pub(crate) fn found(&self, count: usize) {
        let found = match count {
            0 | 1 => ListState::Hidden,
            _ => ListState::Ready,
        };
        self.update(|_| found);
    }

    /// Records a TAB, before its candidates are known.
    pub(crate) fn on_tab(&self) {
        self.update(|state| match state {
            ListState::Ready => ListState::Shown,
            other => other,
        });
    }

    /// Records that the editor draws the line.
    pub(crate) fn on_line_drawn(&self) {
        self.update(|state| match state {
            ListState::Shown => ListState::Hidden,
            other => other,
        });
    }

    /// Whether the editor may be waiting for an answer.
    pub(crate) fn is_shown(&self) -> bool {
        self.update(|state| state) == ListState::Shown
    }

    fn update(&self, next: impl FnOnce(ListState) -> ListState) -> ListState {
        let mut state = self.0.lock();
        *state = next(*state);
        *state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_shown_from_the_second_tab_until_the_line_is_redrawn() {
        let list = CandidateList::default();
        list.on_tab();
        list.found(2);
        list.on_line_drawn();
        assert!(!list.is_shown(), "only the common prefix was inserted");
        list.on_tab();
        assert!(list.is_shown());
        list.on_line_drawn();
        assert!(!list.is_shown());
    }

    #[test]
    fn a_single_candidate_is_not_listed() {
        for count in [0, 1] {
            let list = CandidateList::default();
            list.found(count);
            list.on_tab();
            assert!(!list.is_shown());
        }
    }

    #[test]
    fn the_candidates_of_another_word_need_another_tab() {
        let list = CandidateList::default();
        list.found(2);
        list.on_tab();
        list.found(3);
        assert!(!list.is_shown());
    }
}
