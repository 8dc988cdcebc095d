//! How a command gets from whoever has it to the client: what is not sent is answered, what is for several nodes or slots is
//! taken apart, and what changes how the connection talks waits for what is before it and holds up what is behind.

use std::io::Write;
use std::sync::Arc;

use redsh_engine::client::{CommandFate, Until};
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::Verb;

use super::Session;
use crate::session::connection_state::Effect;
use crate::session::context::{Action, CommandContext};
use crate::session::sent_state::ExpectedReply;

/// A node that is told to be silent does not say either that a command is for another one.
const ONE_CONNECTION: &[u8] =
    b"ERR CLIENT REPLY is for one connection, and a cluster has one for each node";

impl<W: Write> Session<W> {
    /// Takes a command in. It is sent at the latest with [`finish`](Self::finish); what changes how the connection
    /// talks, or is for nodes that it names, is answered when this returns.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(crate) fn submit(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        // Before the flow counts it: what CLIENT REPLY SKIP silences is the next command that is sent.
        if let Some(why) = self.refusal(words) {
            self.finish()?;
            return self.refuse(why, line);
        }
        if self.leave_monitor() {
            // What its connection was subscribed to is made again before a transaction begins.
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
        self.submit_with(words, None, line)
    }

    /// As [`submit`](Self::submit), for an EVALSHA; `source` is the EVAL to send where the server has not got the script.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(crate) fn submit_script(
        &mut self,
        words: &[Vec<u8>],
        source: &Arc<[Vec<u8>]>,
        line: u64,
    ) -> anyhow::Result<()> {
        self.submit_with(words, Some(Arc::clone(source)), line)
    }

    fn submit_with(
        &mut self,
        words: &[Vec<u8>],
        source: Option<Arc<[Vec<u8>]>>,
        line: u64,
    ) -> anyhow::Result<()> {
        let verb = Verb::of(words);
        let barrier = verb.is_barrier();
        if barrier {
            self.finish()?;
        }
        if self.submit_channels(verb, words, line)? {
            return Ok(());
        }
        if verb == Verb::Subscribe && !self.receiver.policy().goes_on {
            if self.submit_sharded(words, line)? {
                return Ok(());
            }
            self.announce(line);
        }
        if verb == Verb::Reply && self.is_spread()? {
            return self.refuse(ONE_CONNECTION, line);
        }
        let (answer, link) = self.receiver.flow.next(verb, words);
        if self.receiver.is_transaction_lost(link) {
            self.receiver.losses.add(line, CommandFate::NotRun);
            return Ok(());
        }
        let action = Action::Print {
            answer,
            effect: Effect::of(verb, words),
            link,
            shown: self.receiver.printer.shown(words),
        };
        let ticket = CommandContext { line, action };
        let outcome = self
            .client
            .submit(words, link, source, ticket, &mut self.receiver);
        self.explain(outcome)?;
        if matches!(answer, ExpectedReply::Endless(_)) {
            self.read_on(words, line)
        } else if barrier {
            self.finish()
        } else if self.client.is_full() {
            self.run(Until::Sent)
        } else {
            Ok(())
        }
    }

    fn is_spread(&mut self) -> anyhow::Result<bool> {
        let outcome = self.client.is_spread(&mut self.receiver);
        outcome.map_err(|error| self.told_with_losses(error))
    }
}
