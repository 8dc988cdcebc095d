//! Where the replies to one line go, if not straight to the terminal.

use std::io;

use super::pager::Pager;
use super::piped_process::{PipedProcess, Shared};
use super::sigint_owner::SigintOwner;
use crate::process::stderr;
use crate::process::stdout::{self, Sink};
use crate::session::Session;

/// What replies go through.
pub(crate) enum ReplyDestination {
    /// The pager, where they are longer than the screen.
    Pager(Shared<Pager<Sink>>),
    /// A line of the system's shell, and its program.
    Line(String, Shared<PipedProcess>),
}

impl ReplyDestination {
    /// The pager, which is this program with its arguments, for a screen of so many columns and rows. Ctrl-C is borrowed
    /// of its `owner`.
    pub(crate) fn pager(program: Vec<String>, size: (usize, usize), owner: SigintOwner) -> Self {
        let pager = Pager::new(stdout::open(), program, size, owner);
        ReplyDestination::Pager(Shared::new(pager))
    }

    /// A line of the system's shell.
    ///
    /// # Errors
    /// It cannot be started; the words for the user.
    pub(crate) fn line(line: &str) -> Result<Self, String> {
        let consumer = PipedProcess::of_line(line);
        let consumer = consumer.map_err(|error| {
            let why = redsh_engine::error::reason(&error);
            format!("could not run '{line}': {why}")
        });
        Ok(ReplyDestination::Line(
            line.to_owned(),
            Shared::new(consumer?),
        ))
    }

    /// Has the session print there while `run` runs, and waits until it has been read.
    ///
    /// # Errors
    /// The terminal's; the system's.
    pub(crate) fn during<T>(
        self,
        session: &mut Session<Sink>,
        run: impl FnOnce(&mut Session<Sink>) -> T,
    ) -> io::Result<T> {
        let receiver = session.replies();
        let own = match &self {
            ReplyDestination::Pager(pager) => receiver.printer.beside(Box::new(pager.clone())),
            ReplyDestination::Line(_, consumer) => {
                receiver.messages = Some(receiver.printer.beside(stdout::open()));
                receiver.printer.for_program(Box::new(consumer.clone()))
            }
        };
        let usual = std::mem::replace(&mut receiver.printer, own);
        let outcome = run(session);
        let receiver = session.replies();
        receiver.printer = usual;
        receiver.messages = None;
        if let ReplyDestination::Line(..) = self {
            // What is said of the program is none of its input.
            receiver.end_echo()?;
            receiver.printer.flush()?;
        }
        self.finish()?;
        Ok(outcome)
    }

    fn finish(self) -> io::Result<()> {
        match self {
            ReplyDestination::Pager(pager) => pager.with(Pager::finish),
            ReplyDestination::Line(line, consumer) => {
                let status = consumer.with(PipedProcess::finish)?;
                if !status.success() {
                    stderr::tell(format!("'{line}' ended with {status}"));
                }
                Ok(())
            }
        }
    }
}
