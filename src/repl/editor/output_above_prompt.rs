//! What is said while a line is edited: it appears above that line.
//!
//! The editor alone writes to the terminal while it edits. So what comes is kept here, and the editor takes it along, before
//! the prompt, each time it shows the line; a [`RedrawSignal`] has it do so at once. When the line has ended, it goes to the terminal
//! itself. So nothing is lost, and everything is shown in the order in which it was said.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::redraw_signal::RedrawSignal;
use crate::process::stdout::{self, Sink};

/// In bytes: as much is kept. Whoever says more waits until the editor has taken it.
const FULL: usize = 64 * 1024;

/// The place above the line. Clones are the same.
#[derive(Clone)]
pub(crate) struct OutputAbovePrompt(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    /// The editor has taken what was said, or edits no more.
    taken: Condvar,
    bell: RedrawSignal,
}

struct State {
    text: Vec<u8>,
    /// A line is edited.
    is_open: bool,
    stdout: Sink,
}

impl OutputAbovePrompt {
    /// A place with this bell.
    pub(crate) fn new(bell: RedrawSignal) -> Self {
        let state = State {
            text: Vec::new(),
            is_open: false,
            stdout: stdout::open(),
        };
        OutputAbovePrompt(Arc::new(Shared {
            state: Mutex::new(state),
            taken: Condvar::new(),
            bell,
        }))
    }

    /// A line begins to be edited. Where it is only read, nobody would take what is said: it goes to the terminal.
    pub(crate) fn open(&self) {
        self.state().is_open = self.0.bell.is_heard();
        self.0.bell.open();
    }

    /// The line has ended: what is said goes to the terminal from now on, behind what is left.
    ///
    /// # Errors
    /// The terminal's.
    pub(crate) fn close(&self) -> io::Result<()> {
        self.0.bell.close();
        let mut state = self.state();
        state.is_open = false;
        self.0.taken.notify_all();
        state.spill()
    }

    /// What was said since the last time, in whole lines; for the editor to show before the prompt.
    pub(crate) fn take(&self) -> Option<String> {
        let mut state = self.state();
        let text = state.take_lines()?;
        self.0.taken.notify_all();
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_full(&mut self) -> bool {
        self.is_open && self.text.len() >= FULL
    }

    /// A line that is too long to be kept is broken.
    fn take_lines(&mut self) -> Option<Vec<u8>> {
        let end = memchr::memrchr(b'\n', &self.text).map(|end| end + 1);
        if end.is_none() && self.text.len() >= FULL {
            self.text.push(b'\n');
            return Some(std::mem::take(&mut self.text));
        }
        let rest = self.text.split_off(end?);
        Some(std::mem::replace(&mut self.text, rest))
    }

    fn spill(&mut self) -> io::Result<()> {
        let text = std::mem::take(&mut self.text);
        self.stdout.write_all(&text)?;
        self.stdout.flush()
    }
}

impl Write for OutputAbovePrompt {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.state();
        while state.is_full() {
            self.0.bell.ring();
            let waited = self.0.taken.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
        state.text.extend_from_slice(bytes);
        if !state.is_open {
            state.spill()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let state = self.state();
        if state.is_open && !state.text.is_empty() {
            self.0.bell.ring();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn open() -> OutputAbovePrompt {
        let above = OutputAbovePrompt::new(RedrawSignal::silent());
        above.state().is_open = true;
        above
    }

    #[test]
    fn the_editor_takes_whole_lines() {
        let mut above = open();
        above.write_all(b"one\ntwo\nthr").expect("there is room");
        assert_eq!(above.take().as_deref(), Some("one\ntwo\n"));
        assert_eq!(above.take(), None);
        above.write_all(b"ee\n\xff").expect("there is room");
        assert_eq!(above.take().as_deref(), Some("three\n"));
    }

    #[test]
    fn a_line_that_is_too_long_is_broken() {
        let mut above = open();
        above.write_all(&[b'x'; FULL]).expect("there is room");
        let line = above.take().expect("it is full");
        assert_eq!(line.len(), FULL + 1);
        assert!(line.ends_with("x\n"));
    }

    #[test]
    fn who_says_more_than_is_kept_waits_for_the_editor() {
        let above = open();
        let mut own = above.clone();
        let line = [[b'x'; 1023].as_slice(), b"\n"].concat();
        let saying = thread::spawn(move || (0..1000).try_for_each(|_| own.write_all(&line)));
        let mut taken = 0;
        while taken < 1000 * 1024 {
            let text = above.take().unwrap_or_default();
            assert!(text.len() <= FULL + 1024);
            taken += text.len();
        }
        let said = saying.join().expect("it does not panic");
        said.expect("it is said");
    }
}
