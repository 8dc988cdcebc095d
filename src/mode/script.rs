//! The lines of a script, from stdin: sent as fast as they come, answered in order.
//!
//! What stdin has to give is taken at once, goes out in one write, and then all its replies are read: so a file pays a
//! round trip for thousands of lines, and a program that writes a line and waits for its reply gets that at once. One
//! thread is enough for that, and what is under way is always known. Two would overlap the reading of lines with the
//! server's work, which is the larger part by far: a tenth to be won, for a lock between a command and its reply.

use std::io::{BufRead, BufReader, Read, Write};

use anyhow::Context;

use crate::exit::Exit;
use crate::line;
use crate::repl::builtin::{self, Builtin};
use crate::session::Session;
use crate::stderr;

/// Bytes of stdin that are taken at once.
const READ_SIZE: usize = 256 * 1024;

/// Runs all lines of `input`. With `errors_count` a reply that was an error makes the exit status 1, in the end.
///
/// # Errors
/// The session's; the input cannot be read.
pub(crate) fn run<W: Write>(
    session: &mut Session<W>,
    input: impl Read,
    errors_count: bool,
) -> anyhow::Result<Exit> {
    let mut script = Script {
        session,
        number: 0,
        lost: false,
    };
    script.run(BufReader::with_capacity(READ_SIZE, input))?;
    let lost = script.lost;
    let errors = session.receiver().errors().filter(|_| errors_count);
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
    Ok(Exit::of_errors(lost || errors.is_some()))
}

struct Script<'s, W: Write> {
    session: &'s mut Session<W>,
    /// The line at hand, from 1.
    number: u64,
    /// A connection was lost, and with it replies.
    lost: bool,
}

/// Whether a script goes on behind a line.
#[derive(PartialEq, Eq)]
enum Next {
    Line,
    End,
}

impl<W: Write> Script<'_, W> {
    fn run(&mut self, mut input: BufReader<impl Read>) -> anyhow::Result<()> {
        let mut line = Vec::new();
        loop {
            if memchr::memchr(b'\n', input.buffer()).is_none() {
                self.settle()?;
            }
            line.clear();
            input
                .read_until(b'\n', &mut line)
                .context("could not read stdin")?;
            if line.is_empty() {
                return self.settle();
            }
            self.number += 1;
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            if self.line(text)? == Next::End {
                return self.settle();
            }
            line.shrink_to(READ_SIZE);
        }
    }

    /// There is nothing more to read at once: all is answered, and shown.
    fn settle(&mut self) -> anyhow::Result<()> {
        self.session.finish()?;
        self.session.flush()?;
        self.lost |= self.session.tell_losses();
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
                Some(topic) => self.say(&builtin::help(topic)),
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
            Builtin::Quit => return Ok(Next::End),
            Builtin::Say(text) => return self.say(&text),
            Builtin::Connect(address) => self.session.connect_to(address)?,
            Builtin::Help(topic) => return self.say(&builtin::help(topic)),
            Builtin::Nothing => {}
        }
        Ok(Next::Line)
    }

    fn say(&mut self, text: &str) -> anyhow::Result<Next> {
        self.session.say(text, self.number);
        Ok(Next::Line)
    }
}
