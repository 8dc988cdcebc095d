//! The destination of one line's replies, other than the terminal.

use std::io;

use super::pager::Pager;
use super::piped_process::{PipedProcess, SharedSink};
use crate::process::stderr;
use crate::process::stdout::{self, Sink};
use crate::repl::signals::SigintOwner;
use crate::session::Session;
use crate::terminal::size::ScreenSize;

pub(crate) enum ReplyDestination {
    /// The pager, which shows only replies that are longer than the screen.
    Pager(SharedSink<Pager<Sink>>),
    /// A line of the system's shell, and its process.
    Program(String, SharedSink<PipedProcess>),
}

impl ReplyDestination {
    /// Returns the pager, which borrows Ctrl-C from its owner while it runs.
    pub(crate) fn pager(program: Vec<String>, size: ScreenSize, owner: SigintOwner) -> Self {
        let pager = Pager::new(stdout::open(), program, size, owner);
        ReplyDestination::Pager(SharedSink::new(pager))
    }

    /// Starts a line of the system's shell.
    ///
    /// # Errors
    /// A message for the user: the shell cannot be started.
    pub(crate) fn program(line: &str) -> Result<Self, String> {
        let process = PipedProcess::of_line(line).map_err(|error| {
            let why = redsh_engine::error::reason(&error);
            format!("could not run '{line}': {why}")
        })?;
        let process = SharedSink::new(process);
        Ok(ReplyDestination::Program(line.to_owned(), process))
    }

    /// Redirects the session's output while `run` runs, and then waits for the program.
    pub(crate) fn during<T>(
        self,
        session: &mut Session<Sink>,
        run: impl FnOnce(&mut Session<Sink>) -> T,
    ) -> io::Result<T> {
        let receiver = session.replies();
        let own = match &self {
            ReplyDestination::Pager(pager) => receiver.printer.beside(Box::new(pager.clone())),
            ReplyDestination::Program(_, process) => {
                receiver.messages = Some(receiver.printer.beside(stdout::open()));
                receiver.printer.for_program(Box::new(process.clone()))
            }
        };
        let usual = std::mem::replace(&mut receiver.printer, own);
        let outcome = run(session);
        let receiver = session.replies();
        receiver.printer = usual;
        receiver.messages = None;
        if let ReplyDestination::Program(..) = self {
            // Ends the echo of the command on the terminal, before a message about the program.
            receiver.end_wait()?;
            receiver.printer.flush()?;
        }
        self.finish()?;
        Ok(outcome)
    }

    fn finish(self) -> io::Result<()> {
        match self {
            ReplyDestination::Pager(pager) => pager.with(Pager::finish),
            ReplyDestination::Program(line, process) => {
                let status = process.with(PipedProcess::finish)?;
                if !status.success() {
                    stderr::tell(format!("'{line}' ended with {status}"));
                }
                Ok(())
            }
        }
    }
}
