//! SSUBSCRIBE in a cluster: each channel at the node that owns its slot, wherever that goes, and the messages of all of
//! them as they come.
//!
//! redis-cli leaves the channels to one node, which refuses those of other slots. Here they are parted by slot, and several
//! connections are read. They speak RESP3, which every server with sharded channels has: there a connection with
//! subscriptions still takes the commands that ask for the cluster's map.

use std::io::Write;

use anyhow::bail;
use engine::client::Listener;
use engine::pubsub::{Confirmation, Family, Subscriptions};

use super::Session;
use super::idle::{self, Again};
use super::stream::Pace;
use crate::flow::Answer;

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
        let outcome = self.subscribe(&wanted, Answer::Confirmations, line);
        self.explain(outcome)?;
        // Where all is refused, that has been said, and no message will come.
        if !self.receiver.subscribed.is_empty() {
            self.listen()?;
        }
        Ok(true)
    }

    fn reads_shards(&self) -> bool {
        let goes_on = self.receiver.policy().goes_on;
        !goes_on && self.client.follows_slots() && self.receiver.flow.is_plain()
    }

    /// Prints what comes, for as long as it does. What a server has ended, since its slot has moved, is subscribed to again
    /// where that is now.
    fn listen(&mut self) -> anyhow::Result<()> {
        let mut listener = Listener::new();
        let mut pace = Pace::new();
        let mut is_lost = false;
        loop {
            let lost = self.attend()?;
            if self.receiver.subscribed.orphans().is_empty() {
                listener.wait(&self.watches());
                continue;
            }
            if !self.receiver.policy().resubscribes {
                lost.into_iter().try_for_each(Err)?;
            } else if !lost.is_empty() {
                idle::tell_lost(&lost);
                is_lost = true;
            }
            pace.wait();
            is_lost = !self.follow(is_lost)? && is_lost;
        }
    }

    /// Subscribes again; false where nobody is to be had yet.
    fn follow(&mut self, was_lost: bool) -> anyhow::Result<bool> {
        let wanted = self.receiver.subscribed.orphans().clone();
        match self.resubscribe()? {
            Again::Done => {
                if was_lost {
                    idle::tell_again(&wanted);
                }
                Ok(true)
            }
            Again::Refused => bail!("the server has refused to go on"),
            Again::NotYet(_) if self.receiver.policy().resubscribes => Ok(false),
            Again::NotYet(error) => Err(error.into()),
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
