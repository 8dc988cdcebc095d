//! Behind SUBSCRIBE and MONITOR: messages are read for as long as their connection lasts, and over another one then, where
//! that is asked for.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::bail;
use redsh_engine::Error;
use redsh_engine::client::{Backoff, Until};

use super::Session;
use super::idle::may_pass;
use crate::process::stderr;
use crate::session::sent_state::{ExpectedReply, Stream};

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
        let mut has_begun = false;
        let mut pace = Pace::new();
        loop {
            let error = match self.client.run(Until::Answered, &mut self.receiver) {
                Ok(()) if has_begun => bail!("the server has refused to go on"),
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            has_begun |= matches!(error, Error::Ended { .. });
            if !(has_begun && self.receiver.policy().resubscribes && may_pass(&error)) {
                return self.explain(Err(error));
            }
            self.note_lost_connections();
            self.connect_again(&error, &mut pace)?;
            self.begin_again(words, line)?;
        }
    }

    fn connect_again(&mut self, error: &Error, pace: &mut Pace) -> anyhow::Result<()> {
        self.flush()?;
        stderr::tell(format!("{error}; connecting again"));
        loop {
            pace.wait();
            match self.client.reconnect(&mut self.receiver) {
                Ok(address) => {
                    let meanwhile = "what was sent meanwhile is lost";
                    stderr::tell(format!("connected to {address} again; {meanwhile}"));
                    return Ok(());
                }
                Err(error) if may_pass(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Submits what makes all of it again; MONITOR subscribes to nothing, and is made again by itself. Only what is answered
    /// last goes on for ever.
    fn begin_again(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        let mut commands = self.receiver.subscribed.to_resubscribe().commands();
        let (last, stream) = match commands.pop() {
            Some(last) => (last, Stream::Messages),
            None => (words.to_vec(), Stream::Monitor),
        };
        for words in commands {
            let answer = ExpectedReply::Confirmations(words.len() - 1);
            let outcome = self.submit_subscription(&words, answer, line);
            self.explain(outcome)?;
        }
        let outcome = self.submit_subscription(&last, ExpectedReply::Endless(stream), line);
        self.explain(outcome)
    }
}

/// How fast connections are made again: at once after one that has lasted, else slower and slower.
pub(crate) struct Pace {
    backoff: Backoff,
    tried: Option<Instant>,
}

impl Pace {
    /// Nothing was tried yet.
    pub(crate) fn new() -> Self {
        Pace {
            backoff: Backoff::new(),
            tried: None,
        }
    }

    /// Waits as long as is due before the next attempt.
    pub(crate) fn wait(&mut self) {
        thread::sleep(self.delay());
    }

    /// How long is to be waited before the next attempt, which is made then.
    pub(crate) fn delay(&mut self) -> Duration {
        let delay = match self.tried {
            Some(tried) if tried.elapsed() < LASTED => self.backoff.next_delay(),
            _ => {
                self.backoff = Backoff::new();
                Duration::ZERO
            }
        };
        self.tried = Some(Instant::now() + delay);
        delay
    }
}
