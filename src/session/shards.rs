//! SSUBSCRIBE in a cluster: each channel at the node that owns its slot, wherever that goes, and the messages of all of
//! them as they come.
//!
//! redis-cli leaves the channels to one node, which refuses those of other slots. Here they are parted by slot, and several
//! connections are read. They speak RESP3, which every server with sharded channels has: there a connection with
//! subscriptions still takes the commands that ask for the cluster's map.

use std::io::Write;

use anyhow::bail;
use redsh_engine::client::Listener;

use super::Session;
use super::channels::sharded;
use super::idle::Resubscriber;
use crate::session::sent_state::ExpectedReply;

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
        let outcome = self.subscribe(&wanted, ExpectedReply::Confirmations, line);
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
        let mut attendance = Resubscriber::new();
        while self.receiver.subscribed.has_channels() {
            attendance.attend(self, || true)?;
            let time = attendance.follow(self)?;
            listener.wait(&self.watches(), time);
        }
        bail!("the server has refused to go on")
    }
}
