//! Behind SUBSCRIBE and MONITOR: messages are read for as long as their connection lasts, and over another one then, where
//! that is asked for.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use engine::Error;
use engine::client::{Backoff, Link, Until};
use engine::command::Verb;
use engine::pubsub::Subscriptions;

use super::Session;
use crate::flow::{Answer, Stream};
use crate::state::Effect;
use crate::stderr;
use crate::ticket::{Action, Ticket};

/// A connection that has lasted as long as this was worth having; the next one need not be waited for.
const LASTED: Duration = Duration::from_secs(1);

impl<W: Write> Session<W> {
    /// Reads what the command that was submitted last has begun, to its end. Where it is to go on when its connection is
    /// lost, all that was subscribed to then is subscribed to again over the next connection, and that is said: what came
    /// meanwhile is lost.
    ///
    /// # Errors
    /// As [`finish`](Session::finish); and the connection's end, where it is not to go on.
    pub(super) fn read_on(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        let mut wanted = Subscriptions::new();
        let mut has_begun = false;
        let mut pace = Pace::new();
        loop {
            let error = match self.client.run(Until::Answered, &mut self.receiver) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            has_begun |= matches!(error, Error::Ended { .. });
            if !(has_begun && self.receiver.policy().resubscribes && may_pass(&error)) {
                return self.explain(Err(error));
            }
            let living = self.client.watches();
            wanted.merge(self.receiver.subscribed.take_orphans(&living));
            self.connect_again(&error, &mut pace)?;
            self.begin_again(words, &wanted, line)?;
        }
    }

    fn connect_again(&mut self, error: &Error, pace: &mut Pace) -> anyhow::Result<()> {
        self.flush()?;
        stderr::tell(format!("{error}; connecting again"));
        loop {
            pace.wait();
            match self.client.reconnect(&mut self.receiver) {
                Ok(address) => {
                    stderr::tell(format!(
                        "connected to {address} again; what was sent meanwhile is lost"
                    ));
                    return Ok(());
                }
                Err(error) if may_pass(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Submits what makes all of it again; MONITOR subscribes to nothing, and is made again by itself. Only what is answered
    /// last goes on for ever.
    fn begin_again(
        &mut self,
        words: &[Vec<u8>],
        wanted: &Subscriptions,
        line: u64,
    ) -> anyhow::Result<()> {
        let (commands, stream) = match wanted.is_empty() {
            true => (vec![words.to_vec()], Stream::Monitor),
            false => (wanted.commands(), Stream::Messages),
        };
        let last = commands.len() - 1;
        for (place, words) in commands.iter().enumerate() {
            let answer = match place == last {
                true => Answer::Endless(stream),
                false => Answer::Confirmations(words.len() - 1),
            };
            let outcome = self.submit_subscription(words, answer, line);
            self.explain(outcome)?;
        }
        Ok(())
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
            shown_raw: false,
        };
        let ticket = Ticket { line, action };
        self.client
            .submit(words, Link::Alone, None, ticket, &mut self.receiver)
    }
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

/// How fast connections are made again: at once after one that has lasted, else slower and slower.
pub(super) struct Pace {
    backoff: Backoff,
    tried: Option<Instant>,
}

impl Pace {
    pub(super) fn new() -> Self {
        Pace {
            backoff: Backoff::new(),
            tried: None,
        }
    }

    /// Waits as long as is due before the next attempt.
    pub(super) fn wait(&mut self) {
        match self.tried {
            Some(tried) if tried.elapsed() < LASTED => thread::sleep(self.backoff.next_delay()),
            _ => self.backoff = Backoff::new(),
        }
        self.tried = Some(Instant::now());
    }
}
