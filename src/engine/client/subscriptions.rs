//! Subscriptions, MONITOR and CLIENT TRACKING: unsolicited messages, and the state that is restored after a loss.

use super::client::Client;
use super::state::request::{Recipient, Request};
use super::state::{ExpectedReply, Stream, Subscribed};
use super::{ReplyHandler, Until};
use crate::Error;
use crate::command::Verb;
use crate::net::{Address, Arrival, ConnectionHandle, Reader};
use crate::pubsub::{Confirmation, SubscriptionKind, Subscriptions};

/// Whether commands may follow SUBSCRIBE and MONITOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionMode {
    /// They may: the command gets its confirmations, and messages are [unsolicited](ReplyHandler::unsolicited).
    Interleaved,
    /// They may not: messages are replies to the command, which ends with the connection.
    Stream,
}

/// The result of [`Client::resubscribe`].
#[derive(Debug)]
pub enum Resubscribed {
    /// All lost subscriptions are restored.
    Done,
    /// The server refused some of them, and they are forgotten.
    Refused,
    /// No server could be reached. Another attempt may succeed.
    NotYet(Error),
}

impl<T> Client<T> {
    /// The subscriptions of all connections, those of lost ones among them.
    pub fn subscribed(&mut self) -> &Subscribed {
        let subscribed = &mut self.state.subscribed;
        if subscribed.depends_on_connections() {
            subscribed.retain(&self.connections.handles());
        }
        subscribed
    }

    /// Whether subscriptions are lost and can be restored. In a transaction they cannot: its end must find that the
    /// transaction is lost, and not a new connection.
    pub fn needs_resubscribing(&mut self) -> bool {
        self.subscribed().has_lost() && self.is_plain()
    }

    /// The handles of all open connections, for a [`Poller`](crate::net::Poller).
    pub fn connection_handles(&self) -> Vec<ConnectionHandle> {
        self.connections.handles()
    }

    /// Passes all unsolicited messages that have arrived to the handler, while `wanted` is true. Returns the errors of lost
    /// connections. Only while nothing is in flight. It can be interrupted, since the rest of a
    /// message may never arrive: the connection is lost then.
    ///
    /// # Errors
    /// [`Error::Protocol`]; the handler's own.
    pub fn read_unsolicited(
        &mut self,
        handler: &mut impl ReplyHandler<T>,
        wanted: impl Fn() -> bool,
    ) -> Result<Vec<Error>, Error> {
        // An earlier interrupt is meant for the next command.
        let _ = self.connections.begin_interruptible();
        let lost = self.read_all_unsolicited(handler, &wanted);
        self.connections.interrupter.end();
        lost
    }

    fn read_all_unsolicited(
        &mut self,
        handler: &mut impl ReplyHandler<T>,
        wanted: &impl Fn() -> bool,
    ) -> Result<Vec<Error>, Error> {
        let mut lost = Vec::new();
        let state = &mut self.state;
        for node in &mut self.connections.pipelines {
            let address = node.address.clone();
            let Some(connection) = node.open_connection() else {
                continue;
            };
            let reader = &mut connection.reader;
            let outcome = read_arrived(reader, &address, wanted, |reader| {
                state.read_unsolicited(reader, handler)
            });
            match outcome {
                Ok(()) => {}
                Err(error) if error.is_disconnect() => {
                    node.end_reported = true;
                    lost.push(error);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(lost)
    }

    /// Reconnects to the server that gets commands without keys, unless the connection is open. With sentinels, that is the
    /// primary that they name now. Tries once.
    ///
    /// # Errors
    /// As [`Connection::open`](crate::net::Connection::open); [`Error::NoPrimary`]; [`Error::Interrupted`].
    pub fn reconnect(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<Address, Error> {
        let router = &mut self.router;
        let outcome = self.connections.interruptible(|connections| {
            let current = &mut connections.pipelines[connections.current];
            if !current.is_connected() {
                current.connection = None;
                router.find_primary(connections)?;
            }
            connections.connect(connections.current, true)
        });
        self.report_connections(handler);
        outcome.map(|()| self.connections.address().clone())
    }

    /// Restores lost subscriptions, MONITOR and tracking. Tries once, so that a prompt does not keep its user waiting.
    ///
    /// # Errors
    /// An error that another attempt does not help against.
    pub fn resubscribe(
        &mut self,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Resubscribed, Error> {
        self.state.restore_refused = false;
        match self.restore(handler) {
            Ok(()) if self.state.restore_refused => {
                self.state.subscribed.forget_lost();
                Ok(Resubscribed::Refused)
            }
            Ok(()) => Ok(Resubscribed::Done),
            Err(error) if error.is_transient() => Ok(Resubscribed::NotYet(error)),
            Err(error) => Err(error),
        }
    }

    fn restore(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let subscribed = &self.state.subscribed;
        let mut commands = subscribed.to_resubscribe().commands();
        let monitor = vec![b"MONITOR".to_vec()];
        commands.extend(subscribed.has_lost_monitor().then_some(monitor));
        commands.extend(subscribed.lost_tracking());
        self.reconnect_single(handler)?;
        for words in commands {
            let expected = match Verb::of(&words) {
                Verb::Subscribe => ExpectedReply::Restored(words.len() - 1),
                _ => ExpectedReply::Reply,
            };
            self.submit_channels(&words, Recipient::Restore, expected, handler)?;
        }
        self.run(Until::Replied, handler)
    }

    /// Reconnects, except in a cluster, where another node may have replaced the one that gets commands without keys.
    fn reconnect_single(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        match self.router.is_cluster() {
            true => Ok(()),
            false => self.reconnect(handler).map(|_| ()),
        }
    }

    fn submit_channels(
        &mut self,
        words: &[Vec<u8>],
        recipient: Recipient<T>,
        expected: ExpectedReply,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let request = Request::new(recipient, Verb::of(words), words, expected);
        self.submit_request(words, request, handler)
    }

    /// Sends the commands of a stream again over the next connection: those that restore its subscriptions, or `words` for a
    /// MONITOR.
    ///
    /// # Errors
    /// As [`submit`](Self::submit).
    pub fn restart_stream(
        &mut self,
        words: &[Vec<u8>],
        ticket: impl Fn() -> T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let mut commands = self.subscribed().to_resubscribe().commands();
        let (last, stream) = match commands.pop() {
            Some(last) => (last, Stream::Messages),
            None => (words.to_vec(), Stream::Monitor),
        };
        for words in commands {
            let expected = ExpectedReply::Confirmations(words.len() - 1);
            self.submit_channels(&words, Recipient::Handler(ticket()), expected, handler)?;
        }
        let recipient = Recipient::Handler(ticket());
        self.submit_channels(&last, recipient, ExpectedReply::Endless(stream), handler)
    }

    /// Subscribes to the shard channels of an SSUBSCRIBE, each on the node of its slot. Messages are unsolicited. Waits for
    /// the confirmations. False for any other command, and for one that the server refuses.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn subscribe_by_slot(
        &mut self,
        words: &[Vec<u8>],
        ticket: impl Fn() -> T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<bool, Error> {
        let Some(wanted) = shard_channels(words) else {
            return Ok(false);
        };
        for words in wanted.commands() {
            let expected = ExpectedReply::Confirmations(words.len() - 1);
            self.submit_channels(&words, Recipient::Handler(ticket()), expected, handler)?;
        }
        self.run(Until::Replied, handler)?;
        Ok(true)
    }

    /// Ends the subscriptions that an UNSUBSCRIBE names, on the connections that have them: in a cluster, these need not be
    /// the connection of commands without keys. False where there are none.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn unsubscribe_everywhere(
        &mut self,
        words: &[Vec<u8>],
        ticket: impl Fn() -> T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<bool, Error> {
        let held = self.held(words);
        for (connection, subscriptions) in &held {
            self.end_over(connection, subscriptions, &ticket, handler)?;
        }
        Ok(!held.is_empty())
    }

    /// The subscriptions that an UNSUBSCRIBE ends, by connection.
    fn held(&self, words: &[Vec<u8>]) -> Vec<(ConnectionHandle, Subscriptions)> {
        let Some((family, _)) = words
            .first()
            .and_then(|name| SubscriptionKind::of_command(name))
        else {
            return Vec::new();
        };
        let is_named = |name: &Vec<u8>| words.len() == 1 || words[1..].contains(name);
        let all = self.state.subscribed.by_connection.iter();
        let held = all.map(|(connection, all)| {
            let names = all.of(family).iter().filter(|name| is_named(name));
            (connection.clone(), of_family(family, names.cloned()))
        });
        held.filter(|(_, held)| !held.is_empty()).collect()
    }

    fn end_over(
        &mut self,
        connection: &ConnectionHandle,
        subscriptions: &Subscriptions,
        ticket: &impl Fn() -> T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        for words in subscriptions.endings() {
            let expected = ExpectedReply::Confirmations(words.len() - 1);
            let recipient = Recipient::Handler(ticket());
            let request = Request::new(recipient, Verb::of(&words), &words, expected);
            self.submit_over(connection, &words, request);
        }
        self.run(Until::Replied, handler)
    }

    /// Ends MONITOR and all subscriptions. `ticket` names the UNSUBSCRIBE commands.
    ///
    /// A RESP2 connection is closed: while it is subscribed it takes no other commands, and servers that implement a part of
    /// Redis may not leave that state.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn end_subscriptions(
        &mut self,
        ticket: impl Fn() -> T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        self.leave_monitor();
        self.subscribed();
        self.state.subscribed.forget_lost_channels();
        self.close_message_connections();
        for (connection, subscriptions) in self.state.subscribed.by_connection.clone() {
            self.end_over(&connection, &subscriptions, &ticket, handler)?;
        }
        Ok(())
    }

    /// Closes the connections on which messages are arrays, and forgets their subscriptions.
    fn close_message_connections(&mut self) {
        let subscribed = &self.state.subscribed;
        for node in &mut self.connections.pipelines {
            let connection = node.connection.as_ref();
            if connection.is_some_and(|connection| subscribed.sends_arrays(&connection.reader)) {
                node.connection = None;
            }
        }
        self.subscribed();
        self.state.subscribed.forget_lost_channels();
    }

    /// Ends MONITOR by closing its connection, since its lines could not be told from replies. The next command reconnects.
    /// True where it ran.
    pub fn leave_monitor(&mut self) -> bool {
        let ran = self.state.subscribed.end_monitor();
        if ran {
            self.hang_up();
        }
        ran
    }

    /// Forgets the subscriptions of lost connections.
    pub fn forget_lost_subscriptions(&mut self) {
        self.state.subscribed.forget_lost();
    }

    /// Forgets all subscriptions and returns them as lost.
    pub fn take_subscriptions(&mut self) -> Subscribed {
        self.state.subscribed.end()
    }
}

/// Reads all messages that have arrived on a connection.
fn read_arrived(
    reader: &mut Reader,
    address: &Address,
    wanted: &impl Fn() -> bool,
    mut read: impl FnMut(&mut Reader) -> Result<(), Error>,
) -> Result<(), Error> {
    while wanted() {
        match reader.arrival() {
            Arrival::Nothing => return Ok(()),
            Arrival::Bytes => read(reader)?,
            Arrival::End => return Err(Error::closed(address)),
        }
    }
    Ok(())
}

/// The channels of an SSUBSCRIBE; `None` for any other command, and for one without channels.
fn shard_channels(words: &[Vec<u8>]) -> Option<Subscriptions> {
    let (name, channels) = words.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let is_ssubscribe = SubscriptionKind::of_command(name)? == (SubscriptionKind::Shard, true);
    is_ssubscribe.then(|| of_family(SubscriptionKind::Shard, channels.iter().cloned()))
}

fn of_family(family: SubscriptionKind, names: impl Iterator<Item = Vec<u8>>) -> Subscriptions {
    let mut subscriptions = Subscriptions::default();
    for name in names {
        subscriptions.learn(&Confirmation {
            family,
            begun: true,
            name: Some(name),
        });
    }
    subscriptions
}
