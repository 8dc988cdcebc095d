//! A client in a terminal of 80 columns and 24 rows: types keys, and reads the screen.
//!
//! A time ends with the read of the expected output, before the screen is inspected.

use std::io::{self, Read, Write};
use std::num::NonZeroU16;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use pty_process::Size;
use pty_process::blocking::{self, Pty};
use vt100::{Parser, Screen};

const ROWS: NonZeroU16 = NonZeroU16::new(24).unwrap();
const COLUMNS: NonZeroU16 = NonZeroU16::new(80).unwrap();

/// The key that ends a client at an empty prompt.
const CTRL_D: &str = "\x04";

/// The terminal of a client. Killing the client ends every wait here.
pub(crate) struct Pane {
    pty: Pty,
    parser: Parser,
}

/// The expected screen, with the position of the cursor: the text after the cursor may be a hint.
pub(crate) enum Shown {
    /// The cursor is behind a prompt.
    Prompt,
    /// The cursor is behind this line.
    Line(String),
    /// This text is anywhere on the screen, even across the end of a row.
    Somewhere(String),
}

impl Pane {
    /// Starts a client.
    pub(crate) fn start(command: Command) -> Result<(Self, Child)> {
        let (pty, end) = blocking::open().context("could not open a pseudo-terminal")?;
        pty.resize(Size::new(ROWS.get(), COLUMNS.get()))?;
        let child = blocking::Command::from(command).spawn(end)?;
        let parser = Parser::new(ROWS, COLUMNS, 0);
        Ok((Pane { pty, parser }, child))
    }

    /// Presses keys, and returns the time until this is shown.
    pub(crate) fn press(&mut self, keys: &str, shown: &Shown) -> io::Result<Duration> {
        let start = Instant::now();
        self.pty.write_all(keys.as_bytes())?;
        Ok(self.wait_for(shown)?.duration_since(start))
    }

    /// Waits until this is shown, and returns the time of the read that brought it.
    pub(crate) fn wait_for(&mut self, shown: &Shown) -> io::Result<Instant> {
        let mut buffer = [0; 16 * 1024];
        let mut seen = Instant::now();
        while !shown.is_on(self.parser.screen()) {
            let length = self.pty.read(&mut buffer)?;
            seen = Instant::now();
            self.parser.process(&buffer[..length]);
        }
        Ok(seen)
    }

    /// The screen, row by row.
    pub(crate) fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Ends a client at an empty prompt.
    pub(crate) fn leave(mut self) -> io::Result<()> {
        self.pty.write_all(CTRL_D.as_bytes())?;
        // On Linux, the end of the output is an error.
        let _ = io::copy(&mut self.pty, &mut io::sink());
        Ok(())
    }
}

impl Shown {
    fn is_on(&self, screen: &Screen) -> bool {
        match self {
            Shown::Prompt => is_behind_prompt(screen),
            Shown::Line(line) => before_cursor(screen).ends_with(&format!("> {line}")),
            Shown::Somewhere(text) => joined(screen, ROWS.get() - 1, COLUMNS.get()).contains(text),
        }
    }
}

/// The blank after the prompt may be written or skipped.
fn is_behind_prompt(screen: &Screen) -> bool {
    let (row, column) = screen.cursor_position();
    let before = screen.contents_between(row, 0, row, column);
    let prompt = before.trim_end();
    prompt.starts_with("127.0.0.1:")
        && prompt.ends_with('>')
        && prompt.len() + 1 == usize::from(column)
}

fn before_cursor(screen: &Screen) -> String {
    let (row, column) = screen.cursor_position();
    joined(screen, row, column)
}

/// Returns the text up to this position, with the rows joined.
fn joined(screen: &Screen, row: u16, column: u16) -> String {
    let text = screen.contents_between(0, 0, row, column);
    text.replace('\n', "")
}
