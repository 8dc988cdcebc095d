//! Sending commands and passing on their replies, in the order of the commands.
//!
//! Commands are collected, written to each node in one piece, and then their replies are read in the order of the commands:
//! so the nodes work at the same time, and no reply is kept until its turn. One thread is enough. A command that was refused
//! or lost is retried in its turn ([`retry`](super::retry)), and nothing else is sent meanwhile, so no command behind it can
//! overtake it.
//!
//! In a cluster:
//! 1. A command without keys, or with keys in several slots, is alone in flight. It goes to the node of the last command with
//!    a slot, as from a client with one connection that follows redirects.
//! 2. A transaction belongs to one node. MULTI has no keys, so it is sent when the first command with keys behind it says
//!    which node, or when the caller waits for a reply; its own reply is known to be OK.
//! 3. While a slot moves, a server may refuse a command with several keys (TRYAGAIN) and accept one with a single key. So the
//!    slot's next command waits for the reply to a command with several keys.
//! 4. A command that blocks holds up all commands behind it, as on a single connection.

use std::cell::Cell;
use std::sync::Arc;

use super::blocking::Blocking;
use super::client::Client;
use super::lost::LostTransaction;
use super::node_pipeline::NodePipeline;
use super::order::Ran;
use super::reply::Reply;
use super::retry::Retry;
use super::routing::{Destination, OpenTransaction, Waits};
use super::state::request::{Recipient, Request, WireSpan};
use super::state::{ExpectedReply, Received};
use super::write_policy::refusal_value;
use super::{CommandFate, ReplyHandler, ReplyKind, TransactionPosition};
use crate::Error;
use crate::cluster::{Redirect, Slot};
use crate::command::{CommandSpec, Keys, Verb};
use crate::net::{Address, ConnectionHandle};
use crate::resp::{Value, command_words};

/// When a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// All commands are sent. The replies to the last write are left for the next run, so that the servers work while the
    /// caller reads more commands.
    Sent,
    /// All commands have replies.
    Replied,
}

/// The most commands of a transaction that wait for the first one with keys.
const MOST_HELD: usize = 1000;

impl<T> Client<T> {
    /// Takes a command. It is sent with the next [`run`](Self::run), at the latest.
    ///
    /// In a cluster, a command without keys or with keys in several slots waits until all commands before it have replies,
    /// and has its own when this returns. So does a command that the [write policy](Self::with_write_policy) refuses.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn submit(
        &mut self,
        words: &[Vec<u8>],
        ticket: T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        self.submit_script(words, None, ticket, handler)
    }

    /// As [`submit`](Self::submit), for an EVALSHA. `source` is the EVAL that is sent where the server replies NOSCRIPT.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn submit_script(
        &mut self,
        words: &[Vec<u8>],
        source: Option<&Arc<[Vec<u8>]>>,
        ticket: T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        if let Some(why) = self.write_policy.refusal(words) {
            self.run(Until::Replied, handler)?;
            return handler.reply(&ticket, &mut Reply::value(&refusal_value(why)));
        }
        let verb = Verb::of(words);
        let is_first_use = self.is_first_use(verb, words);
        if is_first_use {
            self.run(Until::Replied, handler)?;
        }
        let losses = self.faults.losses();
        let (expected, position) = self.state.sent.sent(verb, words);
        if self.state.is_transaction_lost(position) {
            handler.lost(&ticket, CommandFate::NotRun, None);
            return Ok(());
        }
        let request = Request {
            position,
            source: source.cloned(),
            ..Request::new(Recipient::Handler(ticket), verb, words, expected)
        };
        self.submit_request(words, request, handler)?;
        if is_first_use {
            self.run(Until::Replied, handler)?;
            if self.faults.losses() == losses {
                self.answered_names.add(&words[0]);
            }
        }
        Ok(())
    }

    /// Whether no server has replied to a command of this name yet, and one may close the connection at it. Then the command
    /// is alone in flight.
    fn is_first_use(&self, verb: Verb, words: &[Vec<u8>]) -> bool {
        !self.router.follows_replies()
            && !self.pipeline.window.is_fixed()
            && !verb.is_barrier()
            && !self.answered_names.contains(&words[0])
    }

    /// Takes a command of a transaction of the caller, which knows its position.
    pub(super) fn submit_at(
        &mut self,
        words: &[Vec<u8>],
        position: TransactionPosition,
        ticket: T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let request = Request {
            position,
            ..Request::without_effect(Recipient::Handler(ticket), ExpectedReply::Reply)
        };
        self.submit_request(words, request, handler)
    }

    /// Adds a marker, which sends nothing: the handler receives its ticket when all commands before it have replies.
    pub fn submit_marker(&mut self, ticket: T) {
        self.pipeline.push(Request::marker(ticket));
    }

    /// Takes a command for the node of this connection, unless the connection is lost. Only while nothing is in flight.
    pub(super) fn submit_over(
        &mut self,
        handle: &ConnectionHandle,
        words: &[Vec<u8>],
        request: Request<T>,
    ) {
        let mut nodes = self.connections.pipelines.iter();
        let found = nodes.position(|node| {
            let connection = node.connection.as_ref();
            connection.is_some_and(|connection| connection.reader.watch() == *handle)
        });
        if let Some(pipeline) = found {
            self.push(pipeline, words, request);
        }
    }

    pub(super) fn submit_request(
        &mut self,
        words: &[Vec<u8>],
        request: Request<T>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let destination = self.router.destination(words, &mut self.connections);
        self.report_connections(handler);
        let destination = destination?;
        let replica = self.router.replica_pipeline(
            words,
            request.position,
            destination,
            &mut self.connections,
        );
        if let Some(pipeline) = replica {
            self.push(pipeline, words, request);
            return self.wait_if(destination.is_some_and(Destination::holds_all), handler);
        }
        match destination {
            None => {
                self.push(self.connections.current, words, request);
                Ok(())
            }
            Some(destination) if !request.position.is_in_transaction() => {
                self.submit_to(destination, words, request, handler)
            }
            Some(destination) => self.submit_in_transaction(destination, words, request, handler),
        }
    }

    fn submit_to(
        &mut self,
        destination: Destination,
        words: &[Vec<u8>],
        request: Request<T>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let alone = match destination {
            Destination::Alone => true,
            Destination::Node { slot, .. } => self.router.is_fenced(slot),
        };
        self.wait_if(alone, handler)?;
        if let Destination::Node {
            pipeline,
            slot,
            waits,
        } = destination
        {
            self.change_node(pipeline, slot, handler);
            if waits == Waits::Slot {
                self.router.fence(slot);
            }
        }
        self.push(self.connections.current, words, request);
        self.wait_if(destination.holds_all(), handler)
    }

    fn change_node(&mut self, pipeline: usize, slot: Slot, handler: &mut impl ReplyHandler<T>) {
        if pipeline != self.connections.current {
            let address = &self.connections.pipelines[pipeline].address;
            if let Some(ticket) = handler.node_changed(slot, address) {
                self.submit_marker(ticket);
            }
            self.connections.current = pipeline;
        }
    }

    fn wait_if(&mut self, waits: bool, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        match waits {
            true => self.run(Until::Replied, handler),
            false => Ok(()),
        }
    }

    /// Submits a command inside a transaction: to the transaction's node, or to the node of the command's keys.
    fn submit_in_transaction(
        &mut self,
        destination: Destination,
        words: &[Vec<u8>],
        request: Request<T>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let is_open = matches!(self.router.transaction, OpenTransaction::At(_));
        if !is_open && Verb::of(words) == Verb::Multi {
            self.router.transaction = OpenTransaction::Held;
            // It has no span yet, so it is complete in its turn, with OK.
            self.pipeline.push(request);
            return Ok(());
        }
        // Commands behind EXEC must find the login that it changes, on all connections.
        self.router.changes_login |= request.changes_login();
        let closes = request.position == TransactionPosition::Closes;
        let is_held = matches!(self.router.transaction, OpenTransaction::Held);
        if is_held && !closes && destination == Destination::Alone && self.held.len() < MOST_HELD {
            self.held.push((words.to_vec(), request));
            return Ok(());
        }
        self.enter_transaction(destination);
        self.push(self.connections.current, words, request);
        if closes {
            self.router.transaction = OpenTransaction::None;
            let waits = std::mem::take(&mut self.router.changes_login);
            return self.wait_if(waits, handler);
        }
        Ok(())
    }

    fn enter_transaction(&mut self, destination: Destination) {
        match (&self.router.transaction, destination) {
            (OpenTransaction::At(pipeline), _) => self.connections.current = *pipeline,
            (_, Destination::Node { pipeline, .. }) => self.connections.current = pipeline,
            (_, Destination::Alone) => {}
        }
        let current = self.connections.current;
        if let OpenTransaction::Held = self.router.transaction {
            let recipient = Recipient::Client {
                command: "MULTI",
                address: self.connections.address().clone(),
            };
            let request = Request {
                position: TransactionPosition::Opens,
                ..Request::without_effect(recipient, ExpectedReply::Reply)
            };
            self.push(current, &[b"MULTI".to_vec()], request);
        }
        for (words, request) in std::mem::take(&mut self.held) {
            self.push(current, &words, request);
        }
        self.router.transaction = OpenTransaction::At(current);
    }

    fn push(&mut self, pipeline: usize, words: &[Vec<u8>], request: Request<T>) {
        let node = &mut self.connections.pipelines[pipeline];
        let span = Some(node.push(pipeline, words));
        self.pipeline.push(Request { span, ..request });
    }

    /// Whether the unsent commands are enough for a write: submit no more before the next [`run`](Self::run). The limit
    /// follows from the size of the replies.
    pub fn is_full(&self) -> bool {
        let nodes = self.connections.pipelines.iter();
        self.pipeline.is_full(nodes.map(NodePipeline::unsent).sum())
    }

    /// Sends all unsent commands, in one write for each node, and passes replies to the handler, in order.
    ///
    /// If a connection is lost, the client reconnects, sends all commands again that are safe to send again, and reports the
    /// others to the handler as [lost](ReplyHandler::lost).
    ///
    /// # Errors
    /// [`Error::Connect`], [`Error::Closed`] and others where no server is left to reconnect to; [`Error::Protocol`];
    /// [`Error::Interrupted`]; [`Error::Ended`] at the end of a stream; [`Error::ShutDown`] after SHUTDOWN; the handler's
    /// own. The handler was told which commands may have run.
    pub fn run(&mut self, until: Until, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let until = match self.pipeline.window.is_limited() {
            true => Until::Replied,
            false => until,
        };
        if until == Until::Replied && !self.held.is_empty() {
            self.enter_transaction(Destination::Alone);
        }
        if self.pipeline.is_empty() {
            return Ok(());
        }
        let (commands, bytes_read) = (self.pipeline.unsent_count(), self.bytes_read());
        let outcome = self.connections.begin_interruptible();
        let outcome = outcome.and_then(|()| self.send_and_receive(until, handler));
        let outcome = self.connections.end_interruptible(outcome);
        match &outcome {
            Ok(()) => {
                let reply_bytes = self.bytes_read().saturating_sub(bytes_read);
                match self.faults.take_lost_commands() {
                    true if self.router.is_cluster() => self.pipeline.window.start_again(),
                    true => self.pipeline.window.lost(),
                    false => self.pipeline.window.learn(commands, reply_bytes),
                }
            }
            Err(error) => self.abandon(error, handler),
        }
        outcome
    }

    fn bytes_read(&self) -> u64 {
        let nodes = self.connections.pipelines.iter();
        nodes.map(NodePipeline::bytes_read).sum()
    }

    fn send_and_receive(
        &mut self,
        until: Until,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        while self.pipeline.begins_with_marker() {
            self.complete_next(handler)?;
        }
        let in_flight = self.pipeline.sent();
        for node in 0..self.connections.pipelines.len() {
            if self.connections.pipelines[node].unsent() > 0 {
                self.send(node, handler)?;
            }
        }
        self.pipeline.mark_sent();
        let left = match until {
            Until::Sent => self.pipeline.len() - in_flight,
            Until::Replied => 0,
        };
        while self.pipeline.len() > if self.faults.drains { 0 } else { left } {
            self.complete_next(handler)?;
        }
        if self.pipeline.is_empty() {
            self.faults.drained();
            self.refusals.clear();
            self.connections.side_channels.clear();
            self.router.clear_fences();
        }
        Ok(())
    }

    /// Sends the unsent bytes of a node. A failure is no error where it is to be expected: a server that closed the
    /// connection may have replied before, and in a cluster another node takes its place.
    pub(super) fn send(
        &mut self,
        number: usize,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let blocks = self.pipeline.sent() == 0 && self.blocks(number);
        if self.connections.pipelines[number].drop_ended() {
            self.faults.connection_lost(self.pipeline.sent());
            return Ok(());
        }
        let sends = !blocks && !self.pipeline.window.is_one() && !self.shuts_down(number);
        let mut connected = self.connections.connect(number, sends);
        if connected.is_ok() && self.pipeline.sent() == 0 {
            connected = self.connections.complete_login(number);
        }
        self.report_connections(handler);
        if let Err(error) = connected {
            if !self.router.has_alternatives() {
                return Err(error);
            }
            self.faults.connection_lost(self.pipeline.sent());
            self.connections.pipelines[number].lose(Some(error));
            return Ok(());
        }
        if blocks {
            self.identify(number, handler)?;
        }
        match self.connections.pipelines[number].send() {
            Err(error) if error.is_disconnect() => {
                self.faults.write_failed();
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// Asks for the connection's client ID, so that a command that blocks can be cancelled.
    fn identify(&mut self, number: usize, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let node = &mut self.connections.pipelines[number];
        match &mut node.connection {
            Some(connection) => Blocking::identify(connection, &mut self.state, handler),
            None => Ok(()),
        }
    }

    /// Whether an unsent command shuts a node down that is not connected. The server may end before it sends the replies to
    /// the handshake, if both come in one write.
    fn shuts_down(&self, number: usize) -> bool {
        let mut unsent = self.pipeline.unsent();
        self.connections.pipelines[number].connection.is_none()
            && unsent
                .any(|request| request.is_in(number) && request.expected == ExpectedReply::Shutdown)
    }

    /// Whether an unsent command of a node may block. Checked only if it could be cancelled, since a script must not pay for
    /// it.
    fn blocks(&mut self, number: usize) -> bool {
        if !self.connections.interrupter.is_cancel_enabled() || self.pipeline.unsent_count() == 0 {
            return false;
        }
        let (connections, table) = (&self.connections, self.state.table());
        let mut here = self
            .pipeline
            .unsent()
            .filter(|request| request.is_in(number));
        here.any(|request| Blocking::of(request, number, connections, table).is_some())
    }

    fn complete_next(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let Some(request) = self.pipeline.pop() else {
            return Ok(());
        };
        let outcome = match &request.span {
            None => self.complete_marker(&request, handler),
            Some(span) => self.complete(&request, span, handler),
        };
        let ran = match outcome {
            Ok(ran) => ran,
            Err(error) => {
                self.pipeline.put_back(request);
                return Err(error);
            }
        };
        self.pipeline.completed();
        let Some(span) = &request.span else {
            return Ok(());
        };
        let (pipeline, span) = (span.pipeline, span.clone());
        match ran {
            Ran::InTurn if self.refusals.is_empty() => {}
            Ran::InTurn => self.report_overtaken(&span, handler),
            Ran::AfterRefusal => self.note_refused(request, &span),
        }
        self.connections.pipelines[pipeline].forget(&span);
        Ok(())
    }

    /// Reports the refused commands that the command of this span has overtaken.
    fn report_overtaken(&mut self, span: &WireSpan, handler: &mut impl ReplyHandler<T>) {
        let (words, keys, only_reads) = self.keys_in(span);
        for key in keys {
            for ticket in self.refusals.overtaken(&words[key], only_reads) {
                handler.overtaken(ticket, &words[key]);
            }
        }
    }

    /// Records a refused command: later ones for its keys may have overtaken it.
    fn note_refused(&mut self, request: Request<T>, span: &WireSpan) {
        let (words, keys, only_reads) = self.keys_in(span);
        if let Some(&key) = keys.first() {
            self.router.refused(Slot::of(&words[key]));
        }
        if let Recipient::Handler(ticket) = request.recipient {
            let keys = keys.iter().map(|&key| words[key].as_slice());
            self.refusals.add(ticket, keys, only_reads);
        }
    }

    /// The words of a command, the places of its keys among them, and whether it only reads.
    fn keys_in(&mut self, span: &WireSpan) -> (Vec<Vec<u8>>, Vec<usize>, bool) {
        let words = command_words(self.connections.pipelines[span.pipeline].bytes(&span.span));
        let spec = self.spec_of(&words);
        let only_reads = spec.is_some_and(CommandSpec::is_read_only);
        let keys = match spec.map(|spec| spec.slot_words(&words)) {
            Some(Keys::At(places)) => places,
            _ => Vec::new(),
        };
        (words, keys, only_reads)
    }

    /// A marker, or a MULTI that is sent later: its reply is known.
    fn complete_marker(
        &mut self,
        request: &Request<T>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Ran, Error> {
        if let (Some(ticket), ExpectedReply::Nothing) = (request.ticket(), request.expected) {
            handler.marker(ticket)?;
            return Ok(Ran::InTurn);
        }
        let ok = Value::Simple(b"OK".to_vec());
        self.state
            .deliver_known(request, &ok, ReplyKind::Other, handler)?;
        Ok(Ran::InTurn)
    }

    fn complete(
        &mut self,
        request: &Request<T>,
        span: &WireSpan,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Ran, Error> {
        let blocking = self.blocking(request, span.pipeline);
        let canceller = blocking
            .is_some()
            .then(|| self.connections.canceller.clone());
        let node = &mut self.connections.pipelines[span.pipeline];
        let Some(connection) = node.connection_of(span) else {
            Retry::after_loss(self, request, span, handler)?;
            return Ok(Ran::InTurn);
        };
        let handles = self.router.handles(request);
        let moved = Cell::new(None);
        let handles = |error: &[u8]| {
            let handled = handles(error);
            if !handled && error.starts_with(b"MOVED") {
                moved.set(Some(error.to_vec()));
            }
            handled
        };
        let waiting = blocking
            .zip(canceller)
            .and_then(|(blocking, canceller)| blocking.wait(connection, &canceller));
        let reader = &mut connection.reader;
        let received = self.state.receive(request, reader, &handles, handler);
        drop(waiting);
        let mid_reply = connection.reader.is_mid_reply();
        self.note_login(span.pipeline);
        let node = &mut self.connections.pipelines[span.pipeline];
        match received {
            Ok(Received::Replied(_)) => {
                node.replied(span);
                self.faults.replied();
                if let Some(moved) = moved.take() {
                    self.learn_moved(&moved, span);
                } else if self.router.learns_owners() {
                    self.learn_owner(span);
                }
                Ok(Ran::InTurn)
            }
            Ok(Received::Refused(error)) => {
                node.replied(span);
                let address = node.address.clone();
                self.faults.refused();
                let ran = Retry::after_refusal(self, request, span, &address, error, handler)?;
                self.faults.retried();
                Ok(ran)
            }
            Err(error) if error.is_disconnect() => {
                self.connection_lost(span, mid_reply, error)?;
                Retry::after_loss(self, request, span, handler)?;
                Ok(Ran::InTurn)
            }
            Err(error) => Err(error),
        }
    }

    fn connection_lost(
        &mut self,
        span: &WireSpan,
        mid_reply: bool,
        error: Error,
    ) -> Result<(), Error> {
        if self.connections.interrupter.is_raised() {
            self.connections.pipelines[span.pipeline].lose(Some(error));
            return Err(Error::Interrupted);
        }
        // With alternatives, another node may be gone too.
        let is_hopeless = self.faults.is_hopeless(!mid_reply) && !self.router.has_alternatives();
        self.faults.connection_lost(self.pipeline.sent());
        if is_hopeless {
            return Err(error);
        }
        self.connections.pipelines[span.pipeline].lose(Some(error));
        Ok(())
    }

    /// The login is now as a reply on the connection of a pipeline has changed it, on all connections.
    pub(super) fn note_login(&mut self, pipeline: usize) {
        if std::mem::take(&mut self.state.connection.login_changed) {
            let login = self.login().clone();
            self.connections.change_login(login, Some(pipeline));
        }
    }

    /// A MOVED inside a transaction was passed on. The next transaction goes where it says.
    fn learn_moved(&mut self, error: &[u8], span: &WireSpan) {
        let asked = &self.connections.pipelines[span.pipeline].address;
        if let Some(redirect) = Redirect::parse(error, asked)
            && self.router.is_cluster()
        {
            self.faults.owner_changed();
            self.router.moved(&redirect);
        }
    }

    /// A node has replied to a command, so it owns the slot of its keys.
    fn learn_owner(&mut self, span: &WireSpan) {
        let (words, keys, _) = self.keys_in(span);
        if let Some(&key) = keys.first() {
            let address = &self.connections.pipelines[span.pipeline].address;
            self.router.replied(Slot::of(&words[key]), address);
        }
    }

    /// The command, if it may block and could be cancelled.
    pub(super) fn blocking(&mut self, request: &Request<T>, pipeline: usize) -> Option<Blocking> {
        if !self.connections.interrupter.is_cancel_enabled() {
            return None;
        }
        Blocking::of(request, pipeline, &self.connections, self.state.table())
    }

    /// A command was answered by another node than it was sent to. If no other command is in flight, commands without keys go
    /// there too.
    pub(super) fn note_replied_by(&mut self, address: &Address) {
        if self.router.follows_replies() && self.pipeline.has_only_markers() {
            let pipeline = self.connections.pipeline_to(address);
            if !self.connections.pipelines[pipeline].reads_replica {
                self.connections.current = pipeline;
            }
        }
    }

    /// Decides the fate of a command whose connection is lost, and reports it. False where the command is to be sent again.
    pub(super) fn settle(
        &mut self,
        request: &Request<T>,
        span: &WireSpan,
        error: &Error,
        handler: &mut impl ReplyHandler<T>,
    ) -> bool {
        let keeps_blocks = !self.router.is_cluster();
        let words = command_words(self.connections.pipelines[span.pipeline].bytes(&span.span));
        let node = &mut self.connections.pipelines[span.pipeline];
        node.lost.keeps_blocks = keeps_blocks;
        node.lost.broken_off &= !request.sets_state_by_line();
        let (pipeline, node_sent) = (&self.pipeline, node.lost.sent);
        let is_open = self.state.connection.transaction.is_some();
        let (retries, state) = (self.retries, &mut self.state);
        let is_idempotent = || retries && state.is_idempotent(&words);
        let transaction = || LostTransaction {
            is_open: is_open && request.position != TransactionPosition::Opens,
            exec_sent: pipeline.end_of_transaction(span) <= node_sent,
        };
        let position = request.position;
        let fate = node
            .lost
            .fate(&span.span, position, is_idempotent, transaction);
        let Some(fate) = fate else {
            return false;
        };
        let cause = node.lost.cause.as_ref().unwrap_or(error);
        self.state.lost(request, fate, cause, handler);
        self.note_login(span.pipeline);
        true
    }

    /// Reports each command that may have run, and forgets all.
    fn abandon(&mut self, error: &Error, handler: &mut impl ReplyHandler<T>) {
        let nodes = &mut self.connections.pipelines;
        nodes.iter_mut().for_each(NodePipeline::lose_if_in_use);
        if self.faults.take_refused()
            && let Some(request) = self.pipeline.pop()
        {
            self.state
                .lost(&request, CommandFate::Abandoned, error, handler);
        }
        while let Some(request) = self.pipeline.pop() {
            let settled = match &request.span {
                Some(span) => self.settle(&request, span, error, handler),
                None => true,
            };
            if !settled {
                self.state
                    .lost(&request, CommandFate::Abandoned, error, handler);
            }
        }
        for (_, request) in std::mem::take(&mut self.held) {
            self.state
                .lost(&request, CommandFate::Abandoned, error, handler);
        }
        self.pipeline.abandoned();
        self.faults.abandoned();
        self.refusals.clear();
        self.connections.side_channels.clear();
    }
}
