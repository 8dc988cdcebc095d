//! What becomes of replies: they are printed as they come, and learnt from.
//!
//! It knows no options and no modes, and sends nothing: which commands there are, and where they come from, is the
//! [session](crate::session)'s business.

mod messages;

use std::collections::HashSet;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use engine::Error;
use engine::client::{Fate, Handler, Link, Received};
use engine::cluster::Slot;
use engine::command::CommandTable;
use engine::monitor::Filter;
use engine::net::{Address, Login, Notice, Reader};
use engine::resp::{Both, Value};

use crate::flow::{Answer, Flow};
use crate::key_names::KeyNames;
use crate::losses::Losses;
use crate::render::{NodeReply, Printer, Shown};
use crate::state::{Effect, Outcome, State, is_repeatable};
use crate::stderr;
use crate::subscribed::Subscribed;
use crate::ticket::{Action, Ticket};
use crate::watched::Watched;

/// A reply that took as long as this is followed by how long, where [`Policy::timed`] is asked for.
const SLOW: Duration = Duration::from_millis(500);

/// What is asked of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    /// What happens to a reply that is an error.
    pub(crate) errors: Errors,
    /// Push messages are printed.
    pub(crate) pushes: bool,
    /// That messages are being read is said before the first.
    pub(crate) announces: bool,
    /// Commands follow behind SUBSCRIBE and MONITOR, as at the prompt; else they are the last, and only messages follow.
    pub(crate) goes_on: bool,
    /// What SUBSCRIBE and MONITOR have begun goes on over another connection when theirs is lost; else that is the end.
    pub(crate) resubscribes: bool,
    /// The time that a slow reply took is printed behind it.
    pub(crate) timed: bool,
    /// That a command goes to another node of a cluster is said before its reply, in redis-cli's words for a redirect.
    pub(crate) nodes: bool,
    /// Each connection that is made is told on stderr.
    pub(crate) verbose: bool,
    /// A connection that takes the place of one that was lost is told on stderr.
    pub(crate) reconnects: bool,
}

/// Where a reply that is an error goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errors {
    /// To stdout like any reply, and on to the next.
    Printed,
    /// To stderr, and nothing after it.
    Fatal,
}

/// Prints replies, and keeps what is to be known of them.
pub(crate) struct Receiver<W: Write> {
    /// Where replies go.
    pub(crate) printer: Printer<W>,
    /// Where messages go that come in between, if not there: what a program of the user's reads are replies alone.
    pub(crate) messages: Option<Printer<W>>,
    /// What has been sent.
    pub(crate) flow: Flow,
    /// What the connection is.
    pub(crate) state: State,
    /// What was lost.
    pub(crate) losses: Losses,
    /// Which connection is subscribed to what.
    pub(crate) subscribed: Subscribed,
    policy: Policy,
    /// Which of MONITOR's lines are printed.
    monitor_filter: Option<Filter>,
    /// How many replies were errors, and the line of the first.
    errors: Option<(u64, u64)>,
    /// The server has gone, as it was asked to.
    farewell: bool,
    /// What is inside a transaction has lost its beginning.
    severed: bool,
    /// A reply has broken off in the middle, and so has the line that it was printed on.
    broken_off: bool,
    /// A connection has been made.
    was_connected: bool,
    /// Where to.
    places: HashSet<Address>,
    /// The last connection was given up by the user.
    given_up: bool,
    /// Replies for the shell itself.
    kept: Vec<Value>,
    /// Who listens for keys in replies.
    names: Option<KeyNames>,
    table: Option<CommandTable>,
}

impl<W: Write> Receiver<W> {
    /// A receiver for a connection with this login.
    pub(crate) fn new(printer: Printer<W>, login: Login, policy: Policy) -> Self {
        Receiver {
            printer,
            messages: None,
            flow: Flow::new(policy.goes_on),
            state: State::new(login),
            losses: Losses::default(),
            subscribed: Subscribed::default(),
            policy,
            monitor_filter: None,
            errors: None,
            farewell: false,
            severed: false,
            broken_off: false,
            was_connected: false,
            places: HashSet::new(),
            given_up: false,
            kept: Vec::new(),
            names: None,
            table: None,
        }
    }

    /// Prints only those of MONITOR's lines that this admits; all of them without one.
    pub(crate) fn set_monitor_filter(&mut self, filter: Option<Filter>) {
        self.monitor_filter = filter;
    }

    /// Prints push messages from now on, whatever was asked for.
    pub(crate) fn show_pushes(&mut self) {
        self.policy.pushes = true;
    }

    /// What is asked of it.
    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    /// How many replies were errors, and the line of the first.
    pub(crate) fn errors(&self) -> Option<(u64, u64)> {
        self.errors
    }

    /// Whether the server has gone because it was asked to.
    pub(crate) fn take_farewell(&mut self) -> bool {
        std::mem::take(&mut self.farewell)
    }

    /// The next connection is to be as `login` says, but in the database of this one; and subscribed to nothing.
    pub(crate) fn start_again(&mut self, login: &Login) {
        let db = self.state.login().db;
        (self.flow, self.severed) = (Flow::new(self.policy.goes_on), false);
        self.places.clear();
        self.subscribed = Subscribed::default();
        self.state = State::new(Login {
            db,
            ..login.clone()
        });
    }

    /// The user has given up what was under way: ends the line that was broken off, a reply's or one that the terminal
    /// has written on.
    ///
    /// # Errors
    /// The printer's.
    pub(crate) fn give_up(&mut self) -> io::Result<()> {
        self.let_go();
        if std::mem::take(&mut self.broken_off) {
            self.printer.finish()
        } else {
            self.printer.text(b"\n")
        }
    }

    /// The connection is given up, and the one that takes its place is nothing to tell of.
    pub(crate) fn let_go(&mut self) {
        self.given_up = true;
    }

    /// Whether a command that stands so in a transaction has lost the beginning of it, and must not be sent.
    pub(crate) fn is_severed(&mut self, link: Link) -> bool {
        let goes_on = matches!(link, Link::Watched | Link::Inside);
        let severed = self.severed && (goes_on || link == Link::Closes);
        self.severed &= goes_on;
        severed
    }

    /// Has this one listen to what is printed from now on, and returns the one before it.
    pub(crate) fn listen_for_keys(&mut self, names: Option<KeyNames>) -> Option<KeyNames> {
        std::mem::replace(&mut self.names, names)
    }

    /// The replies that were kept as data, in the order of their commands.
    pub(crate) fn take_kept(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.kept)
    }

    /// What is known of commands.
    pub(crate) fn table(&mut self) -> &mut CommandTable {
        self.table.get_or_insert_with(CommandTable::builtin)
    }

    /// Prints a reply for each node. Where errors are fatal they go to stderr, and the others are printed.
    ///
    /// # Errors
    /// The printer's.
    pub(crate) fn show_nodes(
        &mut self,
        line: u64,
        shown: Shown,
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
            let words = reply.as_error().unwrap_or_default();
            let words = String::from_utf8_lossy(words);
            stderr::tell(format!("{node}: {words}"));
        }
        Ok(())
    }

    /// Reads one reply that is no error, or a push where `push` says so, into the printer.
    fn print(&mut self, reader: &mut Reader) -> Result<Outcome, Error> {
        let mut watched = Watched::new(&mut self.printer);
        match &mut self.names {
            None => reader.read(&mut watched)?,
            Some(names) => reader.read(&mut Both(&mut watched, names))?,
        }
        let outcome = watched.outcome();
        self.printer.finish().map_err(Error::Output)?;
        Ok(outcome)
    }

    /// The type of the next reply. Push messages before it are dealt with, unless they are what is awaited.
    fn next_kind(&mut self, reader: &mut Reader, awaits_push: bool) -> Result<u8, Error> {
        loop {
            if !reader.is_ready() {
                self.printer.flush().map_err(Error::Output)?;
            }
            match reader.peek()? {
                b'>' if !awaits_push => self.message(reader)?,
                kind => return Ok(kind),
            }
        }
    }

    /// Reads one reply, prints it, and says what it was; or hands back an error that is not to be printed.
    fn reply(
        &mut self,
        ticket: &Ticket,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Result<Outcome, Vec<u8>>, Error> {
        let since = self.policy.timed.then(Instant::now);
        let outcome = match self.next(ticket, reader)? {
            Next::Kind(b'-' | b'!') => {
                let error = reader.read_value()?;
                let text = error.as_error().unwrap_or_default();
                if takes(text) {
                    return Ok(Err(text.to_vec()));
                }
                self.show_error(ticket.line, &error)?;
                Outcome::Error
            }
            Next::Kind(_) => {
                let outcome = self.print(reader)?;
                if outcome == Outcome::Error {
                    self.count_error(ticket.line);
                }
                outcome
            }
            Next::Printed => Outcome::Done,
        };
        self.time(since)?;
        Ok(Ok(outcome))
    }

    fn next(&mut self, ticket: &Ticket, reader: &mut Reader) -> Result<Next, Error> {
        match &ticket.action {
            Action::Print {
                answer,
                effect: Some(Effect::Subscriptions(awaited)),
                ..
            } if answer.is_confirmed() => self.next_confirmation(*answer, awaited, reader),
            _ if self.subscribed.sends_arrays(&reader.watch()) => self.next_amid_messages(reader),
            _ => self.next_kind(reader, false).map(Next::Kind),
        }
    }

    fn show_value(&mut self, value: &Value) -> Result<(), Error> {
        let told = value.tell(&mut self.printer);
        told.and_then(|()| self.printer.finish())
            .map_err(Error::Output)
    }

    fn show_error(&mut self, line: u64, error: &Value) -> Result<(), Error> {
        self.count_error(line);
        match self.policy.errors {
            Errors::Printed if !self.printer.is_for_program() => self.show_value(error),
            Errors::Printed | Errors::Fatal => {
                self.printer.flush().map_err(Error::Output)?;
                stderr::tell(error.as_error().unwrap_or_default());
                Ok(())
            }
        }
    }

    /// Reads a reply as data.
    fn keep(
        &mut self,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Received, Error> {
        let reply = match self.subscribed.sends_arrays(&reader.watch()) {
            true => self.reply_amid_messages(reader)?,
            false => reader.read_reply()?,
        };
        match reply.as_error() {
            Some(error) if takes(error) => return Ok(Received::Refusal(error.to_vec())),
            _ => self.kept.push(reply),
        }
        Ok(Received::Reply)
    }

    fn count_error(&mut self, line: u64) {
        let (count, first) = self.errors.unwrap_or((0, line));
        self.errors = Some((count + 1, first));
    }

    fn time(&mut self, since: Option<Instant>) -> Result<(), Error> {
        let Some(took) = since
            .map(|since| since.elapsed())
            .filter(|took| *took >= SLOW)
        else {
            return Ok(());
        };
        let text = format!("({:.2}s)\n", took.as_secs_f64());
        self.printer.remark(text.as_bytes()).map_err(Error::Output)
    }

    /// How many replies there are at the most. UNSUBSCRIBE without a name has one for each that there was.
    fn count(&self, answer: Answer, effect: Option<&Effect>, reader: &Reader) -> usize {
        match (answer, effect) {
            (Answer::Confirmations(_), Some(Effect::Subscriptions(confirmations))) => {
                let all = confirmations.iter().find(|one| one.name.is_none());
                let had = all.map(|all| self.subscribed.count(&reader.watch(), all.family));
                had.map_or(answer.count(), |had| had.max(1))
            }
            _ => answer.count(),
        }
    }

    /// Takes in what a command has come to.
    fn learn(&mut self, effect: &Effect, outcome: Outcome, reader: &Reader) {
        self.state.learn(effect, outcome);
        let confirmed = self.state.take_confirmed();
        self.subscribed.learn(&reader.watch(), &confirmed);
        if (effect, outcome) == (&Effect::Monitor, Outcome::Done) && self.policy.goes_on {
            self.subscribed.begin_monitor(&reader.watch());
        }
    }
}

/// What is to be read, or has been.
enum Next {
    /// A reply of this type is to be read.
    Kind(u8),
    /// It has been, and is printed.
    Printed,
}

/// A stream that ends takes the connection's end for its own: another connection would not go on with it.
fn ended(error: Error) -> Error {
    match error {
        Error::Closed { address, .. } | Error::Lost { address, .. } => Error::Ended { address },
        other => other,
    }
}

impl<W: Write> Handler<Ticket> for Receiver<W> {
    fn receive(
        &mut self,
        ticket: &Ticket,
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Received, Error> {
        let (answer, effect, shown) = match &ticket.action {
            Action::Say(_) => return Ok(Received::Reply),
            Action::Keep => return self.keep(reader, takes),
            Action::Print {
                answer,
                effect,
                shown,
                ..
            } => (answer, effect, shown),
        };
        for turn in 0..self.count(*answer, effect.as_ref(), reader) {
            self.printer.expect(*shown);
            let outcome = match self.reply(ticket, reader, takes) {
                Err(error) if *answer == Answer::Farewell && error.is_disconnect() => {
                    self.farewell = true;
                    return Err(ended(error));
                }
                Err(error) => return Err(error),
                Ok(Err(refusal)) => return Ok(Received::Refusal(refusal)),
                Ok(Ok(outcome)) => outcome,
            };
            if let Some(effect) = effect.as_ref().filter(|_| turn == 0) {
                self.learn(effect, outcome, reader);
            }
            match (outcome, answer) {
                // One for all: it is refused, or queued.
                (Outcome::Error | Outcome::Queued, _) => break,
                (Outcome::Done, Answer::Endless(stream)) => self.stream(*stream, reader)?,
                (Outcome::Done | Outcome::Null, _) => {}
            }
        }
        Ok(Received::Reply)
    }

    fn show(&mut self, ticket: &Ticket, reply: &Value) -> Result<(), Error> {
        let (effect, shown) = match &ticket.action {
            Action::Say(_) => return Ok(()),
            Action::Keep => {
                self.kept.push(reply.clone());
                return Ok(());
            }
            Action::Print { effect, shown, .. } => (effect, shown),
        };
        self.printer.expect(*shown);
        let outcome = if reply.as_error().is_some() {
            self.show_error(ticket.line, reply)?;
            Outcome::Error
        } else {
            self.show_value(reply)?;
            Outcome::Done
        };
        if let Some(effect) = effect {
            self.state.learn(effect, outcome);
        }
        Ok(())
    }

    fn pass(&mut self, ticket: &Ticket) -> Result<(), Error> {
        match &ticket.action {
            Action::Say(text) => self.printer.remark(text).map_err(Error::Output),
            Action::Keep => Ok(()),
            // MULTI, whose reply is known before it is sent.
            Action::Print { .. } => self.show(ticket, &Value::Simple(b"OK".to_vec())),
        }
    }

    fn unasked(&mut self, reader: &mut Reader) -> Result<(), Error> {
        self.message(reader)
    }

    fn changes_node(&mut self, slot: Slot, to: &Address) -> Option<Ticket> {
        let note = format!(
            "-> Redirected to slot [{}] located at {to}\n",
            slot.number()
        );
        let action = Action::Say(note.into_bytes());
        self.policy.nodes.then_some(Ticket { line: 0, action })
    }

    fn may_repeat(&mut self, words: &[Vec<u8>]) -> bool {
        is_repeatable(words, self.table())
    }

    fn lost(&mut self, ticket: &Ticket, fate: Fate, error: &Error) {
        if let Action::Print {
            link,
            answer: Answer::Reply | Answer::Nothing | Answer::Confirmations(_),
            ..
        } = ticket.action
        {
            self.severed = matches!(link, Link::Opens | Link::Watched | Link::Inside);
            self.losses.blame(error);
            self.losses.add(ticket.line, fate);
            self.broken_off |= fate == Fate::BrokenOff;
        }
    }

    fn login(&self) -> Login {
        self.state.login().clone()
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        let is_new = self.places.insert(address.clone());
        let given_up = std::mem::take(&mut self.given_up);
        if self.policy.verbose {
            stderr::tell(format!("connected to {address}"));
        } else if self.policy.reconnects && !is_new && !given_up {
            stderr::tell(format!("connected to {address} again"));
        }
        if std::mem::replace(&mut self.was_connected, true) {
            self.flow.start_again();
            self.state.reconnected();
        }
        if std::mem::take(&mut self.broken_off) {
            // The sink's error comes again with what is printed next.
            let _ = self.printer.finish();
        }
        for notice in notices {
            stderr::tell(notice.to_string());
        }
    }
}
