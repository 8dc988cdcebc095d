//! Between commands: what comes unasked is printed, and what was subscribed to, or tracked, is so again where its connection
//! was lost, or the server has ended it since its slot has moved.
//!
//! Whoever waits for something to come, as a prompt does in a thread beside the one that reads the keyboard, waits with a
//! [`Listener`](redsh_engine::client::Listener) for [`watches`](Session::watches), and has an [`Resubscriber`] attend to it then.

use std::io::Write;
use std::time::{Duration, Instant};

use redsh_engine::Error;
use redsh_engine::client::{TransactionPosition, Until};
use redsh_engine::command::Verb;
use redsh_engine::net::ConnectionHandle;
use redsh_engine::pubsub::{Family, Subscriptions};

use super::Session;
use super::stream::Pace;
use crate::process::stderr;
use crate::render::Shown;
use crate::session::connection_state::Effect;
use crate::session::context::{Action, CommandContext};
use crate::session::sent_state::ExpectedReply;
use crate::session::subscribed::Subscribed;

/// What came of subscribing again.
#[derive(Debug)]
enum Again {
    /// All is as it was; the words for people.
    Done(String),
    /// The server has refused some of it, which was shown: that is given up.
    Refused,
    /// Nobody is to be had. Another attempt may help.
    NotYet(Error),
}

/// Attends to a session while no command is under way.
pub(crate) struct Resubscriber {
    pace: Pace,
    /// When it is time to subscribe again.
    due: Option<Instant>,
    /// It was said that a connection was lost, and not yet that there is another.
    is_lost: bool,
}

impl Resubscriber {
    /// Nothing was lost yet.
    pub(crate) fn new() -> Self {
        Resubscriber {
            pace: Pace::new(),
            due: None,
            is_lost: false,
        }
    }

    /// Prints what has come, and shows it, for as long as that is `wanted`: it may never end. Says what was lost, that is to
    /// be made again.
    ///
    /// # Errors
    /// What came is no RESP; stdout's; why a connection was lost, where that was the end of what it had.
    pub(crate) fn attend<W: Write>(
        &mut self,
        session: &mut Session<W>,
        wanted: impl Fn() -> bool,
    ) -> anyhow::Result<()> {
        let lost = session.attend(wanted)?;
        if !session.receiver.policy().resubscribes {
            session.give_up_lost(lost)?;
        } else if !lost.is_empty() {
            // The user knows what was given up.
            if !session.is_given_up() {
                tell_lost(&lost);
            }
            self.is_lost = true;
        }
        Ok(())
    }

    /// Subscribes again to what was lost, when it is time. Gives how long there is nothing more to do, unless something
    /// comes; `None` for ever.
    ///
    /// # Errors
    /// As [`finish`](Session::finish), but what another attempt may put right.
    pub(crate) fn follow<W: Write>(
        &mut self,
        session: &mut Session<W>,
    ) -> anyhow::Result<Option<Duration>> {
        if !session.needs_resubscribing() {
            self.due = None;
            return Ok(None);
        }
        let due = self
            .due
            .get_or_insert_with(|| Instant::now() + self.pace.delay());
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            self.due = None;
            self.subscribe_again(session)?;
        }
        Ok(Some(left))
    }

    fn subscribe_again<W: Write>(&mut self, session: &mut Session<W>) -> anyhow::Result<()> {
        // Unlike a subscription's confirmation, its reply does not say what has begun.
        self.is_lost |= session.receiver.subscribed.has_lost_tracking();
        match session.resubscribe()? {
            Again::Done(told) => {
                if std::mem::take(&mut self.is_lost) {
                    stderr::tell(told);
                }
            }
            Again::Refused => self.is_lost = false,
            Again::NotYet(error) if !session.receiver.policy().resubscribes => {
                session.receiver.subscribed.forget_lost();
                return Err(error.into());
            }
            Again::NotYet(_) => {}
        }
        session.flush()
    }
}

impl<W: Write> Session<W> {
    /// The connections that there are.
    pub(crate) fn watches(&self) -> Vec<ConnectionHandle> {
        self.client.watches()
    }

    /// Whether something is to be subscribed to again, and can be: the end of a transaction is to find that it was lost, and
    /// not another connection.
    pub(crate) fn needs_resubscribing(&self) -> bool {
        self.receiver.subscribed.needs_resubscribing() && self.receiver.flow.is_plain()
    }

    /// Prints what has come, and shows it. Gives what each connection was lost by that was subscribed to something.
    fn attend(&mut self, wanted: impl Fn() -> bool) -> anyhow::Result<Vec<Error>> {
        let mut lost = self.client.attend(&mut self.receiver, wanted)?;
        self.flush()?;
        self.note_lost_connections();
        if !self.receiver.subscribed.needs_resubscribing() {
            lost.clear();
        }
        Ok(lost)
    }

    /// What had these connections ends with them.
    fn give_up_lost(&mut self, lost: Vec<Error>) -> anyhow::Result<()> {
        if !lost.is_empty() {
            self.receiver.subscribed.forget_lost();
        }
        Ok(lost.into_iter().try_for_each(Err)?)
    }

    /// Takes in which connections are gone: what was subscribed to over them is to be made again.
    pub(super) fn note_lost_connections(&mut self) {
        let subscribed = &mut self.receiver.subscribed;
        if subscribed.needs_connections() {
            subscribed.only(&self.client.watches());
        }
    }

    /// A connection was made again in the middle of commands: what the one before was subscribed to is not to be missed.
    pub(super) fn restore(&mut self) -> anyhow::Result<()> {
        if let Again::Done(told) = self.resubscribe()? {
            stderr::tell(told);
        }
        Ok(())
    }

    /// Subscribes again to what has lost its connection. Tries once, so that a prompt is not kept from its user.
    fn resubscribe(&mut self) -> anyhow::Result<Again> {
        let before = self.receiver.errors();
        let wanted = self.receiver.subscribed.to_resubscribe().clone();
        let what = told(&self.receiver.subscribed);
        let told = format!("{what} again; what was sent meanwhile is lost");
        match self.subscribe(&wanted, ExpectedReply::Again, 0) {
            Ok(()) if self.receiver.errors() == before => Ok(Again::Done(told)),
            Ok(()) => {
                self.receiver.subscribed.forget_lost();
                Ok(Again::Refused)
            }
            Err(error) if may_pass(&error) => Ok(Again::NotYet(error)),
            Err(error) => self.explain(Err(error)).map(|()| Again::Done(told)),
        }
    }

    /// Subscribes to all of it, each command answered in this way.
    pub(super) fn subscribe(
        &mut self,
        wanted: &Subscriptions,
        answer: fn(usize) -> ExpectedReply,
        line: u64,
    ) -> Result<(), Error> {
        // In a cluster another node may have taken the place of the one that commands without keys go to.
        if !self.client.follows_slots() {
            self.client.reconnect(&mut self.receiver)?;
        }
        for words in wanted.commands() {
            self.submit_subscription(&words, answer(words.len() - 1), line)?;
        }
        if self.receiver.subscribed.has_lost_monitor() {
            self.submit_subscription(&[b"MONITOR".to_vec()], ExpectedReply::Reply, line)?;
        }
        for words in self.receiver.subscribed.lost_tracking() {
            self.submit_subscription(&words, ExpectedReply::Reply, line)?;
        }
        self.client.run(Until::Answered, &mut self.receiver)
    }

    /// Submits a command of this family, MONITOR or CLIENT TRACKING, which is answered so.
    pub(super) fn submit_subscription(
        &mut self,
        words: &[Vec<u8>],
        answer: ExpectedReply,
        line: u64,
    ) -> Result<(), Error> {
        let action = action(words, answer);
        let ticket = CommandContext { line, action };
        self.client.submit(
            words,
            TransactionPosition::Alone,
            None,
            ticket,
            &mut self.receiver,
        )
    }
}

/// What comes of a command of this family that is answered so.
pub(super) fn action(words: &[Vec<u8>], answer: ExpectedReply) -> Action {
    Action::Print {
        answer,
        effect: Effect::of(Verb::of(words), words),
        link: TransactionPosition::Alone,
        shown: Shown::default(),
    }
}

/// Says that connections are lost which are to be made again.
fn tell_lost(lost: &[Error]) {
    for error in lost {
        stderr::tell(format!("{error}; connecting again"));
    }
}

/// What was lost, for people: `subscribed to 2 channels and 1 pattern, monitoring`.
pub(super) fn told(lost: &Subscribed) -> String {
    let subscriptions = lost.to_resubscribe();
    let channels = [Family::Channel, Family::Shard].map(|family| subscriptions.of(family).len());
    let counts = [
        (channels.iter().sum(), "channel"),
        (subscriptions.of(Family::Pattern).len(), "pattern"),
    ];
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = some
        .map(|(count, what): (usize, _)| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        })
        .collect();
    let subscribed =
        (!counts.is_empty()).then(|| format!("subscribed to {}", counts.join(" and ")));
    let others = [
        (lost.has_lost_monitor(), "monitoring"),
        (lost.has_lost_tracking(), "tracking keys"),
    ];
    let others = others.into_iter().filter(|(is_lost, _)| *is_lost);
    let others = others.map(|(_, what)| what.to_owned());
    let parts: Vec<String> = subscribed.into_iter().chain(others).collect();
    parts.join(", ")
}

/// Whether trying again may help: a server that is gone may come back, and one that is full have room.
pub(super) fn may_pass(error: &Error) -> bool {
    match error {
        Error::Ended { .. }
        | Error::Closed { .. }
        | Error::Lost { .. }
        | Error::Connect { .. }
        | Error::Timeout { .. } => true,
        Error::NoPrimary(why) => why.may_pass(),
        error => error.is_full(),
    }
}
