//! A connected stream socket, TCP or Unix.
//!
//! Only this module and [`connecting`] use `socket2`, for options and for reads that do not block. They know neither
//! TLS nor host names.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
#[cfg(unix)]
use std::os::fd::{AsFd, BorrowedFd};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

#[cfg(unix)]
use socket2::SockAddr;
use socket2::{Domain, Protocol, SockRef, TcpKeepalive, Type};

use super::connecting;
use super::deadline::Deadline;
use crate::error::reason;

/// Keepalive probes a silent server after 15 s, then every 5 s, and closes the connection after 3 probes without a
/// reply. Half a minute is short enough for a user who waits, and long enough for a short interruption. redis-cli
/// uses the same values.
const KEEPALIVE: TcpKeepalive = TcpKeepalive::new()
    .with_time(Duration::from_secs(15))
    .with_interval(Duration::from_secs(5))
    .with_retries(3);

/// Holds streams of the standard library rather than `socket2`'s socket, since writing to those does not raise SIGPIPE.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Socket {
    /// Connects to a TCP address.
    pub(super) fn tcp(
        address: SocketAddr,
        deadline: &Deadline<'_>,
        multipath: bool,
    ) -> io::Result<Self> {
        let protocol = match multipath {
            true => multipath_tcp()?,
            false => Protocol::TCP,
        };
        let domain = Domain::for_address(address);
        let socket = socket2::Socket::new(domain, Type::STREAM, Some(protocol));
        let socket = socket.map_err(|error| match multipath {
            true => no_multipath(&reason(&error)),
            false => error,
        })?;
        connecting::connect(&socket, &address.into(), deadline)?;
        // Without these options the connection works, but it is slower, or detects a dead server later.
        let _ = socket.set_tcp_nodelay(true);
        let _ = socket.set_tcp_keepalive(&KEEPALIVE);
        Ok(Socket::Tcp(socket.into()))
    }

    /// Connects to a Unix socket.
    #[cfg(unix)]
    pub(super) fn unix(path: &Path, deadline: &Deadline<'_>) -> io::Result<Self> {
        let socket = socket2::Socket::new(Domain::UNIX, Type::STREAM, None)?;
        connecting::connect_unix(&socket, &SockAddr::unix(path)?, deadline)?;
        Ok(Socket::Unix(socket.into()))
    }

    /// Returns an error, since this system has no Unix sockets.
    #[cfg(not(unix))]
    pub(super) fn unix(_: &Path, _: &Deadline<'_>) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this system has no Unix sockets; give a host and a port",
        ))
    }

    /// Returns the server's IP address; `None` for a Unix socket.
    pub(super) fn peer(&self) -> Option<SocketAddr> {
        match self {
            Socket::Tcp(stream) => stream.peer_addr().ok(),
            #[cfg(unix)]
            Socket::Unix(_) => None,
        }
    }

    /// Sets the timeout of every read; `None` waits indefinitely. So does zero for the system, hence the minimum.
    pub(super) fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        let timeout = timeout.map(at_least_a_moment);
        self.control().set_read_timeout(timeout)
    }

    /// Sets the timeout of every write, likewise.
    pub(super) fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        let timeout = timeout.map(at_least_a_moment);
        self.control().set_write_timeout(timeout)
    }

    /// Closes both directions. A thread that reads sees the end of the stream.
    pub(super) fn shutdown(&self) {
        // This fails only if the connection has ended already.
        let _ = self.control().shutdown(Shutdown::Both);
    }

    /// Sets whether reads and writes return at once.
    pub(super) fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.control().set_nonblocking(nonblocking)
    }

    /// Returns whether bytes or the end of the connection have arrived. Does not read.
    #[cfg(not(unix))]
    pub(super) fn is_ready(&self) -> io::Result<bool> {
        let Socket::Tcp(stream) = self;
        stream.set_nonblocking(true)?;
        let peeked = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        Ok(!peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock))
    }

    fn control(&self) -> SockRef<'_> {
        match self {
            Socket::Tcp(stream) => SockRef::from(stream),
            #[cfg(unix)]
            Socket::Unix(stream) => SockRef::from(stream),
        }
    }
}

#[cfg(unix)]
impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Socket::Tcp(stream) => stream.as_fd(),
            Socket::Unix(stream) => stream.as_fd(),
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
    io::Error::new(
        io::ErrorKind::Unsupported,
        format!("this system has no multipath TCP ({why}); connect without it"),
    )
}
