//! Printing replies while they arrive.
//!
//! Knows no options and no modes, and sends nothing.

mod handler;
mod policy;

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use redsh_engine::Error;
use redsh_engine::client::{Reply, ReplyKind};
use redsh_engine::command::CommandTable;
use redsh_engine::monitor::{Filter, MonitorLine};
use redsh_engine::net::{Address, Interrupter};
use redsh_engine::resp::{Event, EventSink, Tee, Value};

pub(crate) use self::policy::{Errors, Policy};
use crate::process::lost_commands::LostCommands;
use crate::process::stderr;
use crate::render::{NodeReply, Presentation, Printer};
use crate::session::key_names::KeyNames;
use crate::terminal::waiting_line::WaitingLine;

/// A reply that took at least this long is followed by its time, where [`Policy::timed`] is set.
const SLOW: Duration = Duration::from_millis(500);

/// Prints replies, counts errors, and collects lost commands.
pub(crate) struct ReplyProcessor<W: Write> {
    pub(crate) printer: Printer<W>,
    /// The destination of unsolicited messages, if another one: a program behind `|` reads replies alone.
    pub(crate) messages: Option<Printer<W>>,
    /// Commands that were lost and not reported yet.
    pub(crate) lost: LostCommands,
    pub(crate) policy: Policy,
    /// Selects the lines of MONITOR that are printed; the command table finds the keys in them.
    monitor_filter: Option<(Filter, CommandTable)>,
    /// The number of error replies, and the line of the first.
    pub(crate) errors: Option<(u64, u64)>,
    /// The number of messages discarded while subscriptions and MONITOR end; `None` if none is ending.
    pub(super) discarded_messages: Option<u64>,
    /// A server has refused the login.
    pub(super) login_refused: bool,
    /// The number of connections to each address, as far as a reconnect is reported.
    connected: HashMap<Address, u64>,
    /// Raised when the user gives up the command in flight.
    interrupter: Interrupter,
    /// The moment from which a slow reply is timed.
    waiting_since: Option<Instant>,
    /// Names the server during a long wait for a reply; `None` if the output is not a terminal.
    waiting_line: Option<WaitingLine>,
    /// How the replies to commands queued in a transaction are shown.
    queued: Vec<Presentation>,
    names: Option<KeyNames>,
}

impl<W: Write> ReplyProcessor<W> {
    pub(crate) fn new(printer: Printer<W>, policy: Policy, interrupter: Interrupter) -> Self {
        ReplyProcessor {
            printer,
            messages: None,
            lost: LostCommands::default(),
            policy,
            monitor_filter: None,
            errors: None,
            discarded_messages: None,
            login_refused: false,
            connected: HashMap::new(),
            interrupter,
            waiting_since: None,
            waiting_line: None,
            queued: Vec::new(),
            names: None,
        }
    }

    /// Prints only the lines of MONITOR that this filter admits; all lines without one.
    pub(crate) fn set_monitor_filter(&mut self, filter: Option<Filter>) {
        self.monitor_filter = filter.map(|filter| (filter, CommandTable::builtin()));
    }

    /// The monitor filter goes by this table from now on.
    pub(super) fn learn(&mut self, table: &CommandTable) {
        if let Some((_, known)) = &mut self.monitor_filter {
            known.clone_from(table);
        }
    }

    /// The user has given up the command in flight: ends a line that the terminal's `^C` broke off on.
    pub(crate) fn give_up(&mut self) -> io::Result<()> {
        self.forget_connections();
        self.end_wait()
    }

    /// Shows waits for the server on this line from now on, or no longer.
    pub(crate) fn show_waits(&mut self, line: Option<WaitingLine>) -> io::Result<()> {
        self.end_wait()?;
        self.waiting_line = line;
        Ok(())
    }

    /// Ends the wait for a reply. Begins a new line if the terminal has printed `^C` on this one.
    pub(crate) fn end_wait(&mut self) -> io::Result<()> {
        let was_shown = self.waiting_line.as_ref().is_some_and(WaitingLine::end);
        if self.printer.is_for_program() || !self.interrupter.take_news() {
            return Ok(());
        }
        // The terminal's `^C` was erased with the line.
        match was_shown {
            true => self.printer.text(b"^C\n"),
            false => self.printer.text(b"\n"),
        }
    }

    /// The connections were closed by this side: those that replace them are not reported.
    pub(crate) fn forget_connections(&mut self) {
        self.connected.clear();
    }

    /// Returns the number of connections to an address so far.
    pub(crate) fn connections_to(&self, address: &Address) -> u64 {
        self.connected.get(address).copied().unwrap_or_default()
    }

    /// Collects keys in replies from now on, and returns the collector before this one.
    pub(crate) fn listen_for_keys(&mut self, names: Option<KeyNames>) -> Option<KeyNames> {
        std::mem::replace(&mut self.names, names)
    }

    /// Prints a reply for each node. Where errors are fatal, they go to stderr.
    pub(super) fn show_nodes(
        &mut self,
        line: u64,
        shown: Presentation,
        replies: Vec<NodeReply>,
    ) -> io::Result<()> {
        let is_error = |(_, reply): &NodeReply| reply.as_error().is_some();
        let errors = replies.iter().filter(|reply| is_error(reply));
        errors.for_each(|_| self.count_error(line));
        let (fatal, printed): (Vec<_>, Vec<_>) = replies
            .into_iter()
            .partition(|reply| self.policy.errors == Errors::Fatal && is_error(reply));
        self.printer.nodes(printed, shown)?;
        if !fatal.is_empty() {
            self.printer.flush()?;
        }
        for (node, reply) in fatal {
            let text = String::from_utf8_lossy(reply.as_error().unwrap_or_default());
            stderr::tell(format!("{node}: {text}"));
        }
        Ok(())
    }

    fn print(&mut self, reply: &mut Reply<'_>) -> Result<ReplyKind, Error> {
        if reply.type_byte() == b'+' && self.monitor_filter.is_some() {
            return self.print_monitored(reply);
        }
        let interrupter = &self.interrupter;
        let kind = match &mut self.names {
            _ if !self.policy.interleaves => reply.read(&mut self.printer)?,
            None => reply.read(&mut UntilClosed(&mut self.printer, interrupter))?,
            Some(names) => {
                let printer = &mut UntilClosed(&mut self.printer, interrupter);
                reply.read(&mut Tee(printer, names))?
            }
        };
        self.printer.finish().map_err(Error::Output)?;
        Ok(kind)
    }

    /// Prints a line of MONITOR that the filter admits. A line that cannot be parsed is printed.
    fn print_monitored(&mut self, reply: &mut Reply<'_>) -> Result<ReplyKind, Error> {
        let value = reply.take_value()?;
        let line = value.as_bytes().and_then(MonitorLine::parse);
        let filter = self.monitor_filter.as_ref();
        if line.is_none_or(|line| filter.is_none_or(|(filter, table)| filter.admits(&line, table)))
        {
            self.printer.value(&value).map_err(Error::Output)?;
        }
        Ok(ReplyKind::Other)
    }

    /// Prints an error reply, or sends it to stderr.
    fn show_error(&mut self, line: u64, error: &Value) -> Result<(), Error> {
        self.count_error(line);
        match self.policy.errors {
            Errors::Printed if !self.printer.is_for_program() => {
                self.printer.value(error).map_err(Error::Output)
            }
            Errors::Printed | Errors::Fatal => {
                self.printer.flush().map_err(Error::Output)?;
                stderr::tell(error.as_error().unwrap_or_default());
                Ok(())
            }
        }
    }

    fn count_error(&mut self, line: u64) {
        let (count, first) = self.errors.unwrap_or((0, line));
        self.errors = Some((count + 1, first));
    }

    /// Records a command that was queued in a transaction. A script may queue any number, and has no views.
    fn note_queued(&mut self, shown: Presentation, kind: ReplyKind) {
        match kind {
            ReplyKind::Queued if self.printer.has_views() => self.queued.push(shown),
            ReplyKind::Queued => {}
            _ => self.queued.clear(),
        }
    }

    /// Prints the time of a slow reply, unless the user has given it up.
    fn print_time(&mut self, since: Instant) -> Result<(), Error> {
        let took = since.elapsed();
        if took < SLOW || self.interrupter.is_raised() {
            return Ok(());
        }
        let text = format!("({:.2}s)\n", took.as_secs_f64());
        self.printer.remark(text.as_bytes()).map_err(Error::Output)
    }
}

/// Prints a reply until the user interrupts it: a slow terminal may need seconds for the bytes already received.
struct UntilClosed<'p, P>(&'p mut P, &'p Interrupter);

impl<P: EventSink> EventSink for UntilClosed<'_, P> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        match self.1.has_closed() {
            true => Err(io::ErrorKind::Interrupted.into()),
            false => self.0.event(event),
        }
    }
}
