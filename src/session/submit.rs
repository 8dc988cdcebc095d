//! Submitting a command: a refused one gets an error, one for several nodes or slots is split, and one that changes how the
//! connection replies waits for all commands before it.

use std::io::Write;
use std::sync::Arc;

use redsh_engine::Error;
use redsh_engine::client::Until;
use redsh_engine::cluster::{CrossSlotCommand, NodeWord};
use redsh_engine::command::Verb;

use super::Session;
use super::context::{CommandContext, LineOutput};
use crate::process::called_as::CalledAs;

/// A command that changes how one connection replies, in a cluster.
const ONE_CONNECTION: &str =
    "CLIENT REPLY applies to one connection, and a cluster has one for each node";

impl<W: Write> Session<W> {
    /// Takes a command. It is sent with [`finish`](Self::finish), at the latest. A command that changes how the connection
    /// replies, and one for nodes that it names, has its reply when this returns.
    pub(crate) fn submit(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        // CLIENT REPLY SKIP silences the next command that is sent, so a refused one must not count.
        if let Some(why) = self.refusal(words) {
            self.finish()?;
            return self.refuse(why, line);
        }
        if self.leave_monitor() {
            // Subscriptions of its connection are restored before a transaction begins.
            self.finish()?;
        }
        if NodeWord::is_meant(words) {
            return self.submit_to_nodes(words, line);
        }
        if self.cross_slot
            && let Some(split) = self.split(words)?
        {
            return self.submit_split(split, line);
        }
        self.submit_script(words, None, line)
    }

    /// As [`submit`](Self::submit), for an EVALSHA. `source` is the EVAL that is sent where the server does not have the
    /// script.
    pub(crate) fn submit_script(
        &mut self,
        words: &[Vec<u8>],
        source: Option<&Arc<[Vec<u8>]>>,
        line: u64,
    ) -> anyhow::Result<()> {
        let verb = Verb::of(words);
        let barrier = verb.is_barrier();
        if barrier {
            self.finish()?;
        }
        if verb == Verb::Sync && self.client.is_plain() {
            return self.follow_server(words);
        }
        if self.submit_channels(verb, words, line)? {
            return Ok(());
        }
        if verb == Verb::Reply && self.is_distributed()? {
            return self.refuse(ONE_CONNECTION, line);
        }
        let context = CommandContext {
            line,
            output: LineOutput::Reply {
                shown: self.replies.printer.shown(words),
                is_exec: verb == Verb::Exec,
            },
        };
        let outcome = self
            .client
            .submit_script(words, source, context, &mut self.replies);
        self.explain(outcome)?;
        if self.is_stream(verb) {
            self.read_stream(words, line)
        } else if barrier {
            self.finish()
        } else if self.client.is_full() {
            self.run(Until::Sent)
        } else {
            Ok(())
        }
    }

    fn is_distributed(&mut self) -> anyhow::Result<bool> {
        let outcome = self.client.is_distributed(&mut self.replies);
        outcome.map_err(|error| self.with_lost_commands(error))
    }

    /// The parts of a command with keys in several slots; `None` where it is sent as it is: inside a transaction, and outside
    /// of a cluster.
    fn split(&mut self, words: &[Vec<u8>]) -> anyhow::Result<Option<CrossSlotCommand>> {
        let Some(split) = CrossSlotCommand::of(words).filter(|_| self.client.is_plain()) else {
            return Ok(None);
        };
        let has_slots = self.client.has_slots(&mut self.replies)?;
        Ok(has_slots.then_some(split))
    }

    /// Sends the parts of a command to their nodes at once, and prints one reply. If the reply to a part is lost, that is
    /// reported instead.
    fn submit_split(&mut self, split: CrossSlotCommand, line: u64) -> anyhow::Result<()> {
        self.finish()?;
        let parts: Vec<_> = split.commands().collect();
        let outcome = self.client.call_all_with(&parts, &mut self.replies);
        match outcome {
            Ok(replies) => self.show_reply(&CommandContext::plain(line), &split.merge(replies)),
            Err(error @ Error::ReplyLost { fate, .. }) => {
                self.replies.lost.blame(&error, CalledAs::of_process());
                self.replies.lost.add(line, fate);
                Ok(())
            }
            Err(error) => Err(self.with_lost_commands(error)),
        }
    }
}
