//! Commands for nodes that the user has named, past all routing: what a node replies is its reply, a redirect too.
//!
//! All nodes are written to before the first is read from, so that they work at the same time. It takes the lanes' own
//! connections: nothing may be under way on them, nor a transaction be open.

use super::dispatch::{Client, Until};
use super::identify::identify;
use super::write_policy::refused;
use super::{CommandFate, ReplyHandler, Routing};
use crate::Error;
use crate::cluster::{Member, NatMap, NodeWord, Topology};
use crate::net::{Address, Connection};
use crate::resp::{Value, encode_command};

impl<T> Client<T> {
    /// The nodes that a word means, by the map as it is now. Waits until all is answered. The inner error is for the user,
    /// in a server's manner: there is no such node, or nobody who tells.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::Connect`] and others where the server that the user named is gone.
    pub fn members(
        &mut self,
        word: &NodeWord,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Result<Vec<Member>, String>, Error> {
        self.run(Until::Answered, handler)?;
        let topology = match self.interruptible(|client| client.topology(handler)) {
            Ok(topology) => topology,
            Err(error @ (Error::NoMap { .. } | Error::NoPrimary(_))) => {
                return Ok(Err(format!("ERR {error}")));
            }
            Err(error) => return Err(error),
        };
        let members = match &self.routing {
            Routing::Cluster(map) => word.pick(&topology, map.natmap()),
            _ => word.pick(&topology, &NatMap::default()),
        };
        Ok(members.map_err(|error| format!("ERR {error}")))
    }

    /// Sends a command to one node, and has its reply received. That the node cannot be asked is its reply.
    ///
    /// # Errors
    /// The handler's own; [`Error::Interrupted`].
    pub fn ask_member(
        &mut self,
        member: &Member,
        words: &[Vec<u8>],
        ticket: &T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        if let Some(why) = self.gate.refusal(words) {
            return handler.show(ticket, &refused(why));
        }
        let outcome = self.interruptible(|client| {
            let lane = client.lane_at(&member.address);
            let blocking = client.blocking_in(lane, ticket, words, handler);
            if blocking.is_some() {
                identify(client.free_connection(&member.address, handler)?, handler)?;
            }
            client.send_to(member, words, handler)?;
            let canceller = client.canceller.clone();
            let connection = client.awaited(member)?;
            let _waiting = blocking.and_then(|it| it.wait(connection, &canceller));
            handler.receive(ticket, &mut connection.reader, &|_| false)
        });
        let error = match outcome {
            Ok(_) => return Ok(()),
            Err(Error::Output(error)) => return Err(Error::Output(error)),
            Err(error) => error,
        };
        let broke_off = self.give_up(member);
        if broke_off {
            handler.lost(ticket, CommandFate::BrokenOff, &error);
        }
        match error {
            Error::Interrupted => Err(error),
            _ if broke_off => Ok(()),
            error => handler.show(ticket, &unanswered(&error)),
        }
    }

    /// Sends a command to several nodes, and collects their replies, in the order of the nodes. That a node cannot be asked
    /// is its reply.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub fn ask_members(
        &mut self,
        members: &[Member],
        words: &[Vec<u8>],
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Vec<(Address, Value)>, Error> {
        if let Some(why) = self.gate.refusal(words) {
            let nodes = members.iter().map(|member| member.address.clone());
            return Ok(nodes.map(|node| (node, refused(why))).collect());
        }
        self.interruptible(|client| {
            let replies = client.ask_each(members, words, handler);
            if client.interrupter.is_raised() {
                return Err(Error::Interrupted);
            }
            Ok(replies)
        })
    }

    fn ask_each(
        &mut self,
        members: &[Member],
        words: &[Vec<u8>],
        handler: &mut impl ReplyHandler<T>,
    ) -> Vec<(Address, Value)> {
        let sent: Vec<_> = members
            .iter()
            .map(|member| self.send_to(member, words, handler))
            .collect();
        let replies = members.iter().zip(sent).map(|(member, sent)| {
            let reply = sent.and_then(|()| self.awaited(member)?.reader.read_reply());
            let reply = reply.unwrap_or_else(|error| {
                self.give_up(member);
                unanswered(&error)
            });
            (member.address.clone(), reply)
        });
        replies.collect()
    }

    /// What the server that commands without keys go to says of a command, by COMMAND INFO; `None` where it will not.
    pub fn describe(&mut self, name: &str, handler: &mut impl ReplyHandler<T>) -> Option<Value> {
        let words = ["COMMAND", "INFO", name];
        self.interruptible(|client| client.query(&words, handler))
            .ok()
    }

    /// Who there is, asked for anew: a map that has grown old would leave nodes out.
    fn topology(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<Topology, Error> {
        self.find_primary(handler)?;
        let address = self.lanes[self.current].address.clone();
        if let Routing::Sentinel(sentinels) = &mut self.routing {
            let replicas = sentinels.replicas()?;
            return Ok(Topology::standalone(address, replicas));
        }
        match self.read_map_anew(&address, handler)? {
            Some(topology) => Ok(topology),
            None => {
                let role = self.query_at(&address, &["ROLE"], None, handler)?;
                Ok(Topology::from_role(&role, &address))
            }
        }
    }

    /// Writes to a node. To a replica READONLY goes first, or it would redirect every read; whether it is obeyed shows in
    /// the reply to the command.
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
        let connection = self.free_connection(&member.address, handler)?;
        connection.send_counted(&wire).1
    }

    /// The connection that a command was written to, with its reply next.
    fn awaited(&mut self, member: &Member) -> Result<&mut Connection, Error> {
        let number = self.lane_at(&member.address);
        let connection = self.lanes[number].connection.as_mut();
        let connection = connection.ok_or_else(|| Error::Closed {
            address: member.address.clone(),
            mid_reply: false,
        })?;
        if member.is_replica {
            connection.reader.read_reply()?;
        }
        Ok(connection)
    }

    /// Lets go of a node's connection: whatever comes on it is no answer to what is sent next. True where a reply was
    /// broken off.
    fn give_up(&mut self, member: &Member) -> bool {
        let number = self.lane_at(&member.address);
        let connection = self.lanes[number].connection.take();
        connection.is_some_and(|connection| connection.reader.is_mid_reply())
    }
}

/// Why there is no reply, in a server's manner.
fn unanswered(error: &Error) -> Value {
    Value::Error(format!("ERR {error}").into_bytes())
}
