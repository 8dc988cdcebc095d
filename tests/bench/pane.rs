//! A client in a terminal of 80 columns and 24 rows, typed at, and its screen read back.
//!
//! Time ends with the read that brought what is waited for, not with the look at it.

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

/// What leaves a client that waits for a line.
const CTRL_D: &str = "\x04";

/// Has its child's terminal; who has the child may kill it, which ends all waiting here.
pub(crate) struct Pane {
    pty: Pty,
    parser: Parser,
}

/// What is to be seen. Where the cursor is belongs to it: what stands there may be a hint before it is typed.
pub(crate) enum Shown {
    /// The cursor is behind a prompt.
    Prompt,
    /// This line has been typed, and the cursor is behind it.
    Line(String),
    /// This is somewhere on the screen, over the ends of rows too.
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

    /// Presses keys; how long it took until this was to be seen.
    pub(crate) fn press(&mut self, keys: &str, shown: &Shown) -> io::Result<Duration> {
        let start = Instant::now();
        self.pty.write_all(keys.as_bytes())?;
        Ok(self.wait_for(shown)?.duration_since(start))
    }

    /// Waits until this is to be seen; since when it is.
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

    /// Has the client leave, where it waits for a line and nothing has been typed.
    pub(crate) fn leave(mut self) -> io::Result<()> {
        self.pty.write_all(CTRL_D.as_bytes())?;
        // That all is closed is an error, on Linux.
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

/// The blank behind a prompt may have been written, or skipped.
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

/// The text up to there, as if a row had no end.
fn joined(screen: &Screen, row: u16, column: u16) -> String {
    let text = screen.contents_between(0, 0, row, column);
    text.replace('\n', "")
}
