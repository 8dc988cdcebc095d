//! One connection: opened with its handshake, written in large pieces, read reply by reply.
//!
//! It knows no commands beyond the handshake, sends nothing again and makes no second connection.

use super::handshake::Handshake;
use super::{Address, ClientId, DialOptions, Login, Notice, Reader, Writer, dial};
use crate::Error;
use crate::resp::Value;

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
pub struct OpenError {
    /// What went wrong.
    pub error: Error,
    /// Whether the bytes given may have gone out with the handshake, and been run.
    pub sent: bool,
}

impl From<OpenError> for Error {
    fn from(unopened: OpenError) -> Error {
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
    pub fn open(endpoint: &Endpoint, first: &[u8]) -> Result<Opened, OpenError> {
        let mut sent = false;
        Self::try_open(endpoint, first, &mut sent).map_err(|error| OpenError { error, sent })
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
