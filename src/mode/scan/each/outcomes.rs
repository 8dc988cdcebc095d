//! What comes of the commands: replies are printed, failures told with their keys, and all are counted.

use std::fmt;
use std::io::Write;

use redsh_engine::Error;
use redsh_engine::client::{CommandFate, Reply, ReplyHandler};
use redsh_engine::net::{Address, Notice};
use redsh_engine::resp::Value;
use redsh_engine::scan::KeyPage;

use super::super::advice;
use super::super::connections::Connections;
use crate::cli::Each;
use crate::render::{self, Format, Printer};

/// How many failures are told one by one.
const TOLD: usize = 20;

/// What has come of the keys' commands so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) keys: u64,
    ok: u64,
    errors: u64,
    /// They may have run, and no reply will come.
    unknown: u64,
}

/// Receives the replies. Their tickets are the keys that a command was for.
pub(super) struct Outcomes<W: Write> {
    pub(super) counts: Counts,
    /// How many failures have been told.
    told: usize,
    /// Keys for which a command was refused that was for all of them.
    refused: Vec<KeyPage>,
    /// The command's name: what follows it may hold a password.
    name: Vec<u8>,
    connections: Connections,
    printer: Printer<W>,
    /// Of the summary.
    format: Format,
    /// Replies are only counted.
    quiet: bool,
}

impl<W: Write> Outcomes<W> {
    pub(super) fn new(each: &Each, connections: Connections, printer: Printer<W>) -> Self {
        Outcomes {
            counts: Counts::default(),
            told: 0,
            refused: Vec::new(),
            name: each.template.first().cloned().unwrap_or_default(),
            connections,
            format: printer.format(),
            printer,
            quiet: each.quiet,
        }
    }

    /// The keys of commands that were refused for several keys at once, since this was asked last.
    pub(super) fn take_refused(&mut self) -> Vec<KeyPage> {
        std::mem::take(&mut self.refused)
    }

    /// Shows all that has been printed.
    ///
    /// # Errors
    /// Stdout's.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        self.printer.flush().map_err(Error::Output)
    }

    /// Says what has come of all keys: on stdout in place of the replies, or on stderr if something failed.
    ///
    /// # Errors
    /// Stdout's.
    pub(super) fn sum_up(&mut self) -> Result<(), Error> {
        if self.quiet {
            let summary = match self.format {
                Format::Json | Format::QuotedJson => self.counts.json(),
                Format::Standard | Format::Raw | Format::Csv => self.counts.to_string(),
            };
            let text = format!("{summary}\n");
            self.printer.text(text.as_bytes()).map_err(Error::Output)?;
        } else if self.counts.failures() > 0 {
            self.connections.voice.tell(self.counts.to_string());
        }
        self.flush()
    }

    fn print(&mut self, reply: &mut Reply<'_>) -> Result<(), Error> {
        if self.quiet {
            return Ok(());
        }
        reply.read(&mut self.printer)?;
        self.printer.finish().map_err(Error::Output)
    }

    /// Prints a reply so many times.
    fn show_each(&mut self, times: usize, reply: &Value) -> Result<(), Error> {
        self.counts.ok += times as u64;
        if self.quiet {
            return Ok(());
        }
        for _ in 0..times {
            let told = reply.replay(&mut self.printer);
            told.and_then(|()| self.printer.finish())
                .map_err(Error::Output)?;
        }
        Ok(())
    }

    /// Shows the reply to the command for these keys.
    fn show(&mut self, keys: &KeyPage, reply: &Value) -> Result<(), Error> {
        match (reply.as_error(), keys.len()) {
            (Some(error), 1) => {
                self.counts.errors += 1;
                self.tell(keys, &[error, advice(error)].concat());
                Ok(())
            }
            (Some(_), _) => {
                self.refused.push(keys.clone());
                Ok(())
            }
            (None, 1) => self.show_each(1, reply),
            (None, all) => {
                let ones = reply.as_integer().and_then(|sum| usize::try_from(sum).ok());
                let ones = ones.unwrap_or(0).min(all);
                self.show_each(ones, &Value::Integer(1))?;
                self.show_each(all - ones, &Value::Integer(0))
            }
        }
    }

    /// Tells of the failures of keys, unless enough have been told.
    fn tell(&mut self, keys: &KeyPage, what: &[u8]) {
        let left = TOLD.saturating_sub(self.told);
        for key in keys.keys().take(left) {
            let key = render::quoted(key);
            let line: [&[u8]; 5] = [&self.name, b" ", &key, b": ", what];
            self.connections.voice.tell(line.concat());
            self.told += 1;
        }
    }
}

impl Counts {
    /// How many have not had their command answered as it should be.
    pub(super) fn failures(self) -> u64 {
        self.keys.saturating_sub(self.ok)
    }

    /// The run has ended before their turn: they were not sent, or only read.
    fn not_run(self) -> u64 {
        self.failures().saturating_sub(self.errors + self.unknown)
    }

    fn json(self) -> String {
        let Counts {
            keys,
            ok,
            errors,
            unknown,
        } = self;
        let not_run = self.not_run();
        format!(
            r#"{{"keys":{keys},"ok":{ok},"errors":{errors},"unknown":{unknown},"not_run":{not_run}}}"#
        )
    }
}

impl fmt::Display for Counts {
    /// `1000000 keys: 999998 ok, 2 errors`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count, one, many| if count == 1 { one } else { many };
        let (keys, ok, errors) = (self.keys, self.ok, self.errors);
        write!(f, "{keys} {}: {ok} ok", plural(keys, "key", "keys"))?;
        write!(f, ", {errors} {}", plural(errors, "error", "errors"))?;
        for (count, what) in [(self.unknown, "unknown"), (self.not_run(), "not run")] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

impl<W: Write> ReplyHandler<KeyPage> for Outcomes<W> {
    fn reply(&mut self, keys: &KeyPage, reply: &mut Reply<'_>) -> Result<(), Error> {
        if keys.len() == 1 && !reply.is_error() {
            self.print(reply)?;
            self.counts.ok += 1;
            return Ok(());
        }
        let reply = reply.take_value()?;
        self.show(keys, &reply)
    }

    fn before_wait(&mut self) -> Result<(), Error> {
        self.flush()
    }

    fn lost(&mut self, keys: &KeyPage, fate: CommandFate, cause: Option<&Error>) {
        let what = match fate {
            CommandFate::Unknown => "whether it ran is not known",
            CommandFate::BrokenOff => "the reply broke off",
            // The error that ends the run says enough.
            CommandFate::NotRun | CommandFate::Abandoned => return,
        };
        self.counts.unknown += keys.len() as u64;
        let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
        self.tell(keys, format!("{what}{cause}").as_bytes());
        if fate == CommandFate::BrokenOff && !self.quiet {
            // Its line ends. The sink's error comes again with what is printed next.
            let _ = self.printer.finish();
        }
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.connections.tell(address, &notices);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_answered_nor_unknown_was_not_run() {
        let mut counts = Counts {
            keys: 1,
            ok: 1,
            ..Counts::default()
        };
        assert_eq!(counts.to_string(), "1 key: 1 ok, 0 errors");
        counts = Counts {
            keys: 9,
            ok: 3,
            errors: 1,
            unknown: 2,
        };
        assert_eq!(counts.failures(), 6);
        assert_eq!(
            counts.to_string(),
            "9 keys: 3 ok, 1 error, 2 unknown, 3 not run"
        );
        let json: serde_json::Value = serde_json::from_str(&counts.json()).expect("JSON");
        let expected =
            serde_json::json!({"keys": 9, "ok": 3, "errors": 1, "unknown": 2, "not_run": 3});
        assert_eq!(json, expected);
    }
}
