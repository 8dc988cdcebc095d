//! Bytes to and from one server, as two halves that one thread or two can use.
//!
//! Plain sockets are read and written as they are, without a copy; with TLS the halves share one session, and never hold
//! its lock while they wait for the network. It must not know what the bytes mean.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use super::socket::Socket;
use super::tls::{Opener, Sealer, Session};

/// A connection that is ready for use: connected and, where TLS was asked for, past its handshake.
pub struct Transport {
    socket: Socket,
    session: Option<Session>,
}

impl Transport {
    pub(super) fn new(socket: Socket, session: Option<Session>) -> Self {
        Transport { socket, session }
    }

    /// The two directions. The connection is closed when both are dropped.
    pub fn split(self) -> (ReadHalf, WriteHalf) {
        let socket = Arc::new(self.socket);
        let (opener, sealer) = self.session.map(Session::split).unzip();
        (
            ReadHalf {
                socket: Arc::clone(&socket),
                tls: opener,
            },
            WriteHalf {
                socket,
                tls: sealer,
            },
        )
    }
}

/// What the server sends.
///
/// Reading gives at most one read of the socket. The peer's end is an end of file however it came about, with or without
/// TLS' own goodbye. A timeout is an error of kind `TimedOut`, after which reading can go on. What the server or its
/// certificate has against a TLS session may come only here, with the first bytes; such an error says so in words for the user.
pub struct ReadHalf {
    socket: Arc<Socket>,
    tls: Option<Opener>,
}

impl ReadHalf {
    /// Bounds every read from now on; `None` waits for ever. Zero is taken as the shortest time there is.
    pub fn set_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.socket.set_read_timeout(timeout)
    }

    /// Whether the server has closed or reset the connection. Does not wait, and loses nothing: bytes that have come
    /// mean that it is alive, and are there for the next read. Nobody may be reading or writing meanwhile.
    pub fn has_ended(&mut self) -> bool {
        match &mut self.tls {
            None => self.socket.has_ended(),
            Some(tls) => tls.has_ended(|buffer| self.socket.read_at_once(buffer)),
        }
    }
}

impl Read for ReadHalf {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut socket = &*self.socket;
        let result = match &mut self.tls {
            None => socket.read(buffer),
            Some(tls) => tls.read(socket, buffer),
        };
        // What systems call a timeout differs.
        result.map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
            _ => error,
        })
    }
}

/// What is sent to the server. Nothing is kept back: what `write` has taken is with the system, and `flush` does nothing.
pub struct WriteHalf {
    socket: Arc<Socket>,
    tls: Option<Sealer>,
}

impl WriteHalf {
    /// Ends the connection in both directions, so that a thread waiting in the other half wakes with the end of file.
    ///
    /// TLS' goodbye is not sent: that could block, and no server needs it from a client that has all its replies.
    pub fn shutdown(&self) {
        self.socket.shutdown();
    }
}

impl Write for WriteHalf {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut socket = &*self.socket;
        match &mut self.tls {
            None => socket.write(bytes),
            Some(tls) => tls.write(socket, bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Transport").field(&self.socket).finish()
    }
}

impl fmt::Debug for ReadHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ReadHalf").field(&self.socket).finish()
    }
}

impl fmt::Debug for WriteHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WriteHalf").field(&self.socket).finish()
    }
}
