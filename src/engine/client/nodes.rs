//! Commands for nodes that the caller names. A redirect is a reply like any other.
//!
//! All nodes get the command before the first reply is read, so that they work at the same time. The commands use the
//! connections of the pipelines: nothing may be in flight, and no transaction may be open.

use super::blocking::Blocking;
use super::client::Client;
use super::reply::Reply;
use super::state::request::{Recipient, Request};
use super::state::{Effect, ExpectedReply};
use super::write_policy::refusal_value;
use super::{CommandFate, ReplyHandler, ReplyKind, Until};
use crate::Error;
use crate::cluster::{Member, NodeWord};
use crate::command::Verb;
use crate::net::{Address, Connection};
use crate::resp::{Value, encode_command};

/// The reply of one node, or the error that kept it from replying.
#[derive(Debug)]
pub struct NodeReply {
    /// The node.
    pub address: Address,
    /// Its reply.
    pub reply: Result<Value, Error>,
}

impl<T> Client<T> {
    /// The nodes that a word names, by the topology as it is now. Waits until all commands have replies.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::NodeWord`] where the word names no node; [`Error::NoMap`]; [`Error::NoPrimary`].
    pub fn members(
        &mut self,
        word: &NodeWord,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Vec<Member>, Error> {
        self.run(Until::Replied, handler)?;
        let router = &mut self.router;
        let topology = self
            .connections
            .interruptible(|connections| router.all_nodes(connections));
        self.report_connections(handler);
        let topology = topology?;
        self.faults.topology_read();
        Ok(word.pick(&topology, &self.router.natmap())?)
    }

    /// Sends a command to nodes and returns their replies, in the order of the nodes.
    ///
    /// # Errors
    /// [`Error::Interrupted`]. The error of a node is in its [`NodeReply`].
    pub fn call_on(
        &mut self,
        members: &[Member],
        words: &[Vec<u8>],
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Vec<NodeReply>, Error> {
        if let Some(why) = self.write_policy.refusal(words) {
            let refused = |member: &Member| NodeReply {
                address: member.address.clone(),
                reply: Ok(refusal_value(why)),
            };
            return Ok(members.iter().map(refused).collect());
        }
        let outcome = self.connections.begin_interruptible();
        let outcome = outcome.and_then(|()| {
            let replies = self.call_each_on(members, words, handler);
            match self.connections.interrupter.is_raised() {
                true => Err(Error::Interrupted),
                false => Ok(replies),
            }
        });
        self.connections.end_interruptible(outcome)
    }

    fn call_each_on(
        &mut self,
        members: &[Member],
        words: &[Vec<u8>],
        handler: &mut impl ReplyHandler<T>,
    ) -> Vec<NodeReply> {
        let sent: Vec<_> = members
            .iter()
            .map(|member| self.send_to(member, words, handler))
            .collect();
        let replies = members.iter().zip(sent).map(|(member, sent)| {
            let connection = sent.and_then(|()| reply_connection(&mut self.connections, member));
            let reply = connection.and_then(|connection| connection.reader.read_reply());
            if reply.is_err() {
                self.connections.drop_free(&member.address);
            }
            NodeReply {
                address: member.address.clone(),
                reply,
            }
        });
        replies.collect()
    }

    /// Sends a command to one node, and passes its reply to the handler while it arrives.
    ///
    /// # Errors
    /// The node's, if it could not be asked; the handler's own; [`Error::Interrupted`]. If the reply broke off, the handler
    /// was told.
    pub fn run_on(
        &mut self,
        member: &Member,
        words: &[Vec<u8>],
        ticket: T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        if let Some(why) = self.write_policy.refusal(words) {
            return handler.reply(&ticket, &mut Reply::value(&refusal_value(why)));
        }
        let request = Request::without_effect(Recipient::Handler(ticket), ExpectedReply::Reply);
        let outcome = self.connections.begin_interruptible();
        let outcome = outcome.and_then(|()| self.exchange_with(member, words, &request, handler));
        let error = match self.connections.end_interruptible(outcome) {
            Ok(()) => return Ok(()),
            Err(Error::Output(error)) => return Err(Error::Output(error)),
            Err(error) => error,
        };
        let broke_off = self.connections.drop_free(&member.address);
        if let (true, Some(ticket)) = (broke_off, request.ticket()) {
            handler.lost(ticket, CommandFate::BrokenOff, Some(&error));
        }
        match error {
            Error::Interrupted => Err(error),
            _ if broke_off => Ok(()),
            error => Err(error),
        }
    }

    fn exchange_with(
        &mut self,
        member: &Member,
        words: &[Vec<u8>],
        request: &Request<T>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let pipeline = self.connections.pipeline_to(&member.address);
        let is_cancellable = self.connections.interrupter.is_cancel_enabled();
        let table = self.state.table();
        let blocking = is_cancellable
            .then(|| Blocking::of_words(words, pipeline, &self.connections, table))
            .flatten();
        if blocking.is_some() {
            let connection = self.connections.free(&member.address)?;
            Blocking::identify(connection, &mut self.state, handler)?;
        }
        self.send_to(member, words, handler)?;
        let canceller = self.connections.canceller.clone();
        let connection = reply_connection(&mut self.connections, member)?;
        let _waiting = blocking.and_then(|blocking| blocking.wait(connection, &canceller));
        self.state
            .receive(request, &mut connection.reader, &|_| false, handler)?;
        Ok(())
    }

    /// Records a command that all nodes accepted: new connections restore its effect, for example a client name.
    pub fn adopt_effect(&mut self, words: &[Vec<u8>]) {
        let effect = Effect::of(Verb::of(words), words);
        self.state
            .connection
            .learn(effect.as_ref(), ReplyKind::Other);
        self.note_login(self.connections.current);
    }

    /// The reply to COMMAND INFO of the server that gets commands without keys; `None` where it does not reply.
    pub fn describe(&mut self, name: &str, handler: &mut impl ReplyHandler<T>) -> Option<Value> {
        let address = self.connections.address().clone();
        let reply = self.connections.interruptible(|connections| {
            connections.query(&address, &["COMMAND", "INFO", name], None)
        });
        self.report_connections(handler);
        reply.ok()
    }

    /// Sends a command to a node. READONLY goes before it to a replica, which would redirect reads otherwise; the reply to the
    /// command shows whether the replica obeys.
    fn send_to(
        &mut self,
        member: &Member,
        words: &[Vec<u8>],
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let mut wire = Vec::new();
        if member.is_replica {
            encode_command(&["READONLY"], &mut wire);
        }
        encode_command(words, &mut wire);
        let connected = self.connections.free(&member.address).map(|_| ());
        self.report_connections(handler);
        connected?;
        self.connections
            .free(&member.address)?
            .send_counted(&wire)
            .1
    }
}

/// The connection that a command was sent on; its reply is next.
fn reply_connection<'c>(
    connections: &'c mut super::connections::Connections,
    member: &Member,
) -> Result<&'c mut Connection, Error> {
    let pipeline = connections.pipeline_to(&member.address);
    let connection = connections.pipelines[pipeline].connection.as_mut();
    let connection = connection.ok_or_else(|| Error::closed(&member.address))?;
    if member.is_replica {
        connection.reader.read_reply()?;
    }
    Ok(connection)
}
