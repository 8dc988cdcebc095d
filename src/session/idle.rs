//! Between commands: what comes unasked is printed, and what was subscribed to is subscribed to again where its connection
//! was lost, or the server has ended it since its slot has moved.
//!
//! Whoever waits for something to come, as a prompt does in a thread beside the one that reads the keyboard, waits with a
//! [`Listener`](engine::client::Listener) for [`watches`](Session::watches), and calls [`attend`](Session::attend) then.

use std::io::Write;

use engine::Error;
use engine::client::{Link, Until};
use engine::command::Verb;
use engine::net::Watch;
use engine::pubsub::{Family, Subscriptions};

use super::Session;
use crate::flow::Answer;
use crate::render::Shown;
use crate::state::Effect;
use crate::stderr;
use crate::ticket::{Action, Ticket};

/// What came of subscribing again.
#[derive(Debug)]
pub(crate) enum Again {
    /// All is as it was.
    Done,
    /// The server has refused some of it, which was shown: that is given up.
    Refused,
    /// Nobody is to be had. Another attempt may help.
    NotYet(Error),
}

impl<W: Write> Session<W> {
    /// The connections that there are.
    pub(crate) fn watches(&self) -> Vec<Watch> {
        self.client.watches()
    }

    /// Prints what has come, and shows it. Gives what each connection was lost by that was subscribed to something. Then,
    /// and where the server has ended a subscription, there is something to [`subscribe to again`](Self::resubscribe).
    ///
    /// # Errors
    /// What came is no RESP; stdout's.
    pub(crate) fn attend(&mut self) -> anyhow::Result<Vec<Error>> {
        let mut lost = self.client.attend(&mut self.receiver)?;
        self.flush()?;
        if !self.note_orphans() {
            lost.clear();
        }
        Ok(lost)
    }

    /// Whether something is to be subscribed to again.
    pub(crate) fn note_orphans(&mut self) -> bool {
        let subscribed = &mut self.receiver.subscribed;
        if !subscribed.is_empty() {
            subscribed.only(&self.client.watches());
        }
        !subscribed.orphans().is_empty()
    }

    /// A connection was made again in the middle of commands: what the one before was subscribed to is not to be missed.
    pub(super) fn restore(&mut self) -> anyhow::Result<()> {
        let wanted = self.receiver.subscribed.orphans().clone();
        match self.resubscribe()? {
            Again::Done => tell_again(&wanted),
            Again::Refused | Again::NotYet(_) => {}
        }
        Ok(())
    }

    /// Subscribes again to what has lost its connection. Tries once, so that a prompt is not kept from its user.
    ///
    /// # Errors
    /// As [`finish`](Session::finish), but what another attempt may put right.
    pub(crate) fn resubscribe(&mut self) -> anyhow::Result<Again> {
        let before = self.receiver.errors();
        let wanted = self.receiver.subscribed.orphans().clone();
        match self.subscribe(&wanted, Answer::Again, 0) {
            Ok(()) if self.receiver.errors() == before => Ok(Again::Done),
            Ok(()) => {
                self.receiver.subscribed.take_orphans();
                Ok(Again::Refused)
            }
            Err(error) if may_pass(&error) => Ok(Again::NotYet(error)),
            Err(error) => self.explain(Err(error)).map(|()| Again::Done),
        }
    }

    /// Subscribes to all of it, each command answered in this way.
    pub(super) fn subscribe(
        &mut self,
        wanted: &Subscriptions,
        answer: fn(usize) -> Answer,
        line: u64,
    ) -> Result<(), Error> {
        // In a cluster another node may have taken the place of the one that commands without keys go to.
        if !self.client.follows_slots() {
            self.client.reconnect(&mut self.receiver)?;
        }
        for words in wanted.commands() {
            self.submit_subscription(&words, answer(words.len() - 1), line)?;
        }
        self.client.run(Until::Answered, &mut self.receiver)
    }

    /// Submits a command of this family, or MONITOR, which is answered so.
    pub(super) fn submit_subscription(
        &mut self,
        words: &[Vec<u8>],
        answer: Answer,
        line: u64,
    ) -> Result<(), Error> {
        let action = Action::Print {
            answer,
            effect: Effect::of(Verb::of(words), words),
            link: Link::Alone,
            shown: Shown::default(),
        };
        let ticket = Ticket { line, action };
        self.client
            .submit(words, Link::Alone, None, ticket, &mut self.receiver)
    }
}

/// Says that connections are lost which are to be made again.
pub(crate) fn tell_lost(lost: &[Error]) {
    for error in lost {
        stderr::tell(format!("{error}; connecting again"));
    }
}

/// Says that it is as it was.
pub(crate) fn tell_again(subscriptions: &Subscriptions) {
    let what = told(subscriptions);
    stderr::tell(format!(
        "subscribed to {what} again; what was sent meanwhile is lost"
    ));
}

/// How many there are, for people: `2 channels and 1 pattern`.
fn told(subscriptions: &Subscriptions) -> String {
    let channels = [Family::Channel, Family::Shard].map(|family| subscriptions.of(family).len());
    let counts = [
        (channels.iter().sum(), "channel"),
        (subscriptions.of(Family::Pattern).len(), "pattern"),
    ];
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = some
        .map(|(count, what): (usize, _)| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        })
        .collect();
    parts.join(" and ")
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
