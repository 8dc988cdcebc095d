//! A connection that nobody uses: how it is made, and whether it is still good when it is wanted again.
//!
//! It must not know who waits for it.

use std::time::{Duration, Instant};

use crate::Error;
use crate::error::FULL;
use crate::net::{Connection, Endpoint, Reader};
use crate::resp::{Event, EventSink, Tree, Value};

const PING: &[u8] = b"*1\r\n$4\r\nPING\r\n";

/// For the answer to PING on a connection that was idle. One that takes longer may be alive, but a new one will not do
/// worse.
const ANSWER: Duration = Duration::from_secs(1);

/// A connection on which nothing is awaited, and since when that is so.
#[derive(Debug)]
pub(super) struct Spare {
    connection: Connection,
    since: Instant,
}

impl Spare {
    /// From now on. `None` where something has come that nobody has asked for: whose reply comes next is not known.
    pub(super) fn new(connection: Connection) -> Option<Self> {
        let reader = &connection.reader;
        let quiet = !reader.is_ready() && !reader.is_mid_reply();
        quiet.then(|| Spare {
            connection,
            since: Instant::now(),
        })
    }

    /// The connection, if it is alive as far as can be known. Asks the server only where it was spare for `idle`.
    pub(super) fn revive(mut self, idle: Duration) -> Option<Connection> {
        if self.connection.reader.has_ended() {
            return None;
        }
        let asks = self.since.elapsed() >= idle;
        let alive = !asks || answers(&mut self.connection);
        alive.then_some(self.connection)
    }
}

/// A new connection, which has answered.
///
/// # Errors
/// As [`Connection::open`], and [`Error::Refused`] where the server is full.
pub(super) fn open(endpoint: &Endpoint) -> Result<Connection, Error> {
    let opened = Connection::open(endpoint, PING).map_err(|unopened| unopened.error)?;
    let mut connection = opened.connection;
    if !opened.sent {
        connection.send_counted(PING).1?;
    }
    match pong(&mut connection, endpoint.dial.connect_timeout)?.as_error() {
        Some(reply) if reply.starts_with(FULL.as_bytes()) => Err(Error::Refused {
            address: endpoint.address.clone(),
            command: "the connection".to_owned(),
            reply: String::from_utf8_lossy(reply).into_owned(),
        }),
        _ => Ok(connection),
    }
}

/// Reads the next reply past pushes, which on these connections nobody has asked for.
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

/// Whether PING is answered, and by what is its answer. An error is one: a server that is loading, or lets this user do
/// other things only, is alive.
fn answers(connection: &mut Connection) -> bool {
    let sent = connection.send_counted(PING).1;
    let reply = sent.and_then(|()| pong(connection, Some(ANSWER)));
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
