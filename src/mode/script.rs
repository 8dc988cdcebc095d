//! The lines of a script, from stdin: sent as fast as they come, answered in order.
//!
//! What stdin has to give is taken at once, goes out in one write, and then all its replies are read: so a file pays a
//! round trip for thousands of lines, and a program that writes a line and waits for its reply gets that at once. One
//! thread is enough for that, and what is under way is always known. Two would overlap the reading of lines with the
//! server's work, which is the larger part by far: a tenth to be won, for a lock between a command and its reply.

use std::io::{self, BufRead, BufReader, StdinLock, Write};

use anyhow::Context;

use crate::input::line;
use crate::process::exit::Exit;
use crate::process::lost_commands::LostCommands;
use crate::process::{stderr, stdin};
use crate::session::Session;
use crate::words::builtin::{self, Builtin};
use crate::words::help;

/// Bytes of stdin that are taken at once.
const READ_SIZE: usize = 256 * 1024;

/// Runs all lines of stdin. With `errors_count` a reply that was an error makes the exit status 1, in the end.
///
/// # Errors
/// The session's; the input cannot be read.
pub(crate) fn run<W: Write>(session: &mut Session<W>, errors_count: bool) -> anyhow::Result<Exit> {
    let mut script = Script::new(session, OnRestart::Refuse);
    script.run()?;
    Ok(script.exit(errors_count))
}

/// Lines that are commands for the server, and the session that they are for.
pub(super) struct Script<'s, W: Write> {
    pub(super) session: &'s mut Session<W>,
    input: BufReader<StdinLock<'static>>,
    on_restart: OnRestart,
    /// The line at hand, from 1.
    number: u64,
    /// A connection was lost, and with it replies.
    lost: bool,
}

/// What the word `restart` does.
#[derive(Clone, Copy)]
pub(super) enum OnRestart {
    /// There is nothing to restart: the user is told.
    Refuse,
    /// A script that was debugged is to be debugged again, so the lines stop there.
    Stop,
}

/// Why there are no more lines to run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The user has said so, or there are none.
    Quit,
    /// `restart`, where that stops them.
    Restart,
}

/// Whether a script goes on behind a line.
enum Next {
    Line,
    End(Ended),
}

impl<'s, W: Write> Script<'s, W> {
    pub(super) fn new(session: &'s mut Session<W>, on_restart: OnRestart) -> Self {
        Script {
            session,
            input: BufReader::with_capacity(READ_SIZE, io::stdin().lock()),
            on_restart,
            number: 0,
            lost: false,
        }
    }

    /// Runs lines until there are no more, or one of them ends it.
    ///
    /// # Errors
    /// The session's; the input cannot be read. What is known of the commands has the lines in it that were not read.
    pub(super) fn run(&mut self) -> anyhow::Result<Ended> {
        self.lines().map_err(|mut error| {
            let losses = error.downcast_mut::<LostCommands>();
            if let Some(losses) = losses.filter(|_| self.has_more()) {
                losses.end_before(self.number + 1);
            }
            error
        })
    }

    /// Whether there are lines that were not read. For a program that waits for a reply before it writes the next one,
    /// there are none yet.
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
                Next::End(Ended::Quit)
            };
            if let Next::End(ended) = next {
                self.settle()?;
                return Ok(ended);
            }
            line.shrink_to(READ_SIZE);
        }
    }

    /// Reads the next line, with its line end, in place of what is in `line`; false where there is none.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn read(&mut self, line: &mut Vec<u8>) -> anyhow::Result<bool> {
        line.clear();
        self.input
            .read_until(b'\n', line)
            .context("could not read stdin")?;
        self.number += u64::from(!line.is_empty());
        Ok(!line.is_empty())
    }

    /// The exit code in the end; with `errors_count` replies that were errors are told, and count.
    pub(super) fn exit(self, errors_count: bool) -> Exit {
        let errors = self.session.replies().errors().filter(|_| errors_count);
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

    /// There is nothing more to read at once: all is answered, and shown.
    fn settle(&mut self) -> anyhow::Result<()> {
        self.session.finish()?;
        self.session.flush()?;
        self.lost |= self.session.report_lost();
        Ok(())
    }

    fn line(&mut self, text: &[u8]) -> anyhow::Result<Next> {
        let words = match line::split(text) {
            Ok(words) if words.is_empty() => return Ok(Next::Line),
            Ok(words) => words,
            Err(error) => return self.say(&format!("{error}\n")),
        };
        if let Some(builtin) = builtin::find(&words) {
            return self.builtin(builtin);
        }
        match line::repeat(&words) {
            Ok((times, command)) => match builtin::help_topic(command) {
                Some(topic) => self.say(&help::built_in(topic)),
                None => self.command(times, command),
            },
            Err(error) => self.say(&format!("{error}\n")),
        }
    }

    fn command(&mut self, times: u64, words: &[Vec<u8>]) -> anyhow::Result<Next> {
        for _ in 0..times {
            self.session.submit(words, self.number)?;
        }
        Ok(Next::Line)
    }

    fn builtin(&mut self, builtin: Builtin<'_>) -> anyhow::Result<Next> {
        match builtin {
            Builtin::Quit => return Ok(Next::End(Ended::Quit)),
            Builtin::Restart => return self.restart(),
            Builtin::Say(text) => return self.say(&text),
            Builtin::Connect(address) => self.session.connect_to(address)?,
            Builtin::Help(topic) => return self.say(&help::built_in(topic)),
            Builtin::Nothing => {}
        }
        Ok(Next::Line)
    }

    fn restart(&mut self) -> anyhow::Result<Next> {
        match self.on_restart {
            OnRestart::Refuse => self.say("Use 'restart' only in Lua debugging mode.\n"),
            OnRestart::Stop => Ok(Next::End(Ended::Restart)),
        }
    }

    fn say(&mut self, text: &str) -> anyhow::Result<Next> {
        self.session.say(text, self.number);
        Ok(Next::Line)
    }
}
