//! Output that arrives while the user edits a line, shown above that line.
//!
//! Only the editor writes to the terminal while it edits. Output is therefore buffered here, and the editor prints it before
//! the prompt whenever it draws the line. Output after the end of the line goes to the terminal directly, so that nothing is
//! lost and the order stays.
//!
//! A message to rustyline's external printer asks the editor to draw the line at once. The printer takes one message at a time:
//! a second one blocks until the editor has read the first, perhaps with the next line. A separate thread sends the messages,
//! so that no other thread blocks.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use rustyline::ExternalPrinter;

use crate::process::stdout::{self, Sink};

const CAPACITY: usize = 64 * 1024;

/// Moves up a row and down again. The editor draws its line after any message; this one leaves no trace.
const NO_OUTPUT: &str = "\x1b[A\n";

/// The time to print a message that is not blocked by an earlier one.
const PRINT_TIME: Duration = Duration::from_millis(2);

/// A writer to the rows above the line. Clones share the buffer.
#[derive(Clone)]
pub(crate) struct OutputAbovePrompt {
    shared: Arc<AboveShared>,
    /// Requests that the editor draws its line; none unless stdout is a terminal that the editor supports.
    redraws: Option<SyncSender<()>>,
}

struct AboveShared {
    state: Mutex<AboveState>,
    /// Notified when the editor takes the buffer, at the end of a message, and at the end of the line.
    changed: Condvar,
}

struct AboveState {
    text: Vec<u8>,
    /// The user is editing a line.
    is_open: bool,
    /// A message is being sent to the editor.
    is_printing: bool,
    stdout: Sink,
}

impl OutputAbovePrompt {
    /// Creates a writer. Without a printer the output goes to the terminal directly.
    pub(crate) fn new(printer: Option<Box<dyn ExternalPrinter + Send>>) -> Self {
        let state = AboveState {
            text: Vec::new(),
            is_open: false,
            is_printing: false,
            stdout: stdout::open(),
        };
        let shared = Arc::new(AboveShared {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let redraws = printer.map(|mut printer| {
            let (redraws, received) = mpsc::sync_channel(1);
            let own = Arc::clone(&shared);
            thread::spawn(move || own.serve(&received, &mut *printer));
            redraws
        });
        OutputAbovePrompt { shared, redraws }
    }

    /// Whether the editor draws its line again on request.
    pub(crate) fn has_editor(&self) -> bool {
        self.redraws.is_some()
    }

    /// Asks the editor to draw its line. Requests in quick succession may be merged.
    pub(crate) fn redraw(&self) {
        if let Some(redraws) = &self.redraws {
            // A full queue holds an earlier request, which serves for this one too.
            let _ = redraws.try_send(());
        }
    }

    /// Starts buffering, if the editor draws lines on this terminal.
    pub(crate) fn open(&self) {
        self.shared.state.lock().is_open = self.has_editor();
    }

    /// Writes the buffer to the terminal, and stops buffering.
    pub(crate) fn close(&self) -> io::Result<()> {
        let mut state = self.shared.state.lock();
        state.is_open = false;
        self.shared.changed.notify_all();
        // Does not wait for a blocked message, which prints nothing.
        let is_printing = |state: &mut AboveState| state.is_printing;
        let changed = &self.shared.changed;
        changed.wait_while_for(&mut state, is_printing, PRINT_TIME);
        state.spill()
    }

    /// Takes the complete lines in the buffer.
    pub(crate) fn take(&self) -> Option<String> {
        let text = self.shared.state.lock().take_lines()?;
        self.shared.changed.notify_all();
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

impl AboveShared {
    fn serve(&self, requests: &Receiver<()>, printer: &mut dyn ExternalPrinter) {
        while requests.recv().is_ok() {
            let mut state = self.state.lock();
            state.is_printing = state.is_open;
            if !state.is_open {
                continue;
            }
            drop(state);
            // On failure the next key press draws the line.
            let _ = printer.print(NO_OUTPUT.to_owned());
            self.state.lock().is_printing = false;
            self.changed.notify_all();
        }
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
        let mut state = self.shared.state.lock();
        while state.is_full() {
            self.redraw();
            self.shared.changed.wait(&mut state);
        }
        state.text.extend_from_slice(bytes);
        if !state.is_open {
            state.spill()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let state = self.shared.state.lock();
        if state.is_open && !state.text.is_empty() {
            self.redraw();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn open() -> OutputAbovePrompt {
        let above = OutputAbovePrompt::new(None);
        above.shared.state.lock().is_open = true;
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
