//! The lines of a script on stdin: sent as soon as they are read, with replies in order.
//!
//! The available lines are sent in one write, and then all their replies are read. So thousands of lines of a file share a
//! round trip, and a program that writes a line and waits for the reply gets it immediately. One thread is enough. Two
//! threads would read lines while the server works, which gains a tenth, and need a lock between a command and its reply.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Write};

use crate::input::line;
use crate::process::called_as::CalledAs;
use crate::process::exit::Exit;
use crate::process::lost_commands::LostCommands;
use crate::process::stderr;
use crate::process::stdin::{self, PatientStdin};
use crate::process::unread::UnreadInput;
use crate::session::Session;
use crate::words::help;
use crate::words::shell_commands::{self, ShellCommand};

const READ_SIZE: usize = 256 * 1024;

/// Runs all lines of stdin. With `errors_count`, the exit status is 1 if a reply was an error.
pub(crate) fn run<W: Write>(session: &mut Session<W>, errors_count: bool) -> anyhow::Result<Exit> {
    let mut script = Script::new(session, OnRestart::Refuse);
    script.run()?;
    Ok(script.exit(errors_count))
}

/// The lines of stdin, and the session that runs them.
pub(super) struct Script<'s, W: Write> {
    pub(super) session: &'s mut Session<W>,
    input: BufReader<PatientStdin>,
    on_restart: OnRestart,
    /// The number of the current line, from 1.
    number: u64,
    lost: bool,
}

#[derive(Clone, Copy)]
pub(super) enum OnRestart {
    /// An error message: there is nothing to restart.
    Refuse,
    /// The end of the lines: the debugged script is debugged again.
    Stop,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Quit,
    Restart,
}

impl<'s, W: Write> Script<'s, W> {
    pub(super) fn new(session: &'s mut Session<W>, on_restart: OnRestart) -> Self {
        Script {
            session,
            input: BufReader::with_capacity(READ_SIZE, PatientStdin::lock()),
            on_restart,
            number: 0,
            lost: false,
        }
    }

    /// Runs lines to the end of stdin, or to a line that ends the script.
    ///
    /// # Errors
    /// The errors of the session; stdin cannot be read. A [`LostCommands`] error includes the lines that were not read.
    pub(super) fn run(&mut self) -> anyhow::Result<Ended> {
        self.lines().map_err(|mut error| {
            let losses = error.downcast_mut::<LostCommands>();
            if let Some(losses) = losses.filter(|_| self.has_more()) {
                losses.end_before(self.number + 1);
            }
            error
        })
    }

    /// Whether there are lines that were not read. A program that waits for a reply has not written its next line yet.
    fn has_more(&mut self) -> bool {
        let is_ready = !self.input.buffer().is_empty() || stdin::is_ready();
        is_ready && self.input.fill_buf().is_ok_and(|rest| !rest.is_empty())
    }

    fn lines(&mut self) -> anyhow::Result<Ended> {
        let mut line = Vec::new();
        loop {
            if memchr::memchr(b'\n', self.input.buffer()).is_none() {
                self.settle()?;
            }
            let next = if self.read(&mut line)? {
                self.line(line.strip_suffix(b"\n").unwrap_or(&line))?
            } else {
                Some(Ended::Quit)
            };
            if let Some(ended) = next {
                self.settle()?;
                return Ok(ended);
            }
            line.shrink_to(READ_SIZE);
        }
    }

    /// Reads the next line, with its line end, in place of the content of `line`. Returns false at the end of stdin.
    pub(super) fn read(&mut self, line: &mut Vec<u8>) -> anyhow::Result<bool> {
        line.clear();
        self.input
            .read_until(b'\n', line)
            .map_err(UnreadInput::stdin)?;
        self.number += u64::from(!line.is_empty());
        Ok(!line.is_empty())
    }

    /// Returns the exit code. With `errors_count`, error replies are reported and set it.
    pub(super) fn exit(self, errors_count: bool) -> Exit {
        let errors = self.session.replies().errors.filter(|_| errors_count);
        if let Some((count, first)) = errors {
            let (replies, were) = if count == 1 {
                ("reply", "was an error")
            } else {
                ("replies", "were errors")
            };
            stderr::tell(format!(
                "{count} {replies} {were}, the first on line {first}"
            ));
        }
        Exit::of_errors(self.lost || errors.is_some())
    }

    fn settle(&mut self) -> anyhow::Result<()> {
        self.session.finish()?;
        self.session.flush()?;
        self.lost |= self.session.report_lost();
        Ok(())
    }

    /// Runs a line. `None` if the script continues after it.
    fn line(&mut self, text: &[u8]) -> anyhow::Result<Option<Ended>> {
        let words = match line::split(text) {
            Ok(words) if words.is_empty() => return Ok(None),
            Ok(words) => words,
            Err(error) => return self.say_as_redis_cli(format!("{error}\n").into_bytes()),
        };
        if let Some(command) = shell_commands::find(&words) {
            return self.shell_command(command);
        }
        match line::repeat(&words) {
            // Without a count, it is the same line, which is no shell command.
            Ok((times, command)) if command.len() == words.len() => self.command(times, command),
            Ok((times, command)) => match shell_commands::help_topic(command) {
                Some(topic) => self.say(help::built_in(topic)),
                None => self.command(times, command),
            },
            Err(error) => self.say_as_redis_cli(format!("{error}\n").into_bytes()),
        }
    }

    fn command(&mut self, times: u64, words: &[Vec<u8>]) -> anyhow::Result<Option<Ended>> {
        for _ in 0..times {
            self.session.submit(words, self.number)?;
        }
        Ok(None)
    }

    fn shell_command(&mut self, command: ShellCommand<'_>) -> anyhow::Result<Option<Ended>> {
        match command {
            ShellCommand::Quit => return Ok(Some(Ended::Quit)),
            ShellCommand::Restart => return self.restart(),
            ShellCommand::Say(text) => return self.say_as_redis_cli(text),
            ShellCommand::Connect(address) => self.session.connect_to(address)?,
            ShellCommand::Help(topic) => return self.say(help::built_in(topic)),
            ShellCommand::Nothing => {}
            // The names with a colon are for a prompt; `shell_commands::find` returns none of them.
            ShellCommand::Set(_)
            | ShellCommand::Get(_)
            | ShellCommand::Peek(_)
            | ShellCommand::Analyse(..)
            | ShellCommand::Time(..)
            | ShellCommand::Watch(..)
            | ShellCommand::Source(_)
            | ShellCommand::Edit
            | ShellCommand::Use(_) => {}
        }
        Ok(None)
    }

    fn restart(&mut self) -> anyhow::Result<Option<Ended>> {
        match self.on_restart {
            OnRestart::Refuse => self.say("Use 'restart' only in Lua debugging mode.\n"),
            OnRestart::Stop => Ok(Some(Ended::Restart)),
        }
    }

    /// Prints a text of redis-cli's.
    fn say_as_redis_cli(
        &mut self,
        text: impl Into<Cow<'static, [u8]>>,
    ) -> anyhow::Result<Option<Ended>> {
        self.say(CalledAs::of_process().renamed(text.into()))
    }

    fn say(&mut self, text: impl AsRef<[u8]>) -> anyhow::Result<Option<Ended>> {
        self.session.say(text, self.number);
        Ok(None)
    }
}
