//! A poller that calls `poll`, with a socket pair for wake-ups.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::net::ConnectionHandle;

#[derive(Debug)]
pub(super) struct Waiting {
    woken: UnixStream,
    signal: Signal,
}

#[derive(Debug, Clone)]
pub(super) struct Signal(Arc<UnixStream>);

impl Waiting {
    pub(super) fn new() -> io::Result<Self> {
        let (woken, signal) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        signal.set_nonblocking(true)?;
        let signal = Signal(Arc::new(signal));
        Ok(Waiting { woken, signal })
    }

    pub(super) fn signal(&self) -> Signal {
        self.signal.clone()
    }

    pub(super) fn wait(&mut self, connections: &[ConnectionHandle], timeout: Option<Duration>) {
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

impl Signal {
    pub(super) fn wake(&self) {
        // If the socket's buffer is full, enough wake-ups are pending.
        let _ = (&*self.0).write(&[0]);
    }
}
