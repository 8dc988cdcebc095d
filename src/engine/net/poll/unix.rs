//! A poller that calls `poll`, with a socket pair for wake-ups.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::net::ConnectionHandle;

/// Waits until one of several connections has something to read.
///
/// A connection is ready if its socket has received bytes, or if it was closed. With TLS, these bytes may belong to
/// the session (a ticket, a key update) rather than to a reply. Bytes that a [`Reader`](crate::net::Reader) has already
/// taken from the socket do not make a connection ready. So before each wait, read until
/// [`Reader::arrival`](crate::net::Reader::arrival) returns [`Arrival::Nothing`](crate::net::Arrival::Nothing).
#[derive(Debug)]
pub struct Poller {
    woken: UnixStream,
    waker: Waker,
}

/// Ends a wait of a [`Poller`] from another thread.
#[derive(Debug, Clone)]
pub struct Waker(Arc<UnixStream>);

impl Poller {
    /// Creates a poller.
    ///
    /// # Errors
    /// Returns the system's error if it has no more file descriptors.
    pub fn new() -> io::Result<Self> {
        let (woken, waker) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        let waker = Waker(Arc::new(waker));
        Ok(Poller { woken, waker })
    }

    /// Returns a handle that ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Waits until a connection is ready, a [`Waker`] is used, or the timeout has passed; without a timeout,
    /// indefinitely. Does not read. Returns at once if a waker was used since the last wait. May return early if a
    /// signal arrives.
    pub fn wait(&mut self, connections: &[ConnectionHandle], timeout: Option<Duration>) {
        let mut watched = vec![PollFd::new(&self.woken, PollFlags::IN)];
        let sockets = connections.iter().map(ConnectionHandle::socket);
        watched.extend(sockets.map(|socket| PollFd::new(socket, PollFlags::IN)));
        // A timeout beyond the system's range is infinite.
        let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
        // A signal ends the wait early. Other errors are impossible for valid descriptors, except a lack of memory.
        let _ = poll(&mut watched, timeout.as_ref());
        while matches!(self.woken.read(&mut [0; 64]), Ok(1..)) {}
    }
}

impl Waker {
    /// Ends the wait in progress, or the next one.
    pub fn wake(&self) {
        // If the socket's buffer is full, enough wake-ups are pending.
        let _ = (&*self.0).write(&[0]);
    }
}
