//! A byte stream to a server, in two halves for one or two threads.
//!
//! Plain sockets are read and written directly, without a copy. With TLS the halves share a session, whose lock is
//! never held while waiting for the network.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::Address;
use super::socket::Socket;
use super::tls::{Opener, Sealer, TlsClient};
use crate::Error;

/// A connection that is ready for use, after the TLS handshake if there is one.
#[derive(Debug)]
pub struct Transport {
    link: Held,
    tls: Option<(Opener, Sealer)>,
}

impl Transport {
    /// Creates a connection in plain text.
    pub(super) fn new(socket: Socket) -> Self {
        let link = Link {
            socket,
            ended_here: AtomicBool::new(false),
        };
        Transport {
            link: Held(Arc::new(link)),
            tls: None,
        }
    }

    /// Performs the TLS handshake, within `limit`.
    pub(super) fn secure(
        &mut self,
        client: &TlsClient,
        address: &Address,
        limit: Option<Duration>,
    ) -> Result<(), Error> {
        let opened = client.open(&self.link.socket, address, limit);
        let opened = opened.map_err(|reason| Error::Tls {
            address: address.clone(),
            reason,
        })?;
        self.tls = Some(opened);
        Ok(())
    }

    /// Returns a handle that closes the connection from another thread.
    pub(super) fn closer(&self) -> Closer {
        self.link.closer()
    }

    /// Splits the connection into its halves. Dropping both closes it.
    pub fn split(self) -> (ReadHalf, WriteHalf) {
        let link = Arc::new(self.link);
        let (opener, sealer) = self.tls.unzip();
        (
            ReadHalf {
                link: Arc::clone(&link),
                tls: opener,
            },
            WriteHalf { link, tls: sealer },
        )
    }
}

/// The state that the halves share.
#[derive(Debug)]
struct Link {
    socket: Socket,
    /// Set before this side closes the connection. The system then answers further data with a reset, which a waiting
    /// reader may see instead of the end.
    ended_here: AtomicBool,
}

impl Link {
    fn end(&self) {
        self.ended_here.store(true, Ordering::Release);
        self.socket.shutdown();
    }
}

/// The link as the halves hold it. Dropping the last one closes the connection, even if handles remain.
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

/// Identifies a connection, and lets a [`Poller`](super::Poller) wait for it. Two handles are equal if they are of the
/// same connection. A handle does not keep the connection open.
#[derive(Debug, Clone)]
pub struct ConnectionHandle(Arc<Link>);

impl ConnectionHandle {
    /// Closes the connection. A thread that reads sees the end of the stream.
    pub fn close(&self) {
        self.0.end();
    }

    pub(super) fn socket(&self) -> &Socket {
        &self.0.socket
    }
}

impl PartialEq for ConnectionHandle {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ConnectionHandle {}

/// Receives bytes.
///
/// A read calls the socket's read at most once. The end of the connection is the end of the stream, with or without
/// TLS' close notification. A timeout is an error of kind `TimedOut`, after which reading may continue. With TLS 1.3,
/// the server's error about the client's certificate arrives only with the first read, as a message for the user.
#[derive(Debug)]
pub struct ReadHalf {
    link: Arc<Held>,
    tls: Option<Opener>,
}

impl ReadHalf {
    /// Sets the timeout of every read; `None` waits indefinitely. Zero is the shortest timeout.
    pub fn set_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.link.socket.set_read_timeout(timeout)
    }

    /// Returns whether the connection has no TLS.
    pub(super) fn is_plain(&self) -> bool {
        self.tls.is_none()
    }

    /// Returns the server's IP address; `None` for a Unix socket.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.link.socket.peer()
    }

    /// Closes both directions, so that a thread waiting in the other half fails.
    pub fn shutdown(&self) {
        self.link.end();
    }

    /// Reads without waiting: `None` if no bytes have been received. No other thread may read or write meanwhile, since
    /// the socket's mode applies to both directions. A flag for a single read would allow that, but it is not portable.
    pub fn read_at_once(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        self.link.socket.set_nonblocking(true)?;
        let result = self.receive(buffer);
        self.link.socket.set_nonblocking(false)?;
        match result {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            other => other.map(Some),
        }
    }

    /// Returns a handle that identifies the connection.
    pub fn watch(&self) -> ConnectionHandle {
        ConnectionHandle(Arc::clone(&self.link.0))
    }

    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut socket = &self.link.socket;
        match &mut self.tls {
            None => socket.read(buffer),
            Some(tls) => tls.read(socket, buffer),
        }
    }
}

impl Read for ReadHalf {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.receive(buffer) {
            Err(_) if self.link.ended_here.load(Ordering::Acquire) => Ok(0),
            // Systems differ in the error for a timeout.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Err(io::ErrorKind::TimedOut.into())
            }
            result => result,
        }
    }
}

/// Closes a connection from any thread. It does not keep the connection open.
#[derive(Debug, Clone)]
pub struct Closer(Weak<Link>);

impl Closer {
    /// Closes the connection if it still exists. A thread that reads sees the end of the stream.
    pub fn close(&self) {
        if let Some(link) = self.0.upgrade() {
            link.end();
        }
    }

    /// Returns whether the connection no longer exists.
    pub fn is_gone(&self) -> bool {
        self.0.strong_count() == 0
    }
}

/// Sends bytes, without a buffer: bytes that `write` has accepted were passed to the system, and `flush` has no effect.
#[derive(Debug)]
pub struct WriteHalf {
    link: Arc<Held>,
    tls: Option<Sealer>,
}

impl WriteHalf {
    /// Closes both directions, so that a thread waiting in the other half sees the end of the stream.
    ///
    /// TLS' close notification is not sent: it could block, and the server does not need it.
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

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;
    use crate::net::{Address, DialOptions, dial};
    use crate::wait::wait_until;

    /// The halves of a connection, and the server's end.
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

    /// Checks the behaviour of any connection.
    fn behaves(mut reader: ReadHalf, mut writer: WriteHalf, mut peer: impl Read + Write) {
        let mut bytes = [0; 8];
        let at_once = reader.read_at_once(&mut bytes).expect("no end");
        assert_eq!(at_once, None, "nothing has come yet");
        peer.write_all(b"hi").expect("a write");
        assert_eq!(reader.read(&mut bytes).expect("the bytes"), 2);

        reader
            .set_timeout(Some(Duration::ZERO))
            .expect("the shortest timeout");
        let error = reader.read(&mut bytes).expect_err("nothing comes");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        reader.set_timeout(None).expect("no timeout");

        writer.write_all(b"bye").expect("a write");
        peer.read_exact(&mut bytes[..3]).expect("the bytes");
        peer.write_all(b"hi").expect("a write");
        wait_until(|| matches!(reader.read_at_once(&mut bytes), Ok(Some(2))));
        drop(peer);
        wait_until(|| matches!(reader.read_at_once(&mut bytes), Ok(Some(0))));
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
        wait_until(|| matches!(reader.read_at_once(&mut [0; 8]), Ok(Some(0)) | Err(_)));
    }

    #[test]
    fn a_shutdown_wakes_a_thread_in_the_other_half() {
        let (mut reader, writer, _peer) = over_tcp();
        let waiting = thread::spawn(move || reader.read(&mut [0; 8]));
        thread::sleep(Duration::from_millis(20));
        writer.shutdown();
        assert_eq!(waiting.join().expect("no panic").expect("the end"), 0);
    }
}
