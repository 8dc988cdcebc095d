//! Reads lines on a terminal without an editor, which the kernel edits.
//!
//! As in redis-cli, a line is a sequence of any bytes, and ends at the first line feed, also within quotes.

use std::io::{BufRead, BufReader, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::error::ReadlineError;

use crate::process::stdin::StoppableStdin;
use crate::process::stdout::{self, Sink};

pub(super) struct PlainLines {
    input: BufReader<StoppableStdin>,
    interrupt: LineInterrupt,
    stdout: Sink,
}

/// Ends the line under way: a signal does not end a blocked read. Clones share the state.
#[derive(Debug, Clone, Default)]
pub(super) struct LineInterrupt {
    is_reading: Arc<AtomicBool>,
    is_set: Arc<AtomicBool>,
}

impl LineInterrupt {
    /// Ends the line under way. Returns whether there is one; otherwise Ctrl-C is for the running command.
    pub(super) fn set(&self) -> bool {
        let is_reading = self.is_reading.load(Ordering::Acquire);
        self.is_set.store(is_reading, Ordering::Release);
        is_reading
    }
}

impl PlainLines {
    pub(super) fn new() -> Self {
        let interrupt = LineInterrupt::default();
        let stdin = StoppableStdin::new(Arc::clone(&interrupt.is_set));
        PlainLines {
            input: BufReader::new(stdin),
            interrupt,
            stdout: stdout::open(),
        }
    }

    pub(super) fn interrupt(&self) -> LineInterrupt {
        self.interrupt.clone()
    }

    /// Prints the prompt, and returns a line without its end.
    ///
    /// # Errors
    /// `Interrupted` after Ctrl-C, which discards the line, and `Eof` after Ctrl-D on an empty line.
    pub(super) fn read(&mut self, prompt: &str) -> rustyline::Result<Vec<u8>> {
        self.interrupt.is_set.store(false, Ordering::Release);
        self.interrupt.is_reading.store(true, Ordering::Release);
        self.print(prompt)?;
        let mut line = Vec::new();
        let read = self.input.read_until(b'\n', &mut line);
        self.interrupt.is_reading.store(false, Ordering::Release);
        if self.interrupt.is_set.load(Ordering::Acquire) {
            // Ends the line on which the kernel printed `^C`.
            self.print("\n")?;
            return Err(ReadlineError::Interrupted);
        }
        if read? == 0 {
            return Err(ReadlineError::Eof);
        }
        if line.ends_with(b"\n") {
            line.pop();
        }
        Ok(line)
    }

    fn print(&mut self, text: &str) -> std::io::Result<()> {
        self.stdout.write_all(text.as_bytes())?;
        self.stdout.flush()
    }
}
