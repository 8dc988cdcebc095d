//! Channels and MONITOR where other commands follow behind them, as at the prompt: what comes of them comes unasked, and
//! ends by a command or by the user's Ctrl-C.

use std::io::Write;

use redsh_engine::client::Until;
use redsh_engine::command::Verb;
use redsh_engine::net::ConnectionHandle;
use redsh_engine::pubsub::{Confirmation, Family, Subscriptions};

use super::Session;
use crate::session::context::CommandContext;
use crate::session::sent_state::ExpectedReply;

/// What redis-cli says before the first message of a subscription, in all formats but the raw one.
const READING: &str = "Reading messages... (press Ctrl-C to quit)\n";
/// The same at a prompt, where more can be typed.
const READING_ON: &str = "Reading messages... (press Ctrl-C to quit or any key to type command)\n";

impl<W: Write> Session<W> {
    /// Runs a command of this family where commands follow behind it: each channel at the node that has it, in a cluster.
    /// False where this is none, or has nothing special about it.
    ///
    /// # Errors
    /// As [`finish`](Session::finish).
    pub(super) fn submit_channels(
        &mut self,
        verb: Verb,
        words: &[Vec<u8>],
        line: u64,
    ) -> anyhow::Result<bool> {
        if !self.receiver.policy().goes_on || !self.receiver.flow.is_plain() {
            return Ok(false);
        }
        if verb == Verb::Subscribe && self.receiver.subscribed.is_empty() {
            self.announce(line);
        }
        match (self.client.follows_slots(), verb) {
            (true, Verb::Subscribe) => self.subscribe_by_slot(words, line),
            (true, Verb::Unsubscribe) => self.unsubscribe_everywhere(words, line),
            _ => Ok(false),
        }
    }

    /// Says that messages come from here on, where that is wanted.
    pub(super) fn announce(&mut self, line: u64) {
        let policy = self.receiver.policy();
        let text = if policy.goes_on { READING_ON } else { READING };
        if policy.announces {
            self.say(text, line);
        }
    }

    fn subscribe_by_slot(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<bool> {
        let Some(wanted) = sharded(words) else {
            return Ok(false);
        };
        for words in wanted.commands() {
            let answer = ExpectedReply::Confirmations(words.len() - 1);
            let outcome = self.submit_subscription(&words, answer, line);
            self.explain(outcome)?;
        }
        self.finish().map(|()| true)
    }

    /// Ends what is meant over the connections that have it: another one may be that of commands without keys by now.
    fn unsubscribe_everywhere(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<bool> {
        let held = self.held(words);
        for (watch, subscriptions) in &held {
            self.end_over(watch, subscriptions, line)?;
        }
        Ok(!held.is_empty())
    }

    /// What an UNSUBSCRIBE or one of its kin ends, by connection.
    fn held(&self, words: &[Vec<u8>]) -> Vec<(ConnectionHandle, Subscriptions)> {
        let Some((family, _)) = words.first().and_then(|name| Family::of_command(name)) else {
            return Vec::new();
        };
        let meant = |name: &Vec<u8>| words.len() == 1 || words[1..].contains(name);
        let all = self.receiver.subscribed.by_connection().iter();
        let held = all.map(|(watch, all)| {
            let names = all.of(family).iter().filter(|name| meant(name));
            (watch.clone(), of_family(family, names.cloned()))
        });
        held.filter(|(_, held)| !held.is_empty()).collect()
    }

    fn end_over(
        &mut self,
        watch: &ConnectionHandle,
        subscriptions: &Subscriptions,
        line: u64,
    ) -> anyhow::Result<()> {
        for words in subscriptions.endings() {
            let answer = ExpectedReply::Confirmations(words.len() - 1);
            let action = super::idle::action(&words, answer);
            self.client
                .submit_over(watch, &words, CommandContext { line, action });
        }
        let outcome = self.client.run(Until::Answered, &mut self.receiver);
        self.explain(outcome)
    }

    /// Ends all that comes unasked because it was asked for.
    ///
    /// # Errors
    /// As [`finish`](Session::finish).
    pub(crate) fn end_channels(&mut self) -> anyhow::Result<()> {
        self.leave_monitor();
        self.note_lost_connections();
        self.receiver.subscribed.drop_lost_channels();
        for (watch, subscriptions) in self.receiver.subscribed.by_connection().to_vec() {
            self.end_over(&watch, &subscriptions, 0)?;
        }
        self.flush()
    }

    /// Ends MONITOR, so that another command can be run: its connection, since the server's lines would be taken for
    /// replies. The next command makes another. Whether there was one.
    pub(super) fn leave_monitor(&mut self) -> bool {
        let had = self.receiver.subscribed.end_monitor();
        if had {
            self.client.hang_up();
            self.receiver.let_go();
        }
        had
    }
}

/// What an SSUBSCRIBE asks for; `None` for any other command, and for one that the server will refuse.
pub(super) fn sharded(words: &[Vec<u8>]) -> Option<Subscriptions> {
    let (name, channels) = words.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let is_sharded = Family::of_command(name)? == (Family::Shard, true);
    is_sharded.then(|| of_family(Family::Shard, channels.iter().cloned()))
}

fn of_family(family: Family, names: impl Iterator<Item = Vec<u8>>) -> Subscriptions {
    let mut subscriptions = Subscriptions::new();
    for name in names {
        subscriptions.learn(&Confirmation {
            family,
            begun: true,
            name: Some(name),
        });
    }
    subscriptions
}
