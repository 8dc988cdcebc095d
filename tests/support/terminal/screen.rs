//! A program that runs in a terminal: typed at, looked at, and told of by signals and sizes.

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

/// A running program and its screen. Killed when it is dropped before its end.
pub struct Screen {
    told: String,
    child: Child,
    /// Gone where the terminal was closed.
    pty: Option<Arc<Pty>>,
    display: Arc<Display>,
    reader: Option<JoinHandle<()>>,
    /// Nothing more is read.
    over: Arc<AtomicBool>,
    /// The modes of the terminal before the program began.
    modes: String,
    /// How many prompts there had been when the last line was entered.
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
        let (command, told, home) = terminal.shell.into_parts();
        let child = blocking::Command::from(command).spawn(child_end);
        let child = child.unwrap_or_else(|error| panic!("could not start {told}: {error}"));
        let display = Arc::new(Display::new(terminal.width, terminal.height));
        let (pty, over) = (Arc::new(pty), Arc::new(AtomicBool::new(false)));
        let reader = thread::spawn({
            let (pty, display, over) = (pty.clone(), display.clone(), over.clone());
            move || read(&pty, &display, &over)
        });
        Screen {
            told,
            child,
            pty: Some(pty),
            display,
            reader: Some(reader),
            over,
            modes,
            answered: 0,
            ports: terminal.ports,
            home,
        }
    }

    /// Types a line at the next prompt, and enters it.
    #[track_caller]
    pub fn type_line(&mut self, line: &str) -> &mut Self {
        self.wait_for_prompt();
        let before = self.cursor();
        self.type_text(line);
        if !line.is_empty() {
            // What is waited for next must not be found in what was there before.
            self.wait("what is typed", |screen| screen.cursor() != before);
        }
        self.press(Key::Enter)
    }

    /// Types this, whether or not the program waits for it.
    #[track_caller]
    pub fn type_text(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        self.write(text.as_ref());
        self
    }

    /// Presses a key, whether or not the program waits for it; but Ctrl-D, which means something at a prompt alone. What the
    /// program has written before is on the screen by then.
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

    /// Waits until nothing is on its way to the screen: a terminal drops that where a key makes a signal.
    #[track_caller]
    fn wait_until_read(&self) {
        self.wait("all is read", |screen| {
            let pty = screen.pty.as_ref().expect("the terminal is open");
            rustix::io::ioctl_fionread(&**pty).expect("it can be asked") == 0
        });
    }

    /// Pastes a text at the next prompt, as a terminal does that was asked to put brackets around it.
    #[track_caller]
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.wait_for_prompt();
        self.type_text(format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")))
    }

    /// Waits until the program waits for a line, behind the last one that was entered.
    #[track_caller]
    pub fn wait_for_prompt(&mut self) -> &mut Self {
        let answered = self.answered;
        self.wait("a prompt", |screen| {
            screen.display.state().prompts > answered
        });
        self
    }

    /// Waits until this is in a row of the screen.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| {
            screen.rows().iter().any(|row| row.contains(text))
        });
        self
    }

    /// Waits until the last row that is not empty is this.
    #[track_caller]
    pub fn assert_last_row(&mut self, row: &str) -> &mut Self {
        self.wait(&format!("the last row {row}"), |screen| {
            screen.rows().last().is_some_and(|last| last == row)
        });
        self
    }

    /// Waits until the screen is this, row by row: without blanks at the ends, and without empty rows at the bottom.
    #[track_caller]
    pub fn assert_screen<R: AsRef<str>>(&mut self, rows: impl IntoIterator<Item = R>) -> &mut Self {
        let rows: Vec<String> = rows.into_iter().map(|row| row.as_ref().into()).collect();
        let wanted = format!("the screen\n{}", framed(&rows));
        self.wait(&wanted, |screen| screen.rows() == rows);
        self
    }

    /// Waits until the cursor is in this row and column, from 0.
    #[track_caller]
    pub fn assert_cursor(&mut self, row: u16, column: u16) -> &mut Self {
        self.wait(&format!("the cursor at {row}, {column}"), |screen| {
            screen.cursor() == (row, column)
        });
        self
    }

    /// Asserts that the output holds nothing that drives a terminal but what the editor and the colours need.
    #[track_caller]
    pub fn assert_undisturbed(&mut self) -> &mut Self {
        let wishes = self.display.state().wishes().to_vec();
        assert!(
            wishes.is_empty(),
            "the terminal was asked for {wishes:?}\n{self:?}"
        );
        self
    }

    /// Waits for the program's end.
    #[track_caller]
    pub fn wait_for_exit(&mut self) -> i32 {
        let status = end_of(&mut self.child);
        let Some(status) = status else {
            panic!("hung: {self:?}");
        };
        // All of its output has been written by now, and is read to its end.
        let reader = self.reader.take().map(JoinHandle::join);
        assert!(!matches!(reader, Some(Err(_))), "the reader panicked");
        code(status)
    }

    /// Waits for the program's end, which is with this exit code and leaves the terminal as it was.
    #[track_caller]
    pub fn assert_ended(&mut self, code: i32) -> &mut Self {
        let ended = self.wait_for_exit();
        assert_eq!(ended, code, "the exit code of {self:?}");
        self.assert_as_before()
    }

    /// Asserts that the terminal is as it was before the program began.
    #[track_caller]
    pub fn assert_as_before(&mut self) -> &mut Self {
        let pty = self.pty.as_ref().expect("the terminal is open");
        assert_eq!(modes(pty), self.modes, "the terminal's modes: {self:?}");
        assert!(self.display.state().is_plain(), "not plain: {self:?}");
        self
    }

    /// Waits until the terminal is as it was before the program began.
    #[track_caller]
    pub fn wait_until_as_before(&mut self) -> &mut Self {
        self.wait("the terminal as it was", |screen| {
            let pty = screen.pty.as_ref().expect("the terminal is open");
            modes(pty) == screen.modes && screen.display.state().is_plain()
        });
        self
    }

    /// The terminal has another size.
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

    /// The terminal is closed, as by the button of its window.
    pub fn hang_up(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = self.reader.take().map(JoinHandle::join);
        self.pty = None;
    }

    /// The rows of the screen at this moment.
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

    /// Where the cursor is at this moment: row and column, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        self.display.state().cursor()
    }

    /// The colour of the character there.
    pub fn colour_at(&self, row: u16, column: u16) -> Color {
        self.display.state().colour_at(row, column)
    }

    /// All that the program has written so far.
    pub fn output(&self) -> Vec<u8> {
        self.display.state().output.clone()
    }

    /// The folder that the program runs in, which is its home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program's process.
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
                panic!("does not read what is typed: {self:?}");
            };
            bytes = &bytes[length..];
        }
    }

    #[track_caller]
    fn wait(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        if wait::in_time(|| holds(self).then_some(())).is_none() {
            panic!("never: {what}\n{self:?}");
        }
    }
}

/// Reads until the program's end of the terminal is closed, or nothing more is wanted.
fn read(mut pty: &Pty, display: &Display, over: &AtomicBool) {
    let mut buffer = [0; 64 * 1024];
    while !over.load(Ordering::SeqCst) {
        match pty.read(&mut buffer) {
            Ok(0) => return,
            Ok(length) => display.state().take(&buffer[..length]),
            Err(error) if is_waiting(&error) => thread::sleep(LOOK),
            // EIO is how Linux says that all is closed.
            Err(_) => return,
        }
    }
}

fn is_waiting(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// The modes of a terminal, to be compared.
fn modes(pty: &Pty) -> String {
    format!("{:?}", tcgetattr(pty).expect("it has modes"))
}

fn framed(rows: &[String]) -> String {
    rows.iter().map(|row| format!("  |{row}\n")).collect()
}

impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (row, column) = self.cursor();
        writeln!(f, "{}, the cursor at {row}, {column}", self.told)?;
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
