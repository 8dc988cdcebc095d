//! Bytes to and from one server, as two halves that one thread or two can use.
//!
//! Plain sockets are read and written as they are, without a copy; with TLS the halves share one session, and never hold
//! its lock while they wait for the network. It must not know what the bytes mean.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::Arrival;
use super::socket::Socket;
use super::tls::{Opener, Sealer, Session};
use crate::Error;

/// A connection that is ready for use: connected and, where TLS was asked for, past its handshake.
pub struct Transport {
    link: Held,
    session: Option<Session>,
}

impl Transport {
    /// In plain text.
    pub(super) fn new(socket: Socket) -> Self {
        let link = Link {
            socket,
            ended_here: AtomicBool::new(false),
        };
        Transport {
            link: Held(Arc::new(link)),
            session: None,
        }
    }

    /// The same with a TLS session, which `open` makes.
    ///
    /// # Errors
    /// Those of `open`.
    pub(super) fn secured(
        mut self,
        open: impl FnOnce(&Socket) -> Result<Session, Error>,
    ) -> Result<Self, Error> {
        self.session = Some(open(&self.link.socket)?);
        Ok(self)
    }

    /// What ends this connection from another thread.
    pub(super) fn closer(&self) -> Closer {
        self.link.closer()
    }

    /// The two directions. The connection is closed when both are dropped.
    pub fn split(self) -> (ReadHalf, WriteHalf) {
        let link = Arc::new(self.link);
        let (opener, sealer) = self.session.map(Session::split).unzip();
        (
            ReadHalf {
                link: Arc::clone(&link),
                tls: opener,
            },
            WriteHalf { link, tls: sealer },
        )
    }
}

/// What the halves share.
#[derive(Debug)]
struct Link {
    socket: Socket,
    /// Set before this side shuts the connection down. What the server still sends is then answered with a reset by the
    /// system, which a reader that was waiting may see instead of the end.
    ended_here: AtomicBool,
}

impl Link {
    fn end(&self) {
        self.ended_here.store(true, Ordering::Release);
        self.socket.shutdown();
    }
}

/// The link as the halves have it: with the last of them it ends, so that whoever watches it does not keep it open.
#[derive(Debug)]
struct Held(Arc<Link>);

impl Held {
    fn closer(&self) -> Closer {
        Closer(Arc::downgrade(&self.0))
    }
}

impl Deref for Held {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if Arc::strong_count(&self.0) > 1 {
            self.0.end();
        }
    }
}

/// A connection that is watched from outside of its halves, by another thread: it tells when there is something to read, and
/// takes nothing of it. Two of them are equal where they watch the same connection. It does not keep the connection open.
#[derive(Clone)]
pub struct ConnectionHandle(Arc<Link>);

impl ConnectionHandle {
    /// Waits until something has come that nobody has read, or the connection has ended. What has come need not be for the
    /// reader: with TLS it may be the session's own business. Only for a connection on which nothing is awaited, or it
    /// tells of what somebody else is about to read.
    pub fn wait(&self) {
        self.0.socket.wait();
    }
}

impl PartialEq for ConnectionHandle {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ConnectionHandle {}

/// What the server sends.
///
/// Reading gives at most one read of the socket. The peer's end is an end of file however it came about, with or without
/// TLS' own goodbye. A timeout is an error of kind `TimedOut`, after which reading can go on. What the server has against
/// the client's certificate, or against having none, may come only here, with the first bytes (TLS 1.3): such an error is
/// in words for the user.
pub struct ReadHalf {
    link: Arc<Held>,
    tls: Option<Opener>,
}

impl ReadHalf {
    /// Bounds every read from now on; `None` waits for ever. Zero is taken as the shortest time there is.
    pub fn set_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.link.socket.set_read_timeout(timeout)
    }

    /// What ends this connection from another thread.
    pub fn closer(&self) -> Closer {
        self.link.closer()
    }

    /// The address at the other end; none of a Unix socket.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.link.socket.peer()
    }

    /// Ends the connection in both directions, so that a thread waiting in the other half fails.
    pub fn shutdown(&self) {
        self.link.end();
    }

    /// What a read would find. Does not wait, and loses nothing: bytes that have come mean that the connection is alive,
    /// and are there for the next read. Nobody may be reading or writing meanwhile.
    pub fn arrival(&mut self) -> Arrival {
        match &mut self.tls {
            None => self.link.socket.arrival(),
            Some(tls) => tls.arrival(|buffer| self.link.socket.read_at_once(buffer)),
        }
    }

    /// Whether the server has closed or reset the connection, as [`arrival`](Self::arrival) says it.
    pub fn has_ended(&mut self) -> bool {
        self.arrival() == Arrival::End
    }

    /// The connection, to be watched from outside.
    pub fn watch(&self) -> ConnectionHandle {
        ConnectionHandle(Arc::clone(&self.link.0))
    }
}

impl Read for ReadHalf {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut socket = &self.link.socket;
        let result = match &mut self.tls {
            None => socket.read(buffer),
            Some(tls) => tls.read(socket, buffer),
        };
        match result {
            Err(_) if self.link.ended_here.load(Ordering::Acquire) => Ok(0),
            // What systems call a timeout differs.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Err(io::ErrorKind::TimedOut.into())
            }
            result => result,
        }
    }
}

/// Ends a connection from anywhere, whoever reads or writes on it. It does not keep the connection open.
#[derive(Debug, Clone)]
pub struct Closer(Weak<Link>);

impl Closer {
    /// Ends the connection, if it is still there: a thread that waits for it wakes with the end of file.
    pub fn close(&self) {
        if let Some(link) = self.0.upgrade() {
            link.end();
        }
    }

    /// Whether there is nothing to end any more.
    pub fn is_gone(&self) -> bool {
        self.0.strong_count() == 0
    }
}

/// What is sent to the server. Nothing is kept back: what `write` has taken is with the system, and `flush` does nothing.
pub struct WriteHalf {
    link: Arc<Held>,
    tls: Option<Sealer>,
}

impl WriteHalf {
    /// Ends the connection in both directions, so that a thread waiting in the other half wakes with the end of file.
    ///
    /// TLS' goodbye is not sent: that could block, and no server needs it from a client that has all its replies.
    pub fn shutdown(&self) {
        self.link.end();
    }
}

impl Write for WriteHalf {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut socket = &self.link.socket;
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
        f.debug_tuple("Transport").field(&self.link).finish()
    }
}

impl fmt::Debug for ConnectionHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConnectionHandle").field(&self.0).finish()
    }
}

impl fmt::Debug for ReadHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ReadHalf").field(&self.link).finish()
    }
}

impl fmt::Debug for WriteHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WriteHalf").field(&self.link).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;
    use crate::net::{Address, DialOptions, dial};
    use crate::wait::wait_until;

    /// A connection's halves, and the other end.
    fn over_tcp() -> (ReadHalf, WriteHalf, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let address = Address::tcp("127.0.0.1", port);
        let transport = dial(&address, &DialOptions::default()).expect("a connection");
        let (reader, writer) = transport.split();
        (reader, writer, listener.accept().expect("a client").0)
    }

    #[cfg(unix)]
    fn over_unix() -> (ReadHalf, WriteHalf, std::os::unix::net::UnixStream) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("socket");
        let listener = std::os::unix::net::UnixListener::bind(&path).expect("a socket");
        let transport = dial(&Address::Unix(path), &DialOptions::default()).expect("a connection");
        let (reader, writer) = transport.split();
        (reader, writer, listener.accept().expect("a client").0)
    }

    /// Everything that holds for any connection, whatever it runs over.
    fn behaves(mut reader: ReadHalf, mut writer: WriteHalf, mut peer: impl Read + Write) {
        let mut bytes = [0; 8];
        assert!(!reader.has_ended(), "nothing has come yet");
        peer.write_all(b"hi").expect("a write");
        assert!(!reader.has_ended(), "bytes are waiting");
        assert_eq!(reader.read(&mut bytes).expect("the bytes"), 2);

        reader
            .set_timeout(Some(Duration::ZERO))
            .expect("the shortest timeout");
        let error = reader.read(&mut bytes).expect_err("nothing comes");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        reader.set_timeout(None).expect("no timeout");

        writer.write_all(b"bye").expect("a write");
        peer.read_exact(&mut bytes[..3]).expect("the bytes");
        drop(peer);
        wait_until(|| reader.has_ended());
        assert_eq!(reader.read(&mut bytes).expect("the end"), 0);
    }

    #[test]
    fn a_tcp_connection_reads_writes_times_out_and_ends() {
        let (reader, writer, peer) = over_tcp();
        behaves(reader, writer, peer);
    }

    #[cfg(unix)]
    #[test]
    fn a_unix_socket_reads_writes_times_out_and_ends() {
        let (reader, writer, peer) = over_unix();
        behaves(reader, writer, peer);
    }

    #[test]
    fn a_reset_connection_has_ended() {
        let (mut reader, mut writer, peer) = over_tcp();
        writer.write_all(b"never read").expect("a write");
        drop(peer);
        wait_until(|| reader.has_ended());
    }

    #[test]
    fn a_watch_wakes_for_bytes_and_leaves_them_and_for_the_end_on_either_side() {
        let (mut reader, writer, mut peer) = over_tcp();
        let watch = reader.watch();
        assert_eq!(reader.arrival(), Arrival::Nothing);
        let wait = || {
            let watch = watch.clone();
            thread::spawn(move || watch.wait())
        };
        let waiting = wait();
        peer.write_all(b"hi").expect("a write");
        waiting.join().expect("it wakes");
        assert_eq!(reader.arrival(), Arrival::Bytes);
        assert_eq!(reader.read(&mut [0; 8]).expect("the bytes"), 2);
        let waiting = wait();
        drop((reader, writer));
        waiting.join().expect("it wakes");
        assert_eq!(peer.read(&mut [0; 8]).expect("the end"), 0);
    }

    #[test]
    fn a_shutdown_wakes_a_thread_that_waits_in_the_other_half() {
        let (mut reader, writer, _peer) = over_tcp();
        let waiting = thread::spawn(move || reader.read(&mut [0; 8]));
        thread::sleep(Duration::from_millis(20));
        writer.shutdown();
        assert_eq!(waiting.join().expect("no panic").expect("the end"), 0);
    }
}
