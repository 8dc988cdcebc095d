//! Key bindings that differ from the line editor's defaults.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::history::History;
use rustyline::{
    Cmd, ConditionalEventHandler, Editor, Event, EventContext, EventHandler, Helper, KeyCode,
    KeyEvent, Modifiers, RepeatCount,
};

use super::candidate_list::CandidateList;
use crate::terminal::modes;

/// The state that key bindings share with the line helper and the shell. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyState {
    pub(crate) candidates: CandidateList,
    /// The arrows step through the whole history, instead of searching for the prefix of the line.
    walks_history: Arc<AtomicBool>,
    cleared_line: Arc<AtomicBool>,
    opened_editor: Arc<AtomicBool>,
}

impl KeyState {
    /// Records the current line: an empty one ends a walk through the history.
    pub(crate) fn on_line(&self, line: &str) {
        if line.is_empty() {
            self.walks_history.store(false, Ordering::Relaxed);
        }
    }

    /// Whether the last Ctrl-C cleared a line that was not empty.
    pub(crate) fn cleared_line(&self) -> bool {
        self.cleared_line.load(Ordering::Relaxed)
    }

    /// Returns and resets whether the last line was submitted in order to open it in the text editor.
    pub(crate) fn take_opened_editor(&self) -> bool {
        self.opened_editor.swap(false, Ordering::Relaxed)
    }

    /// Whether an arrow key moves by lines or entries. A walk starts at an empty line.
    fn walks(&self, line: &str) -> bool {
        if line.is_empty() {
            self.walks_history.store(true, Ordering::Relaxed);
        }
        self.walks_history.load(Ordering::Relaxed) || line.contains('\n')
    }
}

#[derive(Clone, Copy)]
enum BoundKey {
    Up,
    Down,
    /// Ctrl-Z: raises SIGTSTP as in any other program. The editor's own binding would let two threads change the modes.
    Suspend,
    /// Ctrl-C: answers `n` to the candidate list; otherwise the editor's own binding.
    Interrupt,
    Tab,
    /// Ctrl-X Ctrl-E: submits the line for the text editor, even with an open quote.
    OpenEditor,
}

struct KeyHandler {
    key: BoundKey,
    state: KeyState,
}

pub(crate) fn bind<H: Helper, I: History>(editor: &mut Editor<H, I>, state: &KeyState) {
    let plain = |code| Event::from(KeyEvent(code, Modifiers::NONE));
    let open_editor = vec![KeyEvent::ctrl('X'), KeyEvent::ctrl('E')];
    for (event, key) in [
        (plain(KeyCode::Up), BoundKey::Up),
        (plain(KeyCode::Down), BoundKey::Down),
        (KeyEvent::ctrl('Z').into(), BoundKey::Suspend),
        (KeyEvent::ctrl('C').into(), BoundKey::Interrupt),
        (plain(KeyCode::Tab), BoundKey::Tab),
        (Event::KeySeq(open_editor), BoundKey::OpenEditor),
    ] {
        let state = state.clone();
        let handler = Box::new(KeyHandler { key, state });
        editor.bind_sequence(event, EventHandler::Conditional(handler));
    }
}

impl ConditionalEventHandler for KeyHandler {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, line: &EventContext<'_>) -> Option<Cmd> {
        let (state, line) = (&self.state, line.line());
        Some(match self.key {
            BoundKey::Up if state.walks(line) => Cmd::LineUpOrPreviousHistory(1),
            BoundKey::Up => Cmd::HistorySearchBackward,
            BoundKey::Down if state.walks(line) => Cmd::LineDownOrNextHistory(1),
            BoundKey::Down => Cmd::HistorySearchForward,
            BoundKey::Suspend => {
                modes::stop_job();
                Cmd::Noop
            }
            BoundKey::Interrupt if state.candidates.is_shown() => Cmd::SelfInsert(1, 'n'),
            BoundKey::Interrupt => {
                state
                    .cleared_line
                    .store(!line.is_empty(), Ordering::Relaxed);
                Cmd::Interrupt
            }
            BoundKey::Tab => {
                state.candidates.on_tab();
                return None;
            }
            BoundKey::OpenEditor => {
                state.opened_editor.store(true, Ordering::Relaxed);
                Cmd::AcceptLine
            }
        })
    }
}
