//! A connection to one server: opening it, including the handshake, and sending.
//!
//! This layer knows only the commands of the handshake. It neither retries nor reconnects.

use super::handshake::Handshake;
use super::{Address, DialOptions, Login, Notice, ProtocolPreference, Reader, Writer, dial};
use crate::Error;
use crate::resp::{Value, encode_command};

/// A server, and the options and the login for connections to it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The server's address.
    pub address: Address,
    /// The options for connecting.
    pub dial: DialOptions,
    /// The setup of every connection, before any other command.
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

    /// Returns the endpoint with another address and login.
    pub fn at(&self, address: Address, login: Login) -> Endpoint {
        Endpoint {
            address,
            dial: self.dial.clone(),
            login,
        }
    }
}

/// A connection that has completed its handshake. Two threads may use its halves.
#[derive(Debug)]
pub struct Connection {
    /// Receives replies.
    pub reader: Reader,
    /// Sends commands.
    pub writer: Writer,
    client_id: Option<i64>,
}

/// A new connection, and the results of opening it.
#[derive(Debug)]
pub struct Opened {
    /// The new connection.
    pub connection: Connection,
    /// Problems of the handshake that do not prevent using the connection.
    pub notices: Vec<Notice>,
    /// Whether the given bytes were sent along with the handshake. Otherwise the caller sends them.
    pub sent: bool,
    /// The server requires AUTH before it accepts the rest of the login ([`Connection::set_up_again`]).
    pub needs_auth: bool,
    /// The server rejected HELLO, or closed the connection at it. A later connection need not ask for RESP3.
    pub is_resp2_only: bool,
}

/// The error of opening a connection.
#[derive(Debug)]
pub struct OpenError {
    /// The reason.
    pub error: Error,
    /// Whether the given bytes may have been sent along with the handshake, and executed.
    pub sent: bool,
}

impl From<OpenError> for Error {
    fn from(unopened: OpenError) -> Error {
        unopened.error
    }
}

impl Connection {
    /// Connects and performs the handshake. If the server closes the connection, and RESP3 is only preferred, connects again
    /// for RESP2. `first` is the encoding of the next command, which shares a write with
    /// the handshake if that is safe. Without a connect timeout, waits indefinitely for the server's replies.
    ///
    /// # Errors
    /// Returns the errors of [`dial()`] and [`Reader::read`], [`Error::Refused`] if the server rejects the login's
    /// protocol or database, and [`Error::Timeout`] if it does not reply within the connect timeout.
    pub fn open(endpoint: &Endpoint, first: &[u8]) -> Result<Opened, OpenError> {
        let mut sent = false;
        let prefers_resp3 = endpoint.login.protocol == ProtocolPreference::PreferResp3;
        let outcome = match Self::try_open(endpoint, first, &mut sent) {
            Err(Error::Closed { .. }) if prefers_resp3 => {
                Self::open_in_resp2(endpoint, first, &mut sent)
            }
            outcome => outcome,
        };
        outcome.map_err(|error| OpenError { error, sent })
    }

    fn open_in_resp2(endpoint: &Endpoint, first: &[u8], sent: &mut bool) -> Result<Opened, Error> {
        let mut resp2 = endpoint.clone();
        resp2.login.protocol = ProtocolPreference::Resp2;
        let mut opened = Self::try_open(&resp2, first, sent)?;
        opened.is_resp2_only = true;
        Ok(opened)
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
        connection
            .reader
            .set_reply_timeout(endpoint.dial.reply_timeout)?;
        connection.reader.set_timeout(timeout)?;
        let handshake = connection.perform_handshake(handshake, first, sent)?;
        connection.reader.set_timeout(None)?;
        Ok(Opened {
            connection,
            is_resp2_only: handshake.is_resp2_only,
            needs_auth: handshake.needs_auth,
            notices: handshake.notices,
            sent: *sent,
        })
    }

    /// Repeats the handshake without AUTH, which a command may have sent meanwhile. Returns the notices, and whether the
    /// server still requires AUTH. Only while no reply is pending.
    ///
    /// # Errors
    /// As [`open`](Self::open), once connected.
    pub fn set_up_again(&mut self, login: &Login) -> Result<(Vec<Notice>, bool), Error> {
        let handshake = Handshake::after_auth(login);
        let handshake = self.perform_handshake(handshake, &[], &mut false)?;
        Ok((handshake.notices, handshake.needs_auth))
    }

    /// Returns the server's number for the connection, if HELLO or CLIENT ID has reported it. Servers do not reuse numbers.
    pub fn client_id(&self) -> Option<i64> {
        self.client_id
    }

    /// Sends a command and returns its reply. Push messages before it are dropped. Only while no other reply is pending.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`], [`Error::Protocol`].
    pub fn call<A: AsRef<[u8]>>(&mut self, words: &[A]) -> Result<Value, Error> {
        self.call_all([words]).map(|[reply]| reply)
    }

    /// As [`call`](Self::call), for commands that are sent in one write.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn call_all<A: AsRef<[u8]>, const N: usize>(
        &mut self,
        commands: [&[A]; N],
    ) -> Result<[Value; N], Error> {
        let mut wire = Vec::new();
        for words in commands {
            encode_command(words, &mut wire);
        }
        self.send_counted(&wire).1?;
        let mut replies = [const { Value::Array(Vec::new()) }; N];
        for reply in &mut replies {
            *reply = self.reader.read_answer()?;
        }
        Ok(replies)
    }

    /// Records the reply to CLIENT ID.
    pub(crate) fn identified(&mut self, reply: &Value) {
        self.client_id = reply.as_integer();
    }

    /// Sends all bytes. Returns the number of bytes that the system has accepted; the others were not sent. If the
    /// server has explained why it closed the connection, that is the error.
    pub fn send_counted(&mut self, bytes: &[u8]) -> (usize, Result<(), Error>) {
        let (sent, outcome) = self.writer.send_counted(bytes);
        (sent, outcome.map_err(|error| self.reader.reason(error)))
    }

    fn perform_handshake<'l>(
        &mut self,
        mut handshake: Handshake<'l>,
        first: &[u8],
        sent: &mut bool,
    ) -> Result<Handshake<'l>, Error> {
        let share = handshake.shares_write() && !first.is_empty();
        let mut out = handshake.request();
        if !out.is_empty() {
            if share {
                out.extend_from_slice(first);
                *sent = true;
            }
            self.send_counted(&out).1?;
            while handshake.awaited() > 0 {
                let value = self.reader.read_value()?;
                handshake.reply(&value).map_err(|(command, reply)| {
                    self.reader.refused_command(&command, reply.as_bytes())
                })?;
            }
        }
        self.client_id = handshake.client_id;
        Ok(handshake)
    }
}
