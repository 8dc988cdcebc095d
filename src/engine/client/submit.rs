//! How a command comes into the queue: which lane it takes, and what it has to wait for.
//!
//! In a cluster there is more to it than the slot of its keys:
//! 1. What has no keys, or keys in several slots, is alone under way: it goes to the node of the last command that had
//!    one, as a client would do that keeps one connection and follows redirects.
//! 2. A transaction is one node's. MULTI has no keys, so it is sent when the first command behind it says where; that it
//!    will be said OK to is known before.
//! 3. A command with several keys of a slot may be put off by the server (TRYAGAIN) while the slot moves, a command with
//!    one of them may not. So the slot's next command waits for its answer.
//! 4. A command that blocks until something comes holds back all that is behind it, as on a single connection.

use std::sync::Arc;

use super::destination::{Destination, Holds, OpenTransaction};
use super::dispatch::{Client, Until};
use super::request::Request;
use super::{ReplyHandler, Routing, TransactionPosition};
use crate::Error;
use crate::cluster::Slot;
use crate::net::ConnectionHandle;

impl<T> Client<T> {
    /// Takes a command in, to be sent with the next [`run`](Self::run). `source` goes with an EVALSHA: the words of the
    /// EVAL to send where the server does not know the script.
    ///
    /// In a cluster, what has no keys or keys in several slots waits until all before it is answered, and is answered
    /// when this returns. So is what the [gate](Self::gate) does not let out, by the handler's
    /// [`show`](ReplyHandler::show).
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn submit(
        &mut self,
        words: &[Vec<u8>],
        link: TransactionPosition,
        source: Option<Arc<[Vec<u8>]>>,
        ticket: T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        if let Some(why) = self.gate.refusal(words) {
            return self.refuse(why, &ticket, handler);
        }
        let destination = self.destination(words, handler)?;
        if let Some(lane) = self.reader_lane(words, link, destination) {
            self.push(lane, words, link, source, Some(ticket));
            return self.wait_if(destination.is_some_and(Destination::holds_all), handler);
        }
        let Some(destination) = destination else {
            self.push(self.current, words, link, source, Some(ticket));
            return Ok(());
        };
        if link == TransactionPosition::Alone || link == TransactionPosition::Watched {
            return self.submit_to(destination, words, link, source, ticket, handler);
        }
        if is_multi(words) && !matches!(self.block, OpenTransaction::At(_)) {
            self.block = OpenTransaction::Held;
            self.submit_ticket(ticket);
            return Ok(());
        }
        self.enter_block(destination);
        self.push(self.current, words, link, source, Some(ticket));
        if link == TransactionPosition::Closes {
            self.block = OpenTransaction::None;
        }
        Ok(())
    }

    fn submit_to(
        &mut self,
        destination: Destination,
        words: &[Vec<u8>],
        link: TransactionPosition,
        source: Option<Arc<[Vec<u8>]>>,
        ticket: T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let alone = match destination {
            Destination::Alone => true,
            Destination::Lane { slot, .. } => self.fences.contains(&slot),
        };
        self.wait_if(alone, handler)?;
        if let Destination::Lane { lane, slot, holds } = destination {
            self.go_to(lane, slot, handler);
            self.fences.extend((holds == Holds::Slot).then_some(slot));
        }
        self.push(self.current, words, link, source, Some(ticket));
        self.wait_if(destination.holds_all(), handler)
    }

    fn go_to(&mut self, lane: usize, slot: Slot, handler: &mut impl ReplyHandler<T>) {
        if lane != self.current {
            let ticket = handler.changes_node(slot, &self.lanes[lane].address);
            ticket
                .into_iter()
                .for_each(|ticket| self.submit_ticket(ticket));
            self.current = lane;
        }
    }

    fn wait_if(&mut self, waits: bool, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        if waits {
            self.run(Until::Answered, handler)?;
        }
        Ok(())
    }

    /// What comes next is inside a transaction: it goes where that is, or begins it where its keys are.
    fn enter_block(&mut self, destination: Destination) {
        match (&self.block, destination) {
            (OpenTransaction::At(lane), _) => self.current = *lane,
            (_, Destination::Lane { lane, .. }) => self.current = lane,
            (_, Destination::Alone) => {}
        }
        if let OpenTransaction::Held = self.block {
            self.push(
                self.current,
                &[b"MULTI".to_vec()],
                TransactionPosition::Opens,
                None,
                None,
            );
        }
        self.block = OpenTransaction::At(self.current);
    }

    /// Puts a command into a lane. Without a ticket, nobody hears of its reply.
    fn push(
        &mut self,
        lane: usize,
        words: &[Vec<u8>],
        link: TransactionPosition,
        source: Option<Arc<[Vec<u8>]>>,
        ticket: Option<T>,
    ) {
        let place = self.lanes[lane].push(lane, words);
        self.queue.push_back(Request {
            ticket,
            place: Some(place),
            link,
            source,
        });
    }

    /// Takes in a command for the node that this connection leads to, and changes nothing of where others go. False where
    /// the connection is lost, and nothing is taken in. Only where nothing is under way.
    pub fn submit_over(&mut self, watch: &ConnectionHandle, words: &[Vec<u8>], ticket: T) -> bool {
        let mut lanes = self.lanes.iter();
        let lane = lanes.position(|lane| {
            let connection = lane.connection.as_ref();
            connection.is_some_and(|connection| connection.reader.watch() == *watch)
        });
        if let Some(lane) = lane {
            self.push(lane, words, TransactionPosition::Alone, None, Some(ticket));
        }
        lane.is_some()
    }

    /// Adds a ticket that sends nothing, to be handed back when all before it is answered.
    pub fn submit_ticket(&mut self, ticket: T) {
        self.queue.push_back(Request {
            ticket: Some(ticket),
            place: None,
            link: TransactionPosition::Alone,
            source: None,
        });
    }

    /// Whether a transaction that nothing was sent of is kept when a connection is lost: in a cluster nobody knows yet
    /// where it would go instead.
    pub(super) fn keeps_blocks(&self) -> bool {
        !matches!(self.routing, Routing::Cluster(_))
    }
}

fn is_multi(words: &[Vec<u8>]) -> bool {
    words
        .first()
        .is_some_and(|name| name.eq_ignore_ascii_case(b"MULTI"))
}
