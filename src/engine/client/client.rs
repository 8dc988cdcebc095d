//! The client: its options, and calls that return values.

use std::num::NonZeroUsize;
use std::time::Duration;

use super::answered_names::AnsweredNames;
use super::connections::Connections;
use super::faults::Faults;
use super::order::Refusals;
use super::pipeline::Pipeline;
use super::reply::DiscardReplies;
use super::retry_clock::RETRY_TIMEOUT;
use super::routing::Router;
use super::state::State;
use super::state::request::{Recipient, Request};
use super::{Canceller, ReplyHandler, Routing, SubscriptionMode, Until, WritePolicy};
use crate::Error;
use crate::cluster::NatMap;
use crate::command::{CommandSpec, CommandTable, Verb};
use crate::net::{Address, Endpoint, Interrupter, Login, Notice};
use crate::resp::Value;

/// A client of one server, of a cluster, or of the primary that sentinels name.
///
/// [`call`](Self::call) and [`call_all`](Self::call_all) return replies as values. [`submit`](Self::submit) and
/// [`run`](Self::run) pass them to a [`ReplyHandler`] while they arrive; `T` is the ticket that names a
/// command there.
///
/// The client restores its connections after a loss: login, database, name, protocol and subscriptions. A command that may
/// have run is never sent again, unless it is idempotent.
#[derive(Debug)]
pub struct Client<T = ()> {
    pub(super) connections: Connections,
    pub(super) router: Router,
    pub(super) pipeline: Pipeline<T>,
    pub(super) state: State,
    /// Commands of a transaction whose node is not known yet.
    pub(super) held: Vec<(Vec<Vec<u8>>, Request<T>)>,
    pub(super) faults: Faults,
    pub(super) answered_names: AnsweredNames,
    pub(super) refusals: Refusals<T>,
    /// The policy that decides which commands are sent.
    pub write_policy: WritePolicy,
    /// Idempotent commands are sent again after a loss.
    pub(super) retries: bool,
    /// How long one command is retried that nodes refuse for now, or cannot be reached for.
    pub(super) retry_timeout: Duration,
}

impl<T> Client<T> {
    /// A client that is not connected yet.
    pub fn new(endpoint: Endpoint, routing: Routing) -> Self {
        let mut client = Client {
            state: State::new(endpoint.login.clone()),
            connections: Connections::new(endpoint),
            router: Router::new(routing),
            pipeline: Pipeline::new(),
            held: Vec::new(),
            faults: Faults::default(),
            answered_names: AnsweredNames::default(),
            refusals: Refusals::default(),
            write_policy: WritePolicy::default(),
            retries: true,
            retry_timeout: RETRY_TIMEOUT,
        };
        client.connections.has_alternatives = client.router.has_alternatives();
        client
    }

    /// Sends read-only commands to replicas. Their replies may be stale.
    pub fn with_replicas(mut self) -> Self {
        self.router.read_from_replicas();
        self
    }

    /// Sends only the commands that `policy` allows.
    pub fn with_write_policy(mut self, policy: WritePolicy) -> Self {
        self.write_policy = policy;
        self
    }

    /// Has up to `commands` in flight. Without this, the client decides: by the size of the replies, with the first use of a
    /// command's name alone, and with one at a time after a loss.
    pub fn with_window(mut self, commands: NonZeroUsize) -> Self {
        self.pipeline.window.limit_to(commands);
        self
    }

    /// Sends no command again after a loss, not even an idempotent one.
    pub fn without_retries(mut self) -> Self {
        self.retries = false;
        self
    }

    /// Sets how long one command is retried while its node refuses it for now (it is loading, the cluster is down) or cannot
    /// be reached. The default is 60 seconds. With zero the first error ends it.
    pub fn with_retry_timeout(mut self, timeout: Duration) -> Self {
        self.retry_timeout = timeout;
        self
    }

    /// Sets whether commands may follow SUBSCRIBE and MONITOR.
    pub fn with_subscriptions(mut self, mode: SubscriptionMode) -> Self {
        self.state
            .set_interleaves(mode == SubscriptionMode::Interleaved);
        self
    }

    /// Shares another client's canceller and interrupter. Only before the client connects.
    pub fn with_canceller(mut self, canceller: Canceller) -> Self {
        self.connections.set_canceller(canceller);
        self
    }

    /// The commands that the client knows: built in, and learnt from servers.
    pub fn command_table(&mut self) -> &mut CommandTable {
        self.state.table()
    }

    /// The specification of a command, in the table that routes it.
    pub(super) fn spec_of(&mut self, words: &[Vec<u8>]) -> Option<&CommandSpec> {
        let table = self.router.table().unwrap_or(self.state.table());
        table.find(words)
    }

    /// Interrupts the client from another thread.
    pub fn interrupter(&self) -> Interrupter {
        self.connections.interrupter.clone()
    }

    /// Cancels the command in flight from another thread. From now on, the client prepares for that.
    pub fn canceller(&self) -> Canceller {
        self.connections.interrupter.enable_cancel();
        self.connections.canceller.clone()
    }

    /// The server that gets commands without keys.
    pub fn address(&self) -> &Address {
        self.connections.address()
    }

    /// The login that a new connection restores.
    pub fn login(&self) -> &Login {
        &self.state.connection.login
    }

    /// An endpoint for a separate connection to the server that gets commands without keys. Interrupting the client does
    /// not interrupt it.
    pub fn endpoint(&self, login: Login) -> Endpoint {
        let mut endpoint = self.connections.endpoint_of(self.connections.current);
        endpoint.login = login;
        endpoint.dial.interrupter = Interrupter::default();
        endpoint
    }

    /// Whether a transaction is open.
    pub fn is_in_transaction(&self) -> bool {
        self.state.connection.transaction.is_some()
    }

    /// Whether the beginning of a transaction was lost, and its end was not submitted yet.
    pub fn has_lost_transaction(&self) -> bool {
        self.state.transaction_lost
    }

    /// Whether the next command gets a reply of its own: no transaction is open, and CLIENT REPLY is on.
    pub fn is_plain(&self) -> bool {
        self.state.sent.is_plain()
    }

    /// Whether from now on one command at a time is in flight, since the connection was lost with several. True once for
    /// each loss.
    pub fn take_caution(&mut self) -> bool {
        self.pipeline.window.take_caution()
    }

    /// Whether the connection to the server that gets commands without keys is open.
    pub fn is_connected(&mut self) -> bool {
        let current = self.connections.current;
        self.connections.pipelines[current].is_connected()
    }

    /// Whether this side closed the connections, or interrupted the last operation: the next command reconnects.
    pub fn is_resting(&self) -> bool {
        self.connections.is_resting
    }

    /// Prefers RESP3 for connections that are opened from now on.
    pub fn prefer_resp3(&mut self) {
        self.state.connection.prefer_resp3();
        self.connections.login = self.login().clone();
    }

    /// Whether commands are routed by slot, as far as is known without asking a server.
    pub fn is_cluster(&self) -> bool {
        self.router.is_cluster()
    }

    /// The map of the addresses that the cluster announces.
    pub fn natmap(&self) -> NatMap {
        self.router.natmap()
    }

    /// The addresses of all known nodes of the cluster.
    pub fn node_addresses(&self) -> Vec<Address> {
        self.router.node_addresses()
    }

    /// Drops all connections and their state, and goes to another address with this login. Only while nothing is in flight.
    pub fn reconnect_to(&mut self, address: Address, login: Login) {
        self.state.reset(login.clone());
        self.connections.reset(address, login);
        self.router.forget();
        self.answered_names.clear();
        self.pipeline.window.forget_losses();
        self.connections.has_alternatives = self.router.has_alternatives();
    }

    /// Closes all connections. The next command reconnects. Only while nothing is in flight.
    pub fn hang_up(&mut self) {
        self.connections.hang_up();
    }

    /// Sends a command and returns its reply. An error reply of the server is a value.
    ///
    /// # Errors
    /// [`Error::ReplyLost`] if the connection was lost and the command may have run; otherwise as [`run`](Self::run).
    pub fn call<A: AsRef<[u8]>>(&mut self, words: &[A]) -> Result<Value, Error> {
        let mut replies = self.call_all(&[words])?;
        Ok(replies.pop().expect("each command has a reply"))
    }

    /// Sends commands in one pipeline and returns their replies, in their order. Each goes to its node of a cluster.
    ///
    /// # Errors
    /// As [`call`](Self::call), for the first command without a reply. The commands behind it are sent all the same.
    pub fn call_all<C, A>(&mut self, commands: &[C]) -> Result<Vec<Value>, Error>
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        self.call_all_with(commands, &mut DiscardReplies::default())
    }

    /// As [`call_all`](Self::call_all); unsolicited messages and new connections go to `handler`.
    ///
    /// # Errors
    /// As [`call_all`](Self::call_all), and the handler's.
    pub fn call_all_with<C, A>(
        &mut self,
        commands: &[C],
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Vec<Value>, Error>
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        self.run(Until::Replied, handler)?;
        self.state.values.clear();
        let owned = |words: &C| {
            words
                .as_ref()
                .iter()
                .map(|word| word.as_ref().to_vec())
                .collect()
        };
        let outcome = self.call_each(commands.iter().map(owned), handler);
        let values = std::mem::take(&mut self.state.values);
        outcome?;
        values.into_iter().collect()
    }

    fn call_each(
        &mut self,
        commands: impl Iterator<Item = Vec<Vec<u8>>>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        for words in commands {
            let verb = Verb::of(&words);
            let (expected, position) = self.state.sent.sent(verb, &words);
            let request = Request {
                position,
                ..Request::new(Recipient::Caller, verb, &words, expected)
            };
            self.submit_request(&words, request, handler)?;
            if self.is_full() {
                self.run(Until::Sent, handler)?;
            }
        }
        self.run(Until::Replied, handler)
    }

    /// Whether commands go by the slots of their keys. Reads the topology if it is not known; a server outside of a cluster is
    /// the only one from then on.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::NoMap`].
    pub fn has_slots(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<bool, Error> {
        let outcome = self.router.has_slots(&mut self.connections);
        self.report_connections(handler);
        outcome
    }

    /// Whether commands go to several nodes, each over its own connection: a cluster's, or replicas.
    ///
    /// # Errors
    /// As [`has_slots`](Self::has_slots).
    pub fn is_distributed(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<bool, Error> {
        let outcome = self.router.is_distributed(&mut self.connections);
        self.report_connections(handler);
        outcome
    }

    /// Connects to the server that gets commands without keys, unless that is done.
    ///
    /// # Errors
    /// As [`Connection::open`](crate::net::Connection::open); [`Error::Interrupted`].
    pub fn connect(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let outcome = self.connections.begin_interruptible();
        let outcome = outcome.and_then(|()| self.send(self.connections.current, handler));
        let outcome = self.connections.end_interruptible(outcome);
        self.connections.is_resting = false;
        outcome
    }

    /// Asks which node serves now: the cluster for its topology, or the sentinels for the primary.
    pub(super) fn refresh(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let outcome = self.router.refresh(&mut self.connections);
        self.report_connections(handler);
        if outcome.is_ok() {
            self.faults.topology_read();
        }
        outcome
    }

    pub(super) fn report_connections(&mut self, handler: &mut impl ReplyHandler<T>) {
        for (address, notices) in self.connections.take_opened() {
            if let Some(connection) = self.connections.primary_at(&address) {
                self.router.connected(&address, connection);
            }
            self.state.connected();
            if notices.iter().any(Notice::leaves_database) {
                self.state.connection.login.db = 0;
                self.connections.change_login(self.login().clone(), None);
            }
            handler.connected(&address, notices);
        }
    }
}
