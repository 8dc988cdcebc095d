//! Commands with a node word before them: `@primaries DBSIZE`. All before one is answered first, and it before all behind.

use std::io::Write;

use anyhow::Context;
use redsh_engine::client::{ReplyHandler, TransactionPosition};
use redsh_engine::cluster::{Member, NodeWord, merge};
use redsh_engine::command::Tips;
use redsh_engine::command::Verb;
use redsh_engine::net::Address;
use redsh_engine::resp::Value;

use super::Session;
use crate::render::Shown;
use crate::session::connection_state::Effect;
use crate::session::context::{Action, CommandContext};
use crate::session::sent_state::ExpectedReply;

impl<W: Write> Session<W> {
    /// Runs a command on the nodes that its first word names. A word for one node gives that node's reply; one for a group
    /// gives one reply where the server's tips say how, else one for each node. What cannot be is answered with an error.
    ///
    /// # Errors
    /// As [`finish`](Session::finish).
    pub(super) fn submit_to_nodes(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        self.finish()?;
        let (word, command) = match self.read_nodes(words) {
            Ok(read) => read,
            Err(refusal) => return self.refuse(refusal, line),
        };
        let members = match self.client.members(&word, &mut self.receiver)? {
            Ok(members) => members,
            Err(refusal) => return self.refuse(refusal, line),
        };
        let shown = self.receiver.printer.shown(command);
        let ticket = ticket(&word, command, shown, line);
        if word.is_group() {
            self.ask_group(&word, &members, command, &ticket)
        } else {
            // A word for one node has led to one.
            members.iter().try_for_each(|member| {
                let client = &mut self.client;
                let asked = client.ask_member(member, command, &ticket, &mut self.receiver);
                asked.map_err(anyhow::Error::from)
            })
        }
    }

    /// The word and the command behind it, or why they cannot be.
    fn read_nodes<'w>(&self, words: &'w [Vec<u8>]) -> Result<(NodeWord, &'w [Vec<u8>]), String> {
        let (word, command) = words
            .split_first()
            .expect("there is a first word, which is meant to name nodes");
        let name = String::from_utf8_lossy(word);
        let read = NodeWord::parse(word).map_err(|error| format!("ERR {error}"))?;
        if command.is_empty() {
            return Err(format!("ERR '{name}' wants a command behind it"));
        }
        if !Verb::of(command).is_plain() || NodeWord::is_meant(command) {
            let verb = String::from_utf8_lossy(&command[0]);
            return Err(format!("ERR '{verb}' cannot stand behind '{name}'"));
        }
        if !self.receiver.flow.is_plain() {
            return Err(format!(
                "ERR '{name}' cannot stand in a transaction, nor behind CLIENT REPLY OFF"
            ));
        }
        Ok((read, command))
    }

    fn ask_group(
        &mut self,
        word: &NodeWord,
        members: &[Member],
        command: &[Vec<u8>],
        ticket: &CommandContext,
    ) -> anyhow::Result<()> {
        let replies = self
            .client
            .ask_members(members, command, &mut self.receiver)?;
        match self.merged(word, command, replies) {
            Ok(reply) => Ok(self.receiver.show(ticket, &reply)?),
            Err(replies) => {
                let shown = self.receiver.printer.shown(command);
                let replies = replies.into_iter();
                let replies = replies.map(|(node, reply)| (node.to_string(), reply));
                self.receiver
                    .show_nodes(ticket.line, shown, replies.collect())
                    .context("could not write to stdout")
            }
        }
    }

    /// One reply of several, or they themselves.
    fn merged(
        &mut self,
        word: &NodeWord,
        command: &[Vec<u8>],
        replies: Vec<(Address, Value)>,
    ) -> Result<Value, Vec<(Address, Value)>> {
        let tips = self.tips(command);
        if !word.merges(&tips) {
            return Err(replies);
        }
        let (nodes, replies): (Vec<_>, Vec<_>) = replies.into_iter().unzip();
        merge(&tips, replies).map_err(|replies| nodes.into_iter().zip(replies).collect())
    }

    /// What is advised about a command. A server is asked where nothing is known here, as of a module's command.
    fn tips(&mut self, command: &[Vec<u8>]) -> Tips {
        let known = self.receiver.table().tips(command);
        let name = command
            .first()
            .and_then(|name| std::str::from_utf8(name).ok());
        let Some(name) = name.filter(|_| known.request.is_none()) else {
            return known;
        };
        if let Some(told) = self.client.describe(name, &mut self.receiver) {
            self.receiver.table().learn(&told);
        }
        self.receiver.table().tips(command)
    }
}

/// A connection that is made later takes the name that all were given; one node's own is not for others.
fn ticket(word: &NodeWord, command: &[Vec<u8>], shown: Shown, line: u64) -> CommandContext {
    let effect = match word {
        NodeWord::All => Effect::of(Verb::of(command), command),
        _ => None,
    };
    let action = Action::Print {
        answer: ExpectedReply::Reply,
        effect,
        link: TransactionPosition::Alone,
        shown,
    };
    CommandContext { line, action }
}
