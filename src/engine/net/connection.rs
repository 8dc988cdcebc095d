//! One connection: opened with its handshake, written in large pieces, read reply by reply.
//!
//! It knows no commands beyond the handshake, sends nothing again and makes no second connection.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use super::handshake::{Handshake, Refusal};
use super::{
    Address, Arrival, ClientId, Closer, ConnectionHandle, DialOptions, Login, Notice, ReadHalf,
    WriteHalf, dial,
};
use crate::Error;
use crate::resp::{DecodeError, Decoder, Event, EventSink, Tree, Value};

/// Bytes read at once: large enough that a reply of any size costs few system calls, small enough to stay in cache.
const READ_SIZE: usize = 128 * 1024;

/// A server, how to reach it, and what a connection to it is to be.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Where it is.
    pub address: Address,
    /// How it is reached.
    pub dial: DialOptions,
    /// What is made on every connection before anything else is sent.
    pub login: Login,
}

impl Endpoint {
    /// The endpoint at this address, with default options and login.
    pub fn new(address: Address) -> Self {
        Endpoint {
            address,
            dial: DialOptions::default(),
            login: Login::default(),
        }
    }

    /// The same for another server, and another login.
    pub fn at(&self, address: Address, login: Login) -> Endpoint {
        Endpoint {
            address,
            dial: self.dial.clone(),
            login,
        }
    }
}

/// A connection to one server, whose handshake is through. Its halves may be used by two threads.
#[derive(Debug)]
pub struct Connection {
    /// Replies in.
    pub reader: Reader,
    /// Commands out.
    pub writer: Writer,
    client_id: Option<ClientId>,
}

/// A new connection, and what came of opening it.
#[derive(Debug)]
pub struct Opened {
    /// The connection.
    pub connection: Connection,
    /// What went wrong without consequence.
    pub notices: Vec<Notice>,
    /// Whether the bytes given have gone out with the handshake; if not, they are still to be sent.
    pub sent: bool,
}

/// Why no connection could be opened.
#[derive(Debug)]
pub struct Unopened {
    /// What went wrong.
    pub error: Error,
    /// Whether the bytes given may have gone out with the handshake, and been run.
    pub sent: bool,
}

impl From<Unopened> for Error {
    fn from(unopened: Unopened) -> Error {
        unopened.error
    }
}

impl Connection {
    /// Connects, and makes the connection what the endpoint's login says. `first` is a command that is to follow: it
    /// shares the handshake's write where that is safe. Without a connect timeout a silent server is waited for.
    ///
    /// # Errors
    /// [`Error::Connect`] and [`Error::Tls`]; [`Error::Refused`] where the login's protocol or database is not to be
    /// had; [`Error::Timeout`] where the server says nothing for the connect timeout; and what [`Reader::read`] returns.
    pub fn open(endpoint: &Endpoint, first: &[u8]) -> Result<Opened, Unopened> {
        let mut sent = false;
        Self::try_open(endpoint, first, &mut sent).map_err(|error| Unopened { error, sent })
    }

    fn try_open(endpoint: &Endpoint, first: &[u8], sent: &mut bool) -> Result<Opened, Error> {
        let (reader, writer) = dial(&endpoint.address, &endpoint.dial)?.split();
        let mut connection = Connection {
            reader: Reader::new(endpoint.address.clone(), reader),
            writer: Writer::new(endpoint.address.clone(), writer),
            client_id: None,
        };
        let timeout = endpoint.dial.connect_timeout;
        let handshake = Handshake::new(&endpoint.login, timeout.is_some());
        connection.reader.set_timeout(timeout)?;
        let notices = connection.shake_hands(handshake, first, sent)?;
        connection.reader.set_timeout(None)?;
        Ok(Opened {
            connection,
            notices,
            sent: *sent,
        })
    }

    /// What the server calls this connection, if it has said so: to HELLO, or since.
    pub fn client_id(&self) -> Option<ClientId> {
        self.client_id
    }

    /// Takes in the reply to CLIENT ID.
    pub(crate) fn identified(&mut self, reply: &Value) {
        self.client_id = ClientId::from_reply(reply);
    }

    /// Sends all of it, and tells how many bytes the system has taken: what lies behind them has not left. Where the
    /// server has said why it hung up, that is the error.
    pub fn send_counted(&mut self, bytes: &[u8]) -> (usize, Result<(), Error>) {
        let (sent, outcome) = self.writer.send_counted(bytes);
        (sent, outcome.map_err(|error| self.reader.reason(error)))
    }

    fn shake_hands(
        &mut self,
        mut handshake: Handshake<'_>,
        first: &[u8],
        sent: &mut bool,
    ) -> Result<Vec<Notice>, Error> {
        let share = handshake.shares_write() && !first.is_empty();
        let mut out = Vec::new();
        while handshake.request(&mut out) {
            if share && !*sent {
                out.extend_from_slice(first);
                *sent = true;
            }
            self.send_counted(&out).1?;
            out.clear();
            while handshake.awaited() > 0 {
                let value = self.reader.read_value()?;
                handshake
                    .reply(&value)
                    .map_err(|refusal| self.reader.refused(refusal))?;
            }
        }
        self.client_id = handshake.client_id();
        Ok(handshake.into_notices())
    }
}

/// The half that replies come in by.
pub struct Reader {
    address: Address,
    half: ReadHalf,
    timeout: Option<Duration>,
    buffer: Box<[u8]>,
    /// What of the buffer has been read and not been used.
    filled: std::ops::Range<usize>,
    bytes_read: u64,
    decoder: Decoder,
}

impl Reader {
    fn new(address: Address, half: ReadHalf) -> Self {
        let buffer = vec![0; READ_SIZE].into_boxed_slice();
        let decoder = Decoder::new();
        Reader {
            address,
            half,
            timeout: None,
            buffer,
            filled: 0..0,
            bytes_read: 0,
            decoder,
        }
    }

    /// How long a read may wait for bytes; `None` is for ever.
    ///
    /// # Errors
    /// [`Error::Lost`] where the system will not.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<(), Error> {
        if self.timeout != timeout {
            self.half
                .set_timeout(timeout)
                .map_err(|source| self.lost(source))?;
            self.timeout = timeout;
        }
        Ok(())
    }

    /// Whether bytes are at hand, so that the next reply begins without a wait.
    pub fn is_ready(&self) -> bool {
        !self.filled.is_empty()
    }

    /// Whether a reply has begun and is not complete.
    pub fn is_mid_reply(&self) -> bool {
        !self.decoder.is_between_replies()
    }

    /// How many bytes of replies have been read, since the connection was made.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// What ends this connection from another thread.
    pub fn closer(&self) -> Closer {
        self.half.closer()
    }

    /// The address that the connection leads to; none of a Unix socket.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.half.peer()
    }

    /// Ends the connection: whoever writes on it fails.
    pub(crate) fn shutdown(&self) {
        self.half.shutdown();
    }

    /// What a read would find. Does not wait; only for a connection on which nothing is awaited.
    pub fn arrival(&mut self) -> Arrival {
        match self.filled.is_empty() {
            true => self.half.arrival(),
            false => Arrival::Bytes,
        }
    }

    /// Whether the server has ended the connection, as [`arrival`](Self::arrival) says it.
    pub fn has_ended(&mut self) -> bool {
        self.arrival() == Arrival::End
    }

    /// The connection, to be watched from outside, and to be told from others.
    pub fn watch(&self) -> ConnectionHandle {
        self.half.watch()
    }

    /// The type byte of the next reply or push (`-`, `$`, `>` …), which stays unread. Waits for it.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`].
    pub fn peek(&mut self) -> Result<u8, Error> {
        if self.filled.is_empty() {
            self.fill()?;
        }
        Ok(self.buffer[self.filled.start])
    }

    /// Reads one reply or push, and sends its events to a sink.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`], [`Error::Protocol`]; [`Error::Output`] if the sink fails.
    pub fn read<S: EventSink>(&mut self, sink: &mut S) -> Result<(), Error> {
        loop {
            if self.filled.is_empty() {
                sink.event(Event::Wait).map_err(Error::Output)?;
                self.fill()?;
            }
            let bytes = &self.buffer[self.filled.clone()];
            let fed = match self.decoder.feed(bytes, sink) {
                Ok(fed) => fed,
                Err(DecodeError::Sink(error)) => return Err(Error::Output(error)),
                Err(DecodeError::Protocol(source)) => {
                    return Err(Error::Protocol {
                        address: self.address.clone(),
                        source,
                    });
                }
            };
            self.filled.start += fed.consumed;
            if fed.complete {
                return Ok(());
            }
        }
    }

    /// Reads one reply as data.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_value(&mut self) -> Result<Value, Error> {
        let mut tree = Tree::new();
        self.read(&mut tree)?;
        Ok(tree
            .take()
            .expect("the decoder has called the value complete"))
    }

    /// Reads the next reply as data; push messages before it are left out.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_reply(&mut self) -> Result<Value, Error> {
        loop {
            match self.read_value()? {
                Value::Push(_) => {}
                reply => return Ok(reply),
            }
        }
    }

    /// Reads the next reply, which is to say that a command was taken.
    ///
    /// # Errors
    /// As [`read`](Self::read); [`Error::Refused`] where it says otherwise.
    pub fn read_acceptance(&mut self, command: &str) -> Result<(), Error> {
        match self.read_reply()?.as_error() {
            None => Ok(()),
            Some(error) => Err(self.refused_command(command, error)),
        }
    }

    /// The error for a command that this server has answered, but not as it was to be.
    pub(crate) fn refused_command(&self, command: &str, reply: &[u8]) -> Error {
        self.refused(Refusal {
            command: command.to_owned(),
            reply: String::from_utf8_lossy(reply).into_owned(),
        })
    }

    fn fill(&mut self) -> Result<(), Error> {
        let count = loop {
            match self.half.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.read_error(error)),
                Ok(count) => break count,
            }
        };
        if count == 0 {
            let mid_reply = self.is_mid_reply();
            return Err(Error::Closed {
                address: self.address.clone(),
                mid_reply,
            });
        }
        self.bytes_read += count as u64;
        self.filled = 0..count;
        Ok(())
    }

    fn read_error(&self, error: io::Error) -> Error {
        match (error.kind(), self.timeout) {
            (io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut, Some(after)) => Error::Timeout {
                address: self.address.clone(),
                after,
            },
            _ => self.lost(error),
        }
    }

    fn lost(&self, source: io::Error) -> Error {
        Error::Lost {
            address: self.address.clone(),
            source,
        }
    }

    /// Why a write failed: the server's own reason, which waits to be read (a TLS alert), or else the system's.
    fn reason(&mut self, write_error: Error) -> Error {
        match self.peek() {
            Err(read_error @ Error::Lost { .. }) => read_error,
            _ => write_error,
        }
    }

    fn refused(&self, Refusal { command, reply }: Refusal) -> Error {
        Error::Refused {
            address: self.address.clone(),
            command,
            reply,
        }
    }
}

impl fmt::Debug for Reader {
    /// Not what has been read: what a server stores is nobody's business but the caller's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("address", &self.address)
            .field("bytes_read", &self.bytes_read)
            .finish_non_exhaustive()
    }
}

/// The half that commands go out by.
#[derive(Debug)]
pub struct Writer {
    address: Address,
    half: WriteHalf,
}

impl Writer {
    fn new(address: Address, half: WriteHalf) -> Self {
        Writer { address, half }
    }

    /// Sends all of it, and tells how many bytes the system has taken: what lies behind them has not left.
    pub(crate) fn send_counted(&mut self, bytes: &[u8]) -> (usize, Result<(), Error>) {
        let mut sent = 0;
        while sent < bytes.len() {
            match self.half.write(&bytes[sent..]) {
                Ok(0) => return (sent, Err(self.lost(io::ErrorKind::WriteZero.into()))),
                Ok(count) => sent += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return (sent, Err(self.lost(error))),
            }
        }
        (sent, Ok(()))
    }

    /// Ends the connection: whoever waits for a reply on it sees the end.
    pub(crate) fn shutdown(&self) {
        self.half.shutdown();
    }

    fn lost(&self, source: io::Error) -> Error {
        Error::Lost {
            address: self.address.clone(),
            source,
        }
    }
}
