//! Output that arrives while the user edits a line, shown above that line.
//!
//! Only the editor writes to the terminal while it edits. Output is therefore buffered here; the editor prints it before the
//! prompt whenever it draws the line, and a [`RedrawSignal`] asks it to do so at once. Output after the end of the line goes to
//! the terminal directly, so that nothing is lost and the order stays.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::redraw_signal::RedrawSignal;
use crate::process::stdout::{self, Sink};

/// The size of the buffer, in bytes. A writer waits while it is full.
const CAPACITY: usize = 64 * 1024;

/// A writer to the rows above the line. Clones share the buffer.
#[derive(Clone)]
pub(crate) struct OutputAbovePrompt(Arc<AboveShared>);

struct AboveShared {
    state: Mutex<AboveState>,
    /// Notified when the editor takes the buffer, and at the end of the line.
    taken: Condvar,
    redraw: RedrawSignal,
}

struct AboveState {
    text: Vec<u8>,
    /// The user is editing a line.
    is_open: bool,
    stdout: Sink,
}

impl OutputAbovePrompt {
    pub(crate) fn new(redraw: RedrawSignal) -> Self {
        let state = AboveState {
            text: Vec::new(),
            is_open: false,
            stdout: stdout::open(),
        };
        OutputAbovePrompt(Arc::new(AboveShared {
            state: Mutex::new(state),
            taken: Condvar::new(),
            redraw,
        }))
    }

    /// Starts buffering, if the editor draws lines on this terminal.
    pub(crate) fn open(&self) {
        self.state().is_open = self.0.redraw.is_heard();
        self.0.redraw.open();
    }

    /// Writes the buffer to the terminal, and stops buffering.
    ///
    /// # Errors
    /// Stdout cannot be written to.
    pub(crate) fn close(&self) -> io::Result<()> {
        self.0.redraw.close();
        let mut state = self.state();
        state.is_open = false;
        self.0.taken.notify_all();
        state.spill()
    }

    /// Takes the complete lines in the buffer.
    pub(crate) fn take(&self) -> Option<String> {
        let mut state = self.state();
        let text = state.take_lines()?;
        self.0.taken.notify_all();
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    fn state(&self) -> MutexGuard<'_, AboveState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AboveState {
    fn is_full(&mut self) -> bool {
        self.is_open && self.text.len() >= CAPACITY
    }

    /// Breaks a line that fills the whole buffer.
    fn take_lines(&mut self) -> Option<Vec<u8>> {
        let end = memchr::memrchr(b'\n', &self.text).map(|end| end + 1);
        if end.is_none() && self.text.len() >= CAPACITY {
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
            self.0.redraw.request();
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
            self.0.redraw.request();
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
    fn only_complete_lines_are_taken() {
        let mut above = open();
        above.write_all(b"one\ntwo\nthr").expect("there is room");
        assert_eq!(above.take().as_deref(), Some("one\ntwo\n"));
        assert_eq!(above.take(), None);
        above.write_all(b"ee\n\xff").expect("there is room");
        assert_eq!(above.take().as_deref(), Some("three\n"));
    }

    #[test]
    fn a_line_that_fills_the_buffer_is_broken() {
        let mut above = open();
        above.write_all(&[b'x'; CAPACITY]).expect("there is room");
        let line = above.take().expect("the buffer is full");
        assert_eq!(line.len(), CAPACITY + 1);
        assert!(line.ends_with("x\n"));
    }

    #[test]
    fn a_writer_waits_while_the_buffer_is_full() {
        let above = open();
        let mut own = above.clone();
        let line = [[b'x'; 1023].as_slice(), b"\n"].concat();
        let writing = thread::spawn(move || (0..1000).try_for_each(|_| own.write_all(&line)));
        let mut taken = 0;
        while taken < 1000 * 1024 {
            let text = above.take().unwrap_or_default();
            assert!(text.len() <= CAPACITY + 1024);
            taken += text.len();
        }
        let written = writing.join().expect("the thread does not panic");
        written.expect("the file is written");
    }
}
