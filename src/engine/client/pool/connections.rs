//! The connections of a pool: how they are opened, and whether they are alive when they are lent again.

use std::time::{Duration, Instant};

use crate::Error;
use crate::error::FULL;
use crate::net::{Address, Connection, Endpoint, Login, Notice, Reader};
use crate::resp::{Event, EventSink, Tree, Value};

const PING: &[u8] = b"*1\r\n$4\r\nPING\r\n";

/// Timeout for the reply to PING on an idle connection. A slower one may be alive, but a new one is no worse.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// The connections that exist.
#[derive(Debug, Default)]
pub(super) struct PooledConnections {
    /// In the order in which they came back.
    idle: Vec<IdleConnection>,
    /// Where those that are lent lead to.
    lent: Vec<(Address, Login)>,
}

/// A connection on which no reply is pending.
#[derive(Debug)]
pub(super) struct IdleConnection {
    connection: Connection,
    address: Address,
    login: Login,
    since: Instant,
}

impl PooledConnections {
    /// Lends the idle connection for this address and login that was used last.
    pub(super) fn lend_idle(&mut self, endpoint: &Endpoint) -> Option<IdleConnection> {
        let last = self.idle.iter().rposition(|idle| idle.is_for(endpoint))?;
        self.note_lent(endpoint);
        Some(self.idle.remove(last))
    }

    pub(super) fn note_lent(&mut self, endpoint: &Endpoint) {
        let place = (endpoint.address.clone(), endpoint.login.clone());
        self.lent.push(place);
    }

    /// Notes that a connection is no longer lent.
    pub(super) fn note_returned(&mut self, endpoint: &Endpoint) {
        let is_it = |lent: &(Address, Login)| is_for(&lent.0, &lent.1, endpoint);
        if let Some(place) = self.lent.iter().position(is_it) {
            self.lent.swap_remove(place);
        }
    }

    /// Takes a connection back. One that has received an unsolicited reply is closed instead: replies could no longer be
    /// matched to commands.
    pub(super) fn add(&mut self, mut connection: Connection, endpoint: &Endpoint) {
        self.note_returned(endpoint);
        let reader = &mut connection.reader;
        if !reader.is_ready() && !reader.is_mid_reply() && reader.set_timeout(None).is_ok() {
            self.idle.push(IdleConnection {
                connection,
                address: endpoint.address.clone(),
                login: endpoint.login.clone(),
                since: Instant::now(),
            });
        }
    }

    /// Whether there is any connection for this address and login.
    pub(super) fn has(&self, endpoint: &Endpoint) -> bool {
        let mut lent = self.lent.iter();
        self.idle.iter().any(|idle| idle.is_for(endpoint))
            || lent.any(|(address, login)| is_for(address, login, endpoint))
    }

    /// Takes the oldest idle connections beyond `allowed`.
    pub(super) fn take_oldest(&mut self, allowed: usize) -> Vec<IdleConnection> {
        let surplus = self.idle.len().saturating_sub(allowed);
        self.idle.drain(..surplus).collect()
    }
}

fn is_for(address: &Address, login: &Login, endpoint: &Endpoint) -> bool {
    *address == endpoint.address && *login == endpoint.login
}

impl IdleConnection {
    fn is_for(&self, endpoint: &Endpoint) -> bool {
        is_for(&self.address, &self.login, endpoint)
    }

    /// Returns the connection if it is alive. Sends a PING only after `idle` time.
    pub(super) fn revive(mut self, idle: Duration) -> Option<Connection> {
        if self.connection.reader.has_ended() {
            return None;
        }
        let alive = self.since.elapsed() < idle || answers(&mut self.connection);
        alive.then_some(self.connection)
    }
}

/// Opens a connection; with `ping`, one that has answered a PING.
///
/// # Errors
/// The errors of [`Connection::open`]; [`Error::Refused`] if the server replies to PING that it is at its `maxclients`.
pub(super) fn open(endpoint: &Endpoint, ping: bool) -> Result<(Connection, Vec<Notice>), Error> {
    let first = if ping { PING } else { &[] };
    let opened = Connection::open(endpoint, first)?;
    let mut connection = opened.connection;
    if ping {
        if !opened.sent {
            connection.send_counted(PING).1?;
        }
        let reply = pong(&mut connection, endpoint.dial.connect_timeout)?;
        if let Some(error) = reply.as_error().filter(|error| is_full(error)) {
            return Err(connection.reader.refused_command("the connection", error));
        }
    }
    Ok((connection, opened.notices))
}

fn is_full(error: &[u8]) -> bool {
    error.starts_with(FULL.as_bytes())
}

/// Reads the next reply and skips pushes, which no caller of the pool enables.
pub(super) fn read_reply<S: EventSink>(reader: &mut Reader, sink: &mut S) -> Result<(), Error> {
    loop {
        if !reader.is_ready() {
            sink.event(Event::Wait).map_err(Error::Output)?;
        }
        if reader.peek()? != b'>' {
            return reader.read(sink);
        }
        reader.read_value()?;
    }
}

/// Whether the server replies to PING. An error reply counts: a server that loads its data, or denies PING, is alive.
fn answers(connection: &mut Connection) -> bool {
    let sent = connection.send_counted(PING).1;
    let reply = sent.and_then(|()| pong(connection, Some(PING_TIMEOUT)));
    reply.is_ok_and(|reply| reply.as_bytes() == Some(b"PONG") || reply.as_error().is_some())
}

fn pong(connection: &mut Connection, timeout: Option<Duration>) -> Result<Value, Error> {
    let reader = &mut connection.reader;
    reader.set_timeout(timeout)?;
    let mut tree = Tree::new();
    read_reply(reader, &mut tree)?;
    reader.set_timeout(None)?;
    Ok(tree.take().expect("the reply is complete"))
}
