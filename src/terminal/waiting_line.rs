//! A line on the terminal that names the server, while a reply has not begun for a second.
//!
//! A thread writes it, since the session waits meanwhile. It is erased before anything else is written. Knows nothing of
//! replies.

use std::io::Write;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::size;

/// The time after which a wait is shown.
const SHOWN_AFTER: Duration = Duration::from_secs(1);

/// Moves to the first column and erases the row.
const ERASE: &[u8] = b"\r\x1b[K";

/// The line, and the thread that writes it. Clones are the same line.
#[derive(Clone)]
pub(crate) struct WaitingLine {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    began: Condvar,
}

struct State {
    wait: Wait,
    /// The thread sleeps until it is notified. Otherwise it looks again by itself, before a new wait is due.
    sleeps: bool,
    terminal: Box<dyn Write + Send>,
}

#[derive(Default)]
enum Wait {
    #[default]
    None,
    Hidden {
        text: String,
        until: Instant,
    },
    Shown,
}

impl WaitingLine {
    /// Starts the thread, which lasts as long as the process. `None` if the system has no thread left.
    pub(crate) fn new(terminal: Box<dyn Write + Send>) -> Option<Self> {
        let wait = Wait::None;
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                wait,
                sleeps: false,
                terminal,
            }),
            began: Condvar::new(),
        });
        let own = shared.clone();
        let thread = thread::Builder::new().spawn(move || own.serve());
        thread.ok().map(|_| WaitingLine { shared })
    }

    /// Begins a wait. Writes `text` after a second, unless the wait [ends](Self::end) before.
    pub(crate) fn begin(&self, text: String) {
        let mut state = self.shared.state.lock();
        if let Wait::None = state.wait {
            let until = Instant::now() + SHOWN_AFTER;
            state.wait = Wait::Hidden { text, until };
            if state.sleeps {
                self.shared.began.notify_one();
            }
        }
    }

    /// Ends the wait. Erases the line, and returns whether it was shown.
    pub(crate) fn end(&self) -> bool {
        let mut state = self.shared.state.lock();
        let before = std::mem::take(&mut state.wait);
        let was_shown = matches!(before, Wait::Shown);
        if was_shown {
            state.write(ERASE);
        }
        was_shown
    }
}

impl Shared {
    fn serve(&self) {
        let mut state = self.state.lock();
        loop {
            match &state.wait {
                Wait::Hidden { text, until } if *until <= Instant::now() => {
                    let text = cut(text, size::columns()).to_owned();
                    state.write(text.as_bytes());
                    state.wait = Wait::Shown;
                }
                Wait::Hidden { until, .. } => {
                    let until = *until;
                    self.began.wait_until(&mut state, until);
                }
                Wait::None | Wait::Shown => {
                    state.sleeps = true;
                    self.began.wait(&mut state);
                    state.sleeps = false;
                }
            }
        }
    }
}

impl State {
    /// A write error occurs again with the reply.
    fn write(&mut self, bytes: &[u8]) {
        let _ = self.terminal.write_all(bytes);
        let _ = self.terminal.flush();
    }
}

/// Cuts a text so that it and a `^C` fit into one row: only one row is erased.
fn cut(text: &str, columns: usize) -> &str {
    let end = text.char_indices().nth(columns.saturating_sub(3));
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_leaves_room_for_the_key() {
        assert_eq!(cut("waiting", 80), "waiting");
        assert_eq!(cut("waiting", 10), "waiting");
        assert_eq!(cut("waiting", 9), "waitin");
        assert_eq!(cut("wäiting", 5), "wä");
        assert_eq!(cut("waiting", 0), "");
    }
}
