//! A connected stream socket, TCP or Unix, with one face.
//!
//! Beside [`connecting`] the only place that knows `socket2`: socket options, and asking without blocking
//! whether the peer is still there. It must not know TLS or names that have to be looked up.

use std::io::{self, Read, Write};
use std::mem::MaybeUninit;
use std::net::{Shutdown, SocketAddr, TcpStream};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

#[cfg(unix)]
use socket2::SockAddr;
use socket2::{Domain, Protocol, SockRef, TcpKeepalive, Type};

use super::connecting;
use super::deadline::Deadline;

/// A silent peer is probed after 15 s, then every 5 s, and given up after 3 probes unanswered: half a minute, which is short
/// enough for a person who waits and long enough for a link that stumbles. redis-cli has the same figures.
const KEEPALIVE: TcpKeepalive = TcpKeepalive::new()
    .with_time(Duration::from_secs(15))
    .with_interval(Duration::from_secs(5))
    .with_retries(3);

/// What a read would find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It would have to wait.
    Nothing,
    /// Bytes.
    Bytes,
    /// The peer has closed or reset the connection, and nothing of it is left to read.
    End,
}

/// The standard library's streams, not `socket2`'s own socket: they keep a broken connection from raising SIGPIPE.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Socket {
    /// Connects to one TCP address.
    pub(super) fn tcp(
        address: SocketAddr,
        patience: &Deadline<'_>,
        multipath: bool,
    ) -> io::Result<Self> {
        let protocol = if multipath {
            multipath_tcp()?
        } else {
            Protocol::TCP
        };
        let socket =
            socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(protocol))
                .map_err(|error| {
                    if multipath {
                        no_multipath(&error.to_string())
                    } else {
                        error
                    }
                })?;
        connecting::connect(&socket, &address.into(), patience)?;
        // A system that refuses these two costs speed or patience, not the connection.
        let _ = socket.set_tcp_nodelay(true);
        let _ = socket.set_tcp_keepalive(&KEEPALIVE);
        Ok(Socket::Tcp(socket.into()))
    }

    /// Connects to the Unix socket at a path.
    #[cfg(unix)]
    pub(super) fn unix(path: &Path, patience: &Deadline<'_>) -> io::Result<Self> {
        let socket = socket2::Socket::new(Domain::UNIX, Type::STREAM, None)?;
        connecting::connect_local(&socket, &SockAddr::unix(path)?, patience)?;
        Ok(Socket::Unix(socket.into()))
    }

    /// Refuses: this system has no Unix sockets.
    #[cfg(not(unix))]
    pub(super) fn unix(_: &Path, _: &Deadline<'_>) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this system has no Unix sockets; give a host and a port",
        ))
    }

    /// The address that it is connected to; none for a Unix socket.
    pub(super) fn peer(&self) -> Option<SocketAddr> {
        match self {
            Socket::Tcp(stream) => stream.peer_addr().ok(),
            #[cfg(unix)]
            Socket::Unix(_) => None,
        }
    }

    /// Bounds every read from now on; `None` waits for ever. The system takes zero for "for ever", so it is not passed on.
    pub(super) fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.control()
            .set_read_timeout(timeout.map(at_least_a_moment))
    }

    /// The same for writes.
    pub(super) fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.control()
            .set_write_timeout(timeout.map(at_least_a_moment))
    }

    /// Ends both directions; who waits in a read wakes with the end of file.
    pub(super) fn shutdown(&self) {
        // It fails only where the connection has ended already.
        let _ = self.control().shutdown(Shutdown::Both);
    }

    /// What a read would find. Does not wait.
    pub(super) fn arrival(&self) -> Arrival {
        let mut byte = [MaybeUninit::uninit()];
        match self.at_once(|socket| socket.peek(&mut byte)) {
            Ok(Some(0)) | Err(_) => Arrival::End,
            Ok(Some(_)) => Arrival::Bytes,
            Ok(None) => Arrival::Nothing,
        }
    }

    /// Waits until a read would not have to, and takes nothing. Others may read, write and set timeouts meanwhile: theirs
    /// only make it look again.
    pub(super) fn wait(&self) {
        let mut byte = [MaybeUninit::uninit()];
        while let Err(error) = self.control().peek(&mut byte) {
            match error.kind() {
                io::ErrorKind::Interrupted
                | io::ErrorKind::WouldBlock
                | io::ErrorKind::TimedOut => {}
                _ => return,
            }
        }
    }

    /// Reads what is there without waiting: `None` where there is nothing, `Some(0)` at the end.
    pub(super) fn read_at_once(&self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let mut stream = self;
        self.at_once(|_| stream.read(buffer))
    }

    /// Runs one call that does not block. The switch acts on both directions, so nobody may be reading or writing meanwhile;
    /// a flag for the one call would not need that, but has no portable name.
    fn at_once<T>(
        &self,
        call: impl FnOnce(&SockRef<'_>) -> io::Result<T>,
    ) -> io::Result<Option<T>> {
        let socket = self.control();
        socket.set_nonblocking(true)?;
        let result = call(&socket);
        socket.set_nonblocking(false)?;
        match result {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            other => other.map(Some),
        }
    }

    fn control(&self) -> SockRef<'_> {
        match self {
            Socket::Tcp(stream) => SockRef::from(stream),
            #[cfg(unix)]
            Socket::Unix(stream) => SockRef::from(stream),
        }
    }
}

impl Read for &Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => (&mut &*stream).read(buffer),
            #[cfg(unix)]
            Socket::Unix(stream) => (&mut &*stream).read(buffer),
        }
    }
}

impl Write for &Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => (&mut &*stream).write(bytes),
            #[cfg(unix)]
            Socket::Unix(stream) => (&mut &*stream).write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn at_least_a_moment(timeout: Duration) -> Duration {
    timeout.max(Duration::from_millis(1))
}

#[cfg(target_os = "linux")]
fn multipath_tcp() -> io::Result<Protocol> {
    Ok(Protocol::MPTCP)
}

#[cfg(not(target_os = "linux"))]
fn multipath_tcp() -> io::Result<Protocol> {
    Err(no_multipath("only Linux has it"))
}

fn no_multipath(why: &str) -> io::Error {
    let why = why
        .split(" (os error")
        .next()
        .unwrap_or_default()
        .to_lowercase();
    io::Error::new(
        io::ErrorKind::Unsupported,
        format!("this system offers no multipath TCP ({why}); leave out --mptcp"),
    )
}
