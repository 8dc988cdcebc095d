//! The pager for replies that are longer than the screen.
//!
//! At most one screenful is buffered. Only a longer reply starts the pager program, which reads while the reply arrives. If the
//! user quits the pager, the rest of the reply is discarded.

mod rows;

use std::io::{self, Write};
use std::process::Command;

use super::piped_process::PipedProcess;
use crate::repl::signals::SigintOwner;
use crate::terminal::size::ScreenSize;
use rows::RowCounter;

/// An environment variable that makes `less` show colours.
const LESS: (&str, &str) = ("LESS", "R");

/// A writer to the terminal or to the pager program.
pub(crate) struct Pager<W: Write> {
    terminal: W,
    program: Vec<String>,
    /// Lends Ctrl-C to the program while it runs.
    owner: SigintOwner,
    rows: RowCounter,
    state: PagerState,
}

enum PagerState {
    /// The reply still fits on the screen.
    Held(Vec<u8>),
    Paged(PipedProcess),
    Plain,
}

impl<W: Write> Pager<W> {
    /// Creates a pager. One row of the screen is left for the next prompt.
    ///
    /// Ctrl-C belongs to the program from its start until `owner` takes it back, or the program closes its stdin.
    pub(crate) fn new(
        terminal: W,
        program: Vec<String>,
        size: ScreenSize,
        owner: SigintOwner,
    ) -> Self {
        Pager {
            terminal,
            program,
            owner,
            rows: RowCounter::new(size.columns, size.rows.saturating_sub(1)),
            state: PagerState::Held(Vec::new()),
        }
    }

    /// Prints the buffer, or waits for the user to quit the program.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.state, PagerState::Plain) {
            PagerState::Held(bytes) => self.terminal.write_all(&bytes)?,
            // The exit status of a pager is not an error.
            PagerState::Paged(mut process) => drop(process.finish()?),
            PagerState::Plain => {}
        }
        self.terminal.flush()
    }

    fn start(&mut self, held: &[u8]) -> io::Result<()> {
        match self.process() {
            Ok(mut process) => {
                self.owner.lend();
                process.write_all(held)?;
                self.state = PagerState::Paged(process);
                Ok(())
            }
            Err(error) => {
                self.state = PagerState::Plain;
                let name = self.program.first().map_or("", String::as_str);
                let why = redsh_engine::error::reason(&error);
                crate::process::stderr::tell(format!("could not run the pager {name}: {why}"));
                self.terminal.write_all(held)
            }
        }
    }

    fn process(&self) -> io::Result<PipedProcess> {
        let (name, arguments) = self.program.split_first().ok_or(io::ErrorKind::NotFound)?;
        let mut command = Command::new(name);
        command.args(arguments);
        if std::env::var_os(LESS.0).is_none() {
            command.env(LESS.0, LESS.1);
        }
        PipedProcess::start(&mut command)
    }
}

impl<W: Write> Write for Pager<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.state {
            PagerState::Held(held) => {
                held.extend_from_slice(bytes);
                if self.rows.are_full_with(bytes) {
                    let held = std::mem::take(held);
                    self.start(&held)?;
                }
            }
            PagerState::Paged(process) => {
                process.write_all(bytes)?;
                // The user has quit the program: Ctrl-C cancels the rest of the reply.
                if !process.reads() {
                    self.owner.take_back();
                }
            }
            PagerState::Plain => self.terminal.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    /// Keeps the buffer: more output may follow.
    fn flush(&mut self) -> io::Result<()> {
        match self.state {
            PagerState::Plain => self.terminal.flush(),
            PagerState::Held(_) | PagerState::Paged(_) => Ok(()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    const SIZE: ScreenSize = ScreenSize {
        columns: 20,
        rows: 4,
    };

    /// A screen with room for one row above the prompt.
    const LOW: ScreenSize = ScreenSize { rows: 2, ..SIZE };

    fn pager(program: &str) -> Pager<Vec<u8>> {
        let words = ["/bin/sh", "-c", program].map(str::to_owned);
        let owner = SigintOwner::default();
        Pager::new(Vec::new(), words.to_vec(), SIZE, owner)
    }

    #[test]
    fn a_reply_that_fits_on_the_screen_starts_no_program() {
        let mut pager = pager("exit 1");
        pager
            .write_all(b"1\n2\n3\n")
            .expect("a vector accepts all writes");
        pager.flush().expect("a vector accepts all writes");
        assert!(pager.terminal.is_empty(), "more may come");
        pager.finish().expect("a vector accepts all writes");
        assert_eq!(pager.terminal, b"1\n2\n3\n");
    }

    #[test]
    fn the_program_receives_a_long_reply_from_the_start() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("out");
        let mut pager = pager(&format!("cat >'{}'", file.display()));
        for line in ["1\n", "2\n", "3\n", "4\n", "5\n"] {
            pager.write_all(line.as_bytes()).expect("the process reads");
        }
        pager.finish().expect("the process ends");
        assert!(pager.terminal.is_empty());
        assert_eq!(
            fs::read(file).expect("the file is written"),
            b"1\n2\n3\n4\n5\n"
        );
    }

    #[test]
    fn a_program_that_stops_reading_is_no_error() {
        let mut pager = pager("exec <&-; exit 1");
        for _ in 0..1000 {
            pager
                .write_all(&[b'\n'; 1000])
                .expect("the write is discarded");
        }
        pager.finish().expect("the process has ended");
        assert!(pager.terminal.is_empty());
    }

    #[test]
    fn the_reply_goes_to_the_terminal_if_the_program_cannot_start() {
        let words = vec!["/no/such/pager".to_owned()];
        let owner = SigintOwner::default();
        let mut pager = Pager::new(Vec::new(), words, LOW, owner);
        pager
            .write_all(b"1\n2\n")
            .expect("a vector accepts all writes");
        pager
            .write_all(b"3\n")
            .expect("a vector accepts all writes");
        pager.finish().expect("a vector accepts all writes");
        assert_eq!(pager.terminal, b"1\n2\n3\n");
    }

    #[test]
    fn ctrl_c_belongs_to_the_program_until_it_is_taken_back() {
        let words = ["/bin/sh", "-c", "cat >/dev/null"].map(str::to_owned);
        let owner = SigintOwner::default();
        let mut pager = Pager::new(Vec::new(), words.to_vec(), LOW, owner.clone());
        assert!(owner.is_shell());
        pager.write_all(b"1\n2\n").expect("the process reads");
        assert!(!owner.is_shell());
        pager.finish().expect("the process ends");
        assert!(!owner.is_shell(), "the last may still be on its way");
        owner.take_back();
        assert!(owner.is_shell());
    }
}
