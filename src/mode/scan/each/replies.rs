//! The replies to the commands of `--each`: printed, or reported with their keys, and counted.

use std::fmt;
use std::io::Write;

use redsh_engine::Error;
use redsh_engine::client::{CommandFate, Reply, ReplyHandler, RetryNotice};
use redsh_engine::net::{Address, Notice};
use redsh_engine::resp::Value;
use redsh_engine::scan::KeyPage;

use super::super::advice;
use crate::cli::Each;
use crate::mode::progress::ProgressLog;
use crate::render::{self, Format, Printer};

/// The most errors of servers that are reported. The summary counts all.
const REPORTED: usize = 20;

/// The results of the commands so far, in keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct KeyCounts {
    pub(super) keys: u64,
    ok: u64,
    errors: u64,
    /// Their commands may have run, but the replies are lost.
    unknown: u64,
}

/// Receives the replies. The ticket of a command is its keys.
pub(super) struct EachReplies<W: Write> {
    pub(super) counts: KeyCounts,
    reported: usize,
    /// The keys of commands that were refused for several keys. They are sent again.
    pub(super) refused: Vec<KeyPage>,
    /// The name of the command. Its arguments may be secret.
    name: Vec<u8>,
    log: ProgressLog,
    printer: Printer<W>,
    /// Replies are counted, not printed.
    quiet: bool,
}

impl<W: Write> EachReplies<W> {
    pub(super) fn new(each: &Each, log: ProgressLog, printer: Printer<W>) -> Self {
        EachReplies {
            counts: KeyCounts::default(),
            reported: 0,
            refused: Vec::new(),
            name: each.template.first().cloned().unwrap_or_default(),
            log,
            printer,
            quiet: each.quiet,
        }
    }

    pub(super) fn flush(&mut self) -> Result<(), Error> {
        self.printer.flush().map_err(Error::Output)
    }

    /// Prints the counts: on stdout in place of the replies, or on stderr if a command failed.
    pub(super) fn sum_up(&mut self) -> Result<(), Error> {
        if self.quiet {
            let summary = match self.printer.format() {
                Format::Json | Format::QuotedJson => self.counts.json(),
                Format::Standard | Format::Raw | Format::Csv => self.counts.to_string(),
            };
            let text = format!("{summary}\n");
            self.printer.text(text.as_bytes()).map_err(Error::Output)?;
        } else if self.counts.failures() > 0 {
            self.log.tell(self.counts.to_string());
        }
        self.flush()
    }

    fn show(&mut self, keys: &KeyPage, reply: &Value) -> Result<(), Error> {
        match (reply.as_error(), keys.len()) {
            (Some(error), 1) => {
                self.counts.errors += 1;
                self.report_error(keys, &[error, advice(error)].concat());
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

    fn print(&mut self, reply: &mut Reply<'_>) -> Result<(), Error> {
        if self.quiet {
            return Ok(());
        }
        reply.read(&mut self.printer)?;
        self.printer.finish().map_err(Error::Output)
    }

    fn show_each(&mut self, times: usize, reply: &Value) -> Result<(), Error> {
        self.counts.ok += times as u64;
        if self.quiet {
            return Ok(());
        }
        for _ in 0..times {
            self.printer.value(reply).map_err(Error::Output)?;
        }
        Ok(())
    }

    /// Reports the error of keys, until [`REPORTED`] errors were reported.
    fn report_error(&mut self, keys: &KeyPage, error: &[u8]) {
        let left = REPORTED.saturating_sub(self.reported);
        self.reported += left.min(keys.len());
        self.report(keys, left, error);
    }

    fn report(&self, keys: &KeyPage, most: usize, message: &[u8]) {
        for key in keys.keys().take(most) {
            let key = render::quoted(key);
            let line: [&[u8]; 5] = [&self.name, b" ", &key, b": ", message];
            self.log.tell(line.concat());
        }
    }
}

impl KeyCounts {
    /// Keys whose command has no reply, or an error.
    pub(super) fn failures(self) -> u64 {
        self.keys.saturating_sub(self.ok)
    }

    /// Keys whose command was not sent before the run ended.
    fn not_run(self) -> u64 {
        self.failures().saturating_sub(self.errors + self.unknown)
    }

    fn json(self) -> String {
        let KeyCounts {
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

impl fmt::Display for KeyCounts {
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

impl<W: Write> ReplyHandler<KeyPage> for EachReplies<W> {
    fn reply(&mut self, keys: &KeyPage, reply: &mut Reply<'_>) -> Result<(), Error> {
        if keys.len() == 1 && !reply.is_error() {
            self.print(reply)?;
            self.counts.ok += 1;
            return Ok(());
        }
        let reply = reply.take_value()?;
        self.show(keys, &reply)
    }

    fn before_wait(&mut self, _node: &Address) -> Result<(), Error> {
        self.flush()
    }

    fn lost(&mut self, keys: &KeyPage, fate: CommandFate, cause: Option<&Error>) {
        let what = match fate {
            CommandFate::Unknown => "may have run",
            CommandFate::BrokenOff => "its reply is incomplete",
            // The error that ends the run is enough.
            CommandFate::NotRun | CommandFate::Abandoned => return,
        };
        self.counts.unknown += keys.len() as u64;
        let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
        // Nothing but this list says which keys those are, so it is complete.
        self.report(keys, usize::MAX, format!("{what}{cause}").as_bytes());
        if fate == CommandFate::BrokenOff && !self.quiet {
            // Ends the line. A write error occurs again with the next write.
            let _ = self.printer.finish();
        }
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.log.connected(address, &notices);
    }

    fn retrying(&mut self, notice: &RetryNotice<'_>) {
        self.log.tell(notice.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_without_a_reply_or_an_unknown_result_were_not_run() {
        let mut counts = KeyCounts {
            keys: 1,
            ok: 1,
            ..KeyCounts::default()
        };
        assert_eq!(counts.to_string(), "1 key: 1 ok, 0 errors");
        counts = KeyCounts {
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
