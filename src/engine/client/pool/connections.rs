//! Opening the connections of a pool, and checking that they are alive before they are lent again.

use std::time::{Duration, Instant};

use crate::Error;
use crate::error::FULL;
use crate::net::{Address, Connection, Endpoint, Login, Notice, Reader};
use crate::resp::{Event, EventSink, Value};

const PING: &[u8] = b"*1\r\n$4\r\nPING\r\n";

/// Timeout for the reply to PING on an idle connection. A slower one may be alive, but a new one is no worse.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection on which no reply is pending.
#[derive(Debug)]
pub(super) struct IdleConnection {
    connection: Connection,
    address: Address,
    login: Login,
    since: Instant,
}

impl IdleConnection {
    pub(super) fn new(connection: Connection, endpoint: &Endpoint) -> Self {
        IdleConnection {
            connection,
            address: endpoint.address.clone(),
            login: endpoint.login.clone(),
            since: Instant::now(),
        }
    }

    pub(super) fn is_for(&self, endpoint: &Endpoint) -> bool {
        self.address == endpoint.address && self.login == endpoint.login
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
        if let Some(error) = reply
            .as_error()
            .filter(|error| error.starts_with(FULL.as_bytes()))
        {
            return Err(connection.reader.refused_command("the connection", error));
        }
    }
    Ok((connection, opened.notices))
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
    let reply = reader.read_reply()?;
    reader.set_timeout(None)?;
    Ok(reply)
}
