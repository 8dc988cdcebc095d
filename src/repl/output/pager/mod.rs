//! Replies that are longer than the screen, through the user's pager.
//!
//! A screenful is kept back at most. The pager is started only when there is more, and reads while the reply arrives. When
//! its user has seen enough, the rest of the reply is dropped.

mod rows;

use std::io::{self, Write};
use std::process::Command;

use super::piped_process::PipedProcess;
use super::sigint_owner::SigintOwner;
use rows::Rows;

/// What `less` takes from the environment: it shows colours.
const LESS: (&str, &str) = ("LESS", "R");

/// A sink before the terminal.
pub(crate) struct Pager<W: Write> {
    terminal: W,
    /// The program's words.
    program: Vec<String>,
    /// Who has Ctrl-C while the program runs: not the shell.
    owner: SigintOwner,
    rows: Rows,
    state: State,
}

enum State {
    /// It may still fit on the screen.
    Held(Vec<u8>),
    /// The program has it.
    Paged(PipedProcess),
    /// The program could not be started.
    Plain,
}

impl<W: Write> Pager<W> {
    /// A pager for a screen of so many columns and rows, one of which is the next prompt's. From its start on Ctrl-C is the
    /// program's, until its `owner` takes it back, or the program reads no more.
    pub(crate) fn new(
        terminal: W,
        program: Vec<String>,
        (columns, rows): (usize, usize),
        owner: SigintOwner,
    ) -> Self {
        Pager {
            terminal,
            program,
            owner,
            rows: Rows::new(columns, rows.saturating_sub(1)),
            state: State::Held(Vec::new()),
        }
    }

    /// Shows what is still kept back, or waits until the user has read.
    ///
    /// # Errors
    /// The terminal's; the system's.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.state, State::Plain) {
            State::Held(bytes) => self.terminal.write_all(&bytes)?,
            // How it ends is its own business.
            State::Paged(mut consumer) => drop(consumer.finish()?),
            State::Plain => {}
        }
        self.terminal.flush()
    }

    /// There is more than the screen holds.
    fn start(&mut self, held: &[u8]) -> io::Result<()> {
        match self.consumer() {
            Ok(mut consumer) => {
                self.owner.lend();
                consumer.write_all(held)?;
                self.state = State::Paged(consumer);
                Ok(())
            }
            Err(error) => {
                self.state = State::Plain;
                let name = self.program.first().map_or("", String::as_str);
                let why = redsh_engine::error::reason(&error);
                crate::process::stderr::tell(format!("could not run the pager {name}: {why}"));
                self.terminal.write_all(held)
            }
        }
    }

    fn consumer(&self) -> io::Result<PipedProcess> {
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
            State::Held(held) => {
                held.extend_from_slice(bytes);
                if self.rows.are_full_with(bytes) {
                    let held = std::mem::take(held);
                    self.start(&held)?;
                }
            }
            State::Paged(consumer) => {
                consumer.write_all(bytes)?;
                // Nobody reads any more: Ctrl-C ends the rest of the reply.
                if !consumer.reads() {
                    self.owner.take_back();
                }
            }
            State::Plain => self.terminal.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    /// What is kept back stays so: more may come.
    fn flush(&mut self) -> io::Result<()> {
        match self.state {
            State::Plain => self.terminal.flush(),
            State::Held(_) | State::Paged(_) => Ok(()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    fn pager(program: &str) -> Pager<Vec<u8>> {
        let words = ["/bin/sh", "-c", program].map(str::to_owned);
        let owner = SigintOwner::default();
        Pager::new(Vec::new(), words.to_vec(), (20, 4), owner)
    }

    #[test]
    fn what_fits_on_the_screen_needs_no_program() {
        let mut pager = pager("exit 1");
        pager.write_all(b"1\n2\n3\n").expect("a vector takes it");
        pager.flush().expect("nothing fails");
        assert!(pager.terminal.is_empty(), "more may come");
        pager.finish().expect("a vector takes it");
        assert_eq!(pager.terminal, b"1\n2\n3\n");
    }

    #[test]
    fn what_does_not_goes_to_the_program_from_its_beginning() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("out");
        let mut pager = pager(&format!("cat >'{}'", file.display()));
        for line in ["1\n", "2\n", "3\n", "4\n", "5\n"] {
            pager.write_all(line.as_bytes()).expect("it reads");
        }
        pager.finish().expect("it ends");
        assert!(pager.terminal.is_empty());
        assert_eq!(fs::read(file).expect("it is written"), b"1\n2\n3\n4\n5\n");
    }

    #[test]
    fn a_program_that_has_seen_enough_is_no_error() {
        let mut pager = pager("exec <&-; exit 1");
        for _ in 0..1000 {
            pager.write_all(&[b'\n'; 1000]).expect("it is dropped");
        }
        pager.finish().expect("it has ended");
        assert!(pager.terminal.is_empty());
    }

    #[test]
    fn without_the_program_all_is_shown_plain() {
        let words = vec!["/no/such/pager".to_owned()];
        let owner = SigintOwner::default();
        let mut pager = Pager::new(Vec::new(), words, (20, 2), owner);
        pager.write_all(b"1\n2\n").expect("a vector takes it");
        pager.write_all(b"3\n").expect("a vector takes it");
        pager.finish().expect("a vector takes it");
        assert_eq!(pager.terminal, b"1\n2\n3\n");
    }

    #[test]
    fn ctrl_c_is_the_programs_until_it_is_taken_back() {
        let words = ["/bin/sh", "-c", "cat >/dev/null"].map(str::to_owned);
        let owner = SigintOwner::default();
        let mut pager = Pager::new(Vec::new(), words.to_vec(), (20, 2), owner.clone());
        assert!(owner.is_shell());
        pager.write_all(b"1\n2\n").expect("it reads");
        assert!(!owner.is_shell());
        pager.finish().expect("it ends");
        assert!(!owner.is_shell(), "the last may still be on its way");
        owner.take_back();
        assert!(owner.is_shell());
    }
}
