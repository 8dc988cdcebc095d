//! Commands behind a node word: `@primaries DBSIZE`. All commands before it have their replies first.

use std::io::Write;

use anyhow::Context;
use redsh_engine::Error;
use redsh_engine::client::NodeReply;
use redsh_engine::cluster::{Member, NodeWord, merge};
use redsh_engine::command::{Tips, Verb};
use redsh_engine::net::Address;
use redsh_engine::resp::Value;

use super::Session;
use super::context::CommandContext;

impl<W: Write> Session<W> {
    /// Runs a command on the nodes that its first word names. A word for one node prints that node's reply. A word for a group
    /// prints one merged reply where the command's tips say how, otherwise one for each node.
    pub(super) fn submit_to_nodes(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        self.finish()?;
        let (word, command) = match self.parse_node_word(words) {
            Ok(parsed) => parsed,
            Err(refusal) => return self.refuse(refusal, line),
        };
        let members = match self.client.members(&word, &mut self.replies) {
            Ok(members) => members,
            Err(error @ (Error::NodeWord(_) | Error::NoMap { .. } | Error::NoPrimary(_))) => {
                return self.refuse(error.to_string(), line);
            }
            Err(error) => return Err(error.into()),
        };
        match members.as_slice() {
            [member] if !word.is_group() => self.run_on(member, command, line),
            members => self.run_on_group(&word, members, command, line),
        }
    }

    /// The node word and the command behind it, or the reason why they do not go together.
    fn parse_node_word<'w>(
        &self,
        words: &'w [Vec<u8>],
    ) -> Result<(NodeWord, &'w [Vec<u8>]), String> {
        let (word, command) = words.split_first().expect("a node word is the first word");
        let name = String::from_utf8_lossy(word);
        let node_word = NodeWord::parse(word).map_err(|error| error.to_string())?;
        if command.is_empty() {
            return Err(format!("'{name}' needs a command behind it"));
        }
        if !Verb::of(command).is_plain() || NodeWord::is_meant(command) {
            let verb = String::from_utf8_lossy(&command[0]);
            return Err(format!("'{verb}' cannot follow '{name}'"));
        }
        if !self.client.is_plain() {
            return Err(format!(
                "'{name}' cannot be used in a transaction, nor after CLIENT REPLY OFF"
            ));
        }
        Ok((node_word, command))
    }

    fn run_on(&mut self, member: &Member, command: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        let context = self.context(command, line);
        let outcome = self
            .client
            .run_on(member, command, context, &mut self.replies);
        match outcome {
            Ok(()) => Ok(()),
            Err(error @ (Error::Interrupted | Error::Output(_))) => Err(error.into()),
            Err(error) => self.refuse(error.to_string(), line),
        }
    }

    fn context(&self, command: &[Vec<u8>], line: u64) -> CommandContext {
        CommandContext::shown(line, self.replies.printer.shown(command))
    }

    fn run_on_group(
        &mut self,
        word: &NodeWord,
        members: &[Member],
        command: &[Vec<u8>],
        line: u64,
    ) -> anyhow::Result<()> {
        let replies = self.client.call_on(members, command, &mut self.replies)?;
        let replies = replies.into_iter().map(printable).collect();
        match self.merged(word, command, replies) {
            Ok(reply) => {
                if *word == NodeWord::All && reply.as_error().is_none() {
                    self.client.adopt_effect(command);
                }
                self.show_reply(&self.context(command, line), &reply)
            }
            Err(replies) => {
                let shown = self.replies.printer.shown(command);
                let replies = replies
                    .into_iter()
                    .map(|(node, reply)| (node.to_string(), reply));
                self.replies
                    .show_nodes(line, shown, replies.collect())
                    .context("could not write to stdout")
            }
        }
    }

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

    /// The tips of a command. A server is asked about a command that is not known, for example a module's.
    fn tips(&mut self, command: &[Vec<u8>]) -> Tips {
        let known = self.table().tips(command);
        let name = command
            .first()
            .and_then(|name| std::str::from_utf8(name).ok());
        let Some(name) = name.filter(|_| known.request.is_none()) else {
            return known;
        };
        if let Some(info) = self.client.describe(name, &mut self.replies) {
            self.table().learn(&info);
        }
        self.table().tips(command)
    }
}

/// A node's reply, with its error as an error reply.
fn printable(node: NodeReply) -> (Address, Value) {
    let reply = node
        .reply
        .unwrap_or_else(|error| Value::Error(error.to_string().into_bytes()));
    (node.address, reply)
}
