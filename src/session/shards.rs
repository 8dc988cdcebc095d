//! SSUBSCRIBE in a cluster: each channel at the node that owns its slot, wherever that goes, and the messages of all of
//! them as they come.
//!
//! redis-cli leaves the channels to one node, which refuses those of other slots. Here they are parted by slot, and several
//! connections are read. They speak RESP3, which every server with sharded channels has: there a connection with
//! subscriptions still takes the commands that ask for the cluster's map.

use std::io::Write;

use engine::Error;
use engine::client::{Listener, Until};
use engine::pubsub::{Confirmation, Family, Subscriptions};

use super::Session;
use super::stream::{Pace, may_pass};
use crate::flow::Answer;
use crate::stderr;

impl<W: Write> Session<W> {
    /// Runs an SSUBSCRIBE that is for several nodes, and reads what comes of it for good. False where this is none, or where
    /// there are no slots.
    ///
    /// # Errors
    /// As [`finish`](Session::finish); the end of a connection, where that is to be the end of it all.
    pub(super) fn submit_sharded(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<bool> {
        let Some(wanted) = sharded(words).filter(|_| self.reads_shards()) else {
            return Ok(false);
        };
        let has_slots = self.client.has_slots(&mut self.receiver);
        if !has_slots.map_err(|error| self.told_with_losses(error))? {
            return Ok(false);
        }
        self.announce(line);
        self.client.hang_up();
        self.receiver.state.prefer_resp3();
        self.receiver.show_pushes();
        let outcome = self.subscribe(&wanted, line);
        self.explain(outcome)?;
        // Where all is refused, that has been said, and no message will come.
        if !self.receiver.subscribed.is_empty() {
            self.listen(line)?;
        }
        Ok(true)
    }

    fn reads_shards(&self) -> bool {
        let goes_on = self.receiver.policy().goes_on;
        !goes_on && self.client.follows_slots() && self.receiver.flow.is_plain()
    }

    fn subscribe(&mut self, wanted: &Subscriptions, line: u64) -> Result<(), Error> {
        for words in wanted.commands() {
            let answer = Answer::Confirmations(words.len() - 1);
            self.submit_subscription(&words, answer, line)?;
        }
        self.client.run(Until::Answered, &mut self.receiver)
    }

    /// Prints what comes, for as long as it does. What a server has ended, since its slot has moved, is subscribed to again
    /// where that is now.
    fn listen(&mut self, line: u64) -> anyhow::Result<()> {
        let mut listener = Listener::new();
        let mut pace = Pace::new();
        loop {
            let lost = self.client.attend(&mut self.receiver)?;
            self.flush()?;
            let living = self.client.watches();
            let orphans = self.receiver.subscribed.take_orphans(&living);
            if orphans.is_empty() {
                listener.wait(&living);
            } else if lost.is_empty() || self.receiver.policy().resubscribes {
                lost.iter()
                    .for_each(|error| stderr::tell(format!("{error}; connecting again")));
                self.subscribe_again(&orphans, &mut pace, line)?;
                self.tell_again(&orphans, &lost);
            } else {
                return lost.into_iter().try_for_each(|error| Err(error.into()));
            }
        }
    }

    fn subscribe_again(
        &mut self,
        wanted: &Subscriptions,
        pace: &mut Pace,
        line: u64,
    ) -> anyhow::Result<()> {
        let before = self.receiver.errors();
        loop {
            pace.wait();
            match self.subscribe(wanted, line) {
                Ok(()) => break,
                Err(error) if may_pass(&error) && self.receiver.policy().resubscribes => {}
                Err(error) => return self.explain(Err(error)),
            }
        }
        match self.receiver.errors() == before {
            true => Ok(()),
            false => anyhow::bail!("could not subscribe again to {}", channels(wanted)),
        }
    }

    fn tell_again(&self, wanted: &Subscriptions, lost: &[Error]) {
        if !lost.is_empty() {
            stderr::tell(format!(
                "subscribed to {} again; what was sent meanwhile is lost",
                channels(wanted)
            ));
        }
    }
}

/// What an SSUBSCRIBE asks for; `None` for any other command, and for one that the server will refuse.
fn sharded(words: &[Vec<u8>]) -> Option<Subscriptions> {
    let (name, channels) = words.split_first().filter(|(_, rest)| !rest.is_empty())?;
    if Family::of_command(name)? != (Family::Shard, true) {
        return None;
    }
    let mut wanted = Subscriptions::new();
    for channel in channels {
        wanted.learn(&Confirmation {
            family: Family::Shard,
            begun: true,
            name: Some(channel.clone()),
        });
    }
    Some(wanted)
}

/// How many there are, for people: `2 channels`.
fn channels(subscriptions: &Subscriptions) -> String {
    match subscriptions.of(Family::Shard).len() {
        1 => "1 channel".to_owned(),
        count => format!("{count} channels"),
    }
}
