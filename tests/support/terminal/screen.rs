//! A program that runs in a terminal, and its screen.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use pty_process::Size;
use pty_process::blocking::{self, Pty};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::tcgetattr;
use tempfile::TempDir;
use vt100::Color;

use super::display::Display;
use super::{Key, Terminal};
use crate::shell::{code, end_of};
use crate::wait::{self, LOOK};

/// A running program and its screen. It is killed if it is dropped before its end.
pub struct Screen {
    command_line: String,
    child: Child,
    /// `None` after the terminal was closed.
    pty: Option<Arc<Pty>>,
    display: Arc<Display>,
    reader: Option<JoinHandle<()>>,
    /// The reader thread must stop.
    over: Arc<AtomicBool>,
    /// The reader thread must not read.
    stopped: Arc<AtomicBool>,
    /// The modes of the terminal before the program began.
    modes: String,
    /// The number of prompts before the last line was entered.
    answered: usize,
    ports: Vec<u16>,
    home: TempDir,
}

impl Screen {
    pub(crate) fn start(terminal: Terminal) -> Self {
        let (pty, child_end) = blocking::open().expect("there is a pseudo-terminal");
        let size = Size::new(terminal.height, terminal.width);
        pty.resize(size).expect("it has a size");
        rustix::io::ioctl_fionbio(&pty, true).expect("it can be asked without waiting");
        let modes = modes(&pty);
        let (command, command_line, home) = terminal.shell.into_parts();
        let child = blocking::Command::from(command).spawn(child_end);
        let child = child.unwrap_or_else(|error| panic!("could not start {command_line}: {error}"));
        let display = Arc::new(Display::new(terminal.width, terminal.height));
        let (pty, over) = (Arc::new(pty), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::new(AtomicBool::new(false));
        let reader = thread::spawn({
            let (pty, display) = (pty.clone(), display.clone());
            let (over, stopped) = (over.clone(), stopped.clone());
            move || read(&pty, &display, &over, &stopped)
        });
        Screen {
            command_line,
            child,
            pty: Some(pty),
            display,
            reader: Some(reader),
            over,
            stopped,
            modes,
            answered: 0,
            ports: terminal.ports,
            home,
        }
    }

    /// Types a line at the next prompt, and presses Enter.
    #[track_caller]
    pub fn type_line(&mut self, line: &str) -> &mut Self {
        self.wait_for_prompt();
        let before = self.cursor();
        self.type_text(line);
        if !line.is_empty() {
            // The next wait must not find its text in the earlier output.
            self.wait("the typed text", |screen| screen.cursor() != before);
        }
        self.press(Key::Enter)
    }

    /// Types a text without waiting for the program.
    #[track_caller]
    pub fn type_text(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        self.write(text.as_ref());
        self
    }

    /// Presses a key without waiting for the program, except for Ctrl-D, which needs a prompt. The program's earlier
    /// output is on the screen by then.
    #[track_caller]
    pub fn press(&mut self, key: Key) -> &mut Self {
        if key == Key::CtrlD {
            self.wait_for_prompt();
        }
        if key.is_signal() {
            self.wait_until_read();
        }
        if key.ends_line() {
            self.answered = self.display.state().prompts;
        }
        self.type_text(key.bytes())
    }

    /// Waits until the terminal has no unread output, which it would drop when a key sends a signal.
    #[track_caller]
    fn wait_until_read(&self) {
        self.wait("all is read", |screen| {
            let pty = screen.pty.as_ref().expect("the terminal is open");
            rustix::io::ioctl_fionread(&**pty).expect("it can be asked") == 0
        });
    }

    /// Pastes a text at the next prompt, as a terminal with bracketed paste does.
    #[track_caller]
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.wait_for_prompt();
        self.type_text(format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")))
    }

    /// Waits until the program shows a prompt after the last entered line.
    #[track_caller]
    pub fn wait_for_prompt(&mut self) -> &mut Self {
        let answered = self.answered;
        self.wait("a prompt", |screen| {
            screen.display.state().prompts > answered
        });
        self
    }

    /// Waits until a row of the screen contains this.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| {
            screen.rows().iter().any(|row| row.contains(text))
        });
        self
    }

    /// Waits until this is the last row that is not empty.
    #[track_caller]
    pub fn assert_last_row(&mut self, row: &str) -> &mut Self {
        self.wait(&format!("the last row {row}"), |screen| {
            screen.rows().last().is_some_and(|last| last == row)
        });
        self
    }

    /// Waits until the screen has these rows: without trailing blanks and trailing empty rows.
    #[track_caller]
    pub fn assert_screen<R: AsRef<str>>(&mut self, rows: impl IntoIterator<Item = R>) -> &mut Self {
        let rows: Vec<String> = rows.into_iter().map(|row| row.as_ref().into()).collect();
        let wanted = format!("the screen\n{}", framed(&rows));
        self.wait(&wanted, |screen| screen.rows() == rows);
        self
    }

    /// Waits until the cursor is at this row and column, from 0.
    #[track_caller]
    pub fn assert_cursor(&mut self, row: u16, column: u16) -> &mut Self {
        self.wait(&format!("the cursor at {row}, {column}"), |screen| {
            screen.cursor() == (row, column)
        });
        self
    }

    /// Asserts that the output contains no control sequences but those of the editor and the colours.
    #[track_caller]
    pub fn assert_undisturbed(&mut self) -> &mut Self {
        let requests = self.display.state().requests().to_vec();
        assert!(
            requests.is_empty(),
            "the terminal was asked for {requests:?}\n{self:?}"
        );
        self
    }

    /// Waits for the program's end, and returns its exit code.
    #[track_caller]
    pub fn wait_for_exit(&mut self) -> i32 {
        let status = end_of(&mut self.child);
        let Some(status) = status else {
            panic!("hung: {self:?}");
        };
        // The program has written all of its output by now, and the reader reads it to the end.
        let reader = self.reader.take().map(JoinHandle::join);
        assert!(!matches!(reader, Some(Err(_))), "the reader panicked");
        code(status)
    }

    /// Waits for the program's end, and asserts its exit code and that the terminal is restored.
    #[track_caller]
    pub fn assert_ended(&mut self, code: i32) -> &mut Self {
        let ended = self.wait_for_exit();
        assert_eq!(ended, code, "the exit code of {self:?}");
        self.assert_as_before()
    }

    /// Asserts that the terminal is as it was before the program started.
    #[track_caller]
    pub fn assert_as_before(&mut self) -> &mut Self {
        let pty = self.pty.as_ref().expect("the terminal is open");
        assert_eq!(modes(pty), self.modes, "the terminal's modes: {self:?}");
        assert!(self.display.state().is_plain(), "not plain: {self:?}");
        self
    }

    /// Waits until the terminal is as it was before the program started.
    #[track_caller]
    pub fn wait_until_as_before(&mut self) -> &mut Self {
        self.wait("the terminal as it was", |screen| {
            let pty = screen.pty.as_ref().expect("the terminal is open");
            modes(pty) == screen.modes && screen.display.state().is_plain()
        });
        self
    }

    /// Changes the size of the terminal.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.display.state().resize(width, height);
        let pty = self.pty.as_ref().expect("the terminal is open");
        let resized = pty.resize(Size::new(height, width));
        resized.expect("the terminal has a size");
        self
    }

    /// Sends the program a signal.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("it runs");
        self
    }

    /// Closes the terminal.
    pub fn hang_up(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = self.reader.take().map(JoinHandle::join);
        self.pty = None;
    }

    /// Stops reading, as a terminal behind a slow connection, or reads again.
    pub fn stop(&mut self, stopped: bool) -> &mut Self {
        self.stopped.store(stopped, Ordering::SeqCst);
        self
    }

    /// The current rows of the screen.
    pub fn rows(&self) -> Vec<String> {
        let mut rows = self.display.state().rows();
        for (port, digit) in self.ports.iter().zip('1'..='9') {
            let shown = String::from(digit).repeat(5);
            for row in &mut rows {
                *row = row.replace(&port.to_string(), &shown);
            }
        }
        rows
    }

    /// The current position of the cursor: row and column, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        self.display.state().cursor()
    }

    /// The colour of the character there.
    pub fn colour_at(&self, row: u16, column: u16) -> Color {
        self.display.state().colour_at(row, column)
    }

    /// The whole output of the program so far.
    pub fn output(&self) -> Vec<u8> {
        self.display.state().output.clone()
    }

    /// The folder in which the program runs, which is its home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    #[track_caller]
    fn write(&mut self, mut bytes: &[u8]) {
        let pty = self.pty.clone().expect("the terminal is open");
        while !bytes.is_empty() {
            let written = wait::in_time(|| match (&*pty).write(bytes) {
                Ok(length) => Some(length),
                Err(error) if error.kind() == ErrorKind::WouldBlock => None,
                Err(error) => panic!("could not type: {error}\n{self:?}"),
            });
            let Some(length) = written else {
                panic!("does not read its input: {self:?}");
            };
            bytes = &bytes[length..];
        }
    }

    #[track_caller]
    fn wait(&self, condition: &str, holds: impl Fn(&Self) -> bool) {
        if wait::in_time(|| holds(self).then_some(())).is_none() {
            panic!("never: {condition}\n{self:?}");
        }
    }
}

/// Reads until the program's end of the terminal is closed, or the test is over.
fn read(mut pty: &Pty, display: &Display, over: &AtomicBool, stopped: &AtomicBool) {
    let mut buffer = [0; 64 * 1024];
    while !over.load(Ordering::SeqCst) {
        if stopped.load(Ordering::SeqCst) {
            thread::sleep(LOOK);
            continue;
        }
        match pty.read(&mut buffer) {
            Ok(0) => return,
            Ok(length) => display.state().take(&buffer[..length]),
            Err(error) if is_waiting(&error) => thread::sleep(LOOK),
            // Linux reports EIO when all of it is closed.
            Err(_) => return,
        }
    }
}

fn is_waiting(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// The modes of a terminal, for a comparison.
fn modes(pty: &Pty) -> String {
    format!("{:?}", tcgetattr(pty).expect("it has modes"))
}

fn framed(rows: &[String]) -> String {
    rows.iter().map(|row| format!("  |{row}\n")).collect()
}

impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (row, column) = self.cursor();
        writeln!(f, "{}, the cursor at {row}, {column}", self.command_line)?;
        f.write_str(&framed(&self.rows()))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.over.store(true, Ordering::SeqCst);
        let _ = self.reader.take().map(JoinHandle::join);
    }
}
