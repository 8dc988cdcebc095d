//! The connections of a client: one pipeline per node, and side channels for commands that must not wait behind a queue.
//!
//! Knows how nodes are reached, but neither the node of a command nor the commands in flight.

use std::collections::HashMap;
use std::time::Duration;

use super::Canceller;
use super::node_pipeline::NodePipeline;
use crate::Error;
use crate::net::{Address, Connection, ConnectionHandle, Endpoint, Interrupter, Login, Notice};
use crate::resp::Value;

/// How long connecting may take where another node may serve instead. A host that is switched off does not reply, and the
/// system would try for minutes.
const REACH_TIMEOUT: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(super) struct Connections {
    /// How nodes are reached, and the node that the user named.
    pub(super) endpoint: Endpoint,
    /// The login of connections that are opened from now on.
    pub(super) login: Login,
    /// How often commands have changed the login. A connection from before is brought up to date before it is used.
    login_version: u32,
    pub(super) pipelines: Vec<NodePipeline>,
    pub(super) side_channels: HashMap<Address, Connection>,
    /// The connection on which a transaction goes on whose commands are sent one by one, after a loss.
    resumed: Option<(Address, ConnectionHandle)>,
    /// The pipeline of commands without keys.
    pub(super) current: usize,
    /// Another node may serve in place of one that is gone.
    pub(super) has_alternatives: bool,
    /// Connections that were opened and not reported yet.
    opened: Vec<(Address, Vec<Notice>)>,
    pub(super) interrupter: Interrupter,
    pub(super) canceller: Canceller,
    /// The last operation was interrupted, or the connections were closed by this side.
    pub(super) is_resting: bool,
}

impl Connections {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        Connections {
            login: endpoint.login.clone(),
            login_version: 0,
            pipelines: vec![NodePipeline::new(endpoint.address.clone())],
            side_channels: HashMap::new(),
            resumed: None,
            current: 0,
            has_alternatives: false,
            opened: Vec::new(),
            interrupter: endpoint.dial.interrupter.clone(),
            canceller: Canceller::new(endpoint.dial.interrupter.clone()),
            is_resting: false,
            endpoint,
        }
    }

    /// The address of the node of commands without keys.
    pub(super) fn address(&self) -> &Address {
        &self.pipelines[self.current].address
    }

    /// The number of the pipeline to an address. Adds a pipeline where there is none.
    pub(super) fn pipeline_to(&mut self, address: &Address) -> usize {
        let mut pipelines = self.pipelines.iter();
        let found = pipelines.position(|pipeline| pipeline.address == *address);
        found.unwrap_or_else(|| {
            self.pipelines.push(NodePipeline::new(address.clone()));
            self.pipelines.len() - 1
        })
    }

    /// The connection of the pipeline of commands without keys, if it leads to this address.
    pub(super) fn primary_at(&self, address: &Address) -> Option<ConnectionHandle> {
        let node = &self.pipelines[self.current];
        let connection = node
            .connection
            .as_ref()
            .filter(|_| node.address == *address);
        connection.map(|connection| connection.reader.watch())
    }

    /// The endpoint of a pipeline's node, with the current login.
    pub(super) fn endpoint_of(&self, pipeline: usize) -> Endpoint {
        let mut endpoint = self.pipelines[pipeline].endpoint(&self.endpoint, self.login.clone());
        endpoint.dial.reach_timeout = self.has_alternatives.then_some(REACH_TIMEOUT);
        endpoint
    }

    /// The endpoint of the node at an address, with the current login.
    pub(super) fn endpoint_at(&mut self, address: &Address) -> Endpoint {
        let pipeline = self.pipeline_to(address);
        self.endpoint_of(pipeline)
    }

    /// Opens the connection of a pipeline, unless there is one. With `sends`, unsent bytes go with its handshake.
    pub(super) fn connect(&mut self, pipeline: usize, sends: bool) -> Result<(), Error> {
        self.catch_up(pipeline);
        if self.pipelines[pipeline].connection.is_some() {
            return Ok(());
        }
        let endpoint = self.endpoint_of(pipeline);
        let notices = self.pipelines[pipeline].connect(&endpoint, sends)?;
        self.note_login_of(pipeline);
        self.opened.push((endpoint.address, notices));
        Ok(())
    }

    /// Completes the login of a pipeline's connection if the server required AUTH for it. Only while no reply is pending.
    pub(super) fn complete_login(&mut self, pipeline: usize) -> Result<(), Error> {
        let notices = self.pipelines[pipeline].complete_login(&self.login)?;
        if !notices.is_empty() {
            let address = self.pipelines[pipeline].address.clone();
            self.opened.push((address, notices));
        }
        Ok(())
    }

    /// A command has changed the login: on the connection of a pipeline, or elsewhere. It holds for all connections.
    pub(super) fn change_login(&mut self, login: Login, pipeline: Option<usize>) {
        if self.login == login {
            return;
        }
        self.login = login;
        self.login_version += 1;
        self.side_channels.clear();
        if let Some(pipeline) = pipeline {
            self.note_login_of(pipeline);
        }
    }

    fn note_login_of(&mut self, pipeline: usize) {
        let login = Some((self.login_version, self.login.clone()));
        self.pipelines[pipeline].login = login;
    }

    /// Gives an idle connection the login of the others: selects the database, and drops a connection whose login differs in
    /// more than that.
    fn catch_up(&mut self, pipeline: usize) {
        let node = &mut self.pipelines[pipeline];
        let (Some(connection), Some((version, login))) = (&mut node.connection, &mut node.login)
        else {
            return;
        };
        if *version == self.login_version {
            return;
        }
        let selects = std::mem::replace(&mut login.db, self.login.db) != self.login.db;
        let mut select = || {
            let reply = connection.call(&["SELECT", &self.login.db.to_string()]);
            reply.is_ok_and(|reply| reply.as_error().is_none())
        };
        match *login == self.login && (!selects || select()) {
            true => *version = self.login_version,
            false => node.connection = None,
        }
    }

    /// A connection to the node at `address` on which nothing is in flight: its pipeline's where that is idle, otherwise a
    /// side channel.
    pub(super) fn free(&mut self, address: &Address) -> Result<&mut Connection, Error> {
        let number = self.pipeline_to(address);
        if self.pipelines[number].is_idle() {
            self.pipelines[number].drop_ended();
            self.connect(number, true)?;
            let connection = self.pipelines[number].connection.as_mut();
            return Ok(connection.expect("the pipeline was connected"));
        }
        if !self.side_channels.contains_key(address) {
            let opened = Connection::open(&self.endpoint_of(number), &[])?;
            self.opened.push((address.clone(), opened.notices));
            self.side_channels
                .insert(address.clone(), opened.connection);
        }
        let side_channel = self.side_channels.get_mut(address);
        Ok(side_channel.expect("the side channel was opened"))
    }

    /// MULTI was sent to this node, on the connection that [`free`](Self::free) returned.
    pub(super) fn resume_transaction(&mut self, address: Address) {
        let connection = self.opened_free(&address);
        let handle = connection.map(|connection| connection.reader.watch());
        self.resumed = handle.map(|handle| (address, handle));
    }

    /// The node of the transaction that was resumed, if its connection is still there.
    pub(super) fn resumed_transaction(&mut self) -> Option<Address> {
        let (address, handle) = self.resumed.take()?;
        let connection = self.opened_free(&address)?;
        let is_there = connection.reader.watch() == handle && !connection.reader.has_ended();
        self.resumed = is_there.then_some((address.clone(), handle));
        is_there.then_some(address)
    }

    /// The connection that [`free`](Self::free) returned last for a node, if there is one.
    fn opened_free(&mut self, address: &Address) -> Option<&mut Connection> {
        let number = self.pipeline_to(address);
        match self.pipelines[number].is_idle() {
            true => self.pipelines[number].connection.as_mut(),
            false => self.side_channels.get_mut(address),
        }
    }

    /// Drops the connection that [`free`](Self::free) returns. True where it was in the middle of a reply.
    pub(super) fn drop_free(&mut self, address: &Address) -> bool {
        let number = self.pipeline_to(address);
        let connection = match self.pipelines[number].is_idle() {
            true => self.pipelines[number].connection.take(),
            false => self.side_channels.remove(address),
        };
        connection.is_some_and(|connection| connection.reader.is_mid_reply())
    }

    /// Sends a command of the client's own and returns the reply.
    pub(super) fn query(
        &mut self,
        address: &Address,
        words: &[&str],
        timeout: Option<Duration>,
    ) -> Result<Value, Error> {
        self.query_all(address, [words], timeout)
            .map(|[reply]| reply)
    }

    /// Sends commands of the client's own in one write, and returns the replies.
    pub(super) fn query_all<const N: usize>(
        &mut self,
        address: &Address,
        commands: [&[&str]; N],
        timeout: Option<Duration>,
    ) -> Result<[Value; N], Error> {
        let connection = self.free(address)?;
        let outcome = exchange(connection, commands, timeout);
        if outcome.is_err() {
            self.drop_free(address);
        }
        outcome
    }

    /// Runs an operation that can be interrupted. If it was, that is the reason for which it failed.
    pub(super) fn interruptible<R>(
        &mut self,
        operation: impl FnOnce(&mut Self) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let outcome = self.begin_interruptible().and_then(|()| operation(self));
        self.end_interruptible(outcome)
    }

    pub(super) fn begin_interruptible(&self) -> Result<(), Error> {
        self.interrupter.begin()
    }

    /// Ends an operation that can be interrupted.
    pub(super) fn end_interruptible<R>(&mut self, outcome: Result<R, Error>) -> Result<R, Error> {
        self.interrupter.end();
        // An interrupt may come too late to keep a reply away, and still end the connection.
        self.is_resting = self.interrupter.is_raised();
        match outcome {
            Err(Error::Output(error)) => Err(Error::Output(error)),
            Err(_) if self.is_resting => Err(Error::Interrupted),
            outcome => outcome,
        }
    }

    /// Uses this canceller and its interrupter, before there are connections.
    pub(super) fn set_canceller(&mut self, canceller: Canceller) {
        self.interrupter = canceller.interrupter();
        self.endpoint.dial.interrupter = self.interrupter.clone();
        self.canceller = canceller;
    }

    /// Closes all connections. Pipelines reconnect when they are used.
    pub(super) fn hang_up(&mut self) {
        self.pipelines
            .iter_mut()
            .for_each(|pipeline| pipeline.connection = None);
        self.is_resting = true;
    }

    pub(super) fn reset(&mut self, address: Address, login: Login) {
        self.pipelines = vec![NodePipeline::new(address.clone())];
        self.endpoint.address = address;
        self.login = login;
        self.side_channels.clear();
        self.current = 0;
    }

    /// Returns the connections that were opened since the last call.
    pub(super) fn take_opened(&mut self) -> Vec<(Address, Vec<Notice>)> {
        std::mem::take(&mut self.opened)
    }

    /// The handles of all connections that have not ended.
    pub(super) fn handles(&self) -> Vec<ConnectionHandle> {
        let open = self.pipelines.iter().filter(|node| !node.end_reported);
        open.filter_map(|node| node.connection.as_ref())
            .map(|connection| connection.reader.watch())
            .collect()
    }
}

fn exchange<const N: usize>(
    connection: &mut Connection,
    commands: [&[&str]; N],
    timeout: Option<Duration>,
) -> Result<[Value; N], Error> {
    connection.reader.set_timeout(timeout)?;
    let replies = connection.call_all(commands)?;
    connection.reader.set_timeout(None)?;
    Ok(replies)
}
