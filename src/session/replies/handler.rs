//! The client's calls: replies, unsolicited messages, lost commands and new connections.

use std::io::Write;
use std::time::Instant;

use redsh_engine::Error;
use redsh_engine::client::{CommandFate, Reply, ReplyHandler, ReplyKind, RetryNotice};
use redsh_engine::cluster::Slot;
use redsh_engine::net::{Address, Notice};
use redsh_engine::resp::Discard;

use super::ReplyProcessor;
use crate::process::called_as::CalledAs;
use crate::process::stderr;
use crate::render::{self, Presentation};
use crate::session::context::{CommandContext, LineOutput};

impl<W: Write> ReplyHandler<CommandContext> for ReplyProcessor<W> {
    fn reply(&mut self, context: &CommandContext, reply: &mut Reply<'_>) -> Result<(), Error> {
        let LineOutput::Reply { shown, is_exec } = context.output else {
            return Ok(());
        };
        let waiting_since = self.waiting_since.take();
        let since = waiting_since.or_else(|| self.policy.timed.then(Instant::now));
        match is_exec {
            true => self.printer.expect_each(&self.queued),
            false if self.policy.ends_queued && reply.type_byte() == b'+' => {
                self.printer.expect(Presentation::default());
            }
            false => self.printer.expect(shown),
        }
        let kind = if reply.is_error() {
            self.show_error(context.line, &reply.take_value()?)?;
            ReplyKind::Error
        } else {
            let kind = self.print(reply)?;
            if kind == ReplyKind::Error {
                self.count_error(context.line);
            }
            kind
        };
        self.note_queued(shown, kind);
        since.map_or(Ok(()), |since| self.print_time(since))
    }

    fn marker(&mut self, context: &CommandContext) -> Result<(), Error> {
        match &context.output {
            LineOutput::Text(text) => self.printer.remark(text).map_err(Error::Output),
            LineOutput::Reply { .. } => Ok(()),
        }
    }

    fn unsolicited(&mut self, message: &mut Reply<'_>) -> Result<(), Error> {
        match message.type_byte() {
            b'+' => return self.print(message).map(|_| ()),
            b'-' | b'!' => return self.show_error(0, &message.take_value()?),
            b'>' if !self.policy.pushes => return Ok(()),
            _ => {}
        }
        if let Some(count) = &mut self.discarded_messages {
            *count += 1;
            return message.read(&mut Discard).map(|_| ());
        }
        let printer = self.messages.as_mut().unwrap_or(&mut self.printer);
        message.read(printer)?;
        printer.finish().map_err(Error::Output)?;
        match &mut self.messages {
            Some(terminal) => terminal.flush().map_err(Error::Output),
            None => Ok(()),
        }
    }

    fn before_wait(&mut self, node: &Address) -> Result<(), Error> {
        if self.policy.timed {
            self.waiting_since.get_or_insert_with(Instant::now);
        }
        self.printer.flush().map_err(Error::Output)?;
        if let Some(line) = &self.waiting_line {
            let node = render::harmless_line(node.to_string().as_bytes());
            line.begin(format!("waiting for {node} (Ctrl-C cancels)"));
        }
        Ok(())
    }

    fn reply_arrived(&mut self) -> Result<(), Error> {
        self.end_wait().map_err(Error::Output)
    }

    fn lost(&mut self, context: &CommandContext, fate: CommandFate, cause: Option<&Error>) {
        if let LineOutput::Reply { .. } = context.output {
            if let Some(cause) = cause {
                self.lost.blame(cause, CalledAs::of_process());
            }
            self.lost.add(context.line, fate);
            // A write error recurs with the next reply.
            let _ = match fate {
                CommandFate::BrokenOff => {
                    self.interrupter.take_news();
                    self.printer.break_off()
                }
                _ => self.end_wait(),
            };
        }
    }

    fn overtaken(&mut self, context: &CommandContext, key: &[u8]) {
        self.lost.add_overtaken(context.line, key);
    }

    fn node_changed(&mut self, slot: Slot, to: &Address) -> Option<CommandContext> {
        let slot = slot.number();
        let note = || format!("-> Redirected to slot [{slot}] located at {to}\n");
        self.policy.nodes.then(|| CommandContext::text(0, note()))
    }

    fn retrying(&mut self, notice: &RetryNotice<'_>) {
        let _ = self.end_wait();
        stderr::tell(notice.to_string());
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        let connections = self.connected.entry(address.clone()).or_default();
        *connections += 1;
        let is_new = *connections == 1;
        self.waiting_since = None;
        let _ = self.end_wait();
        if self.policy.verbose {
            stderr::tell(format!("connected to {address}"));
        } else if self.policy.reconnects && !is_new {
            stderr::tell(format!("connected to {address} again"));
        }
        for notice in notices {
            self.login_refused |= matches!(notice, Notice::NotAuthenticated(_));
            stderr::tell(notice.to_string());
        }
    }
}
