//! Waiting for several connections at once.
//!
//! On Unix, [`Poller`] waits with `poll`, and a [`Waker`] ends the wait through a socket pair. Other systems have no
//! `poll` that takes sockets of the standard library without unsafe code; there the poller looks at every connection
//! at short intervals.

use std::io;
use std::time::Duration;

use super::ConnectionHandle;

#[cfg(not(unix))]
use sleep as system;
#[cfg(unix)]
use unix as system;

pub use system::Waker;

/// Waits until one of several connections has something to read.
///
/// A connection is ready if its socket has bytes, or if the connection has ended. With TLS the bytes may be the
/// session's own (a ticket, a key update) and hold no reply. Bytes that a [`Reader`](super::Reader) has already taken
/// from the socket do not count, neither as ciphertext nor as plaintext: ask [`Reader::arrival`](super::Reader::arrival)
/// until it returns [`Arrival::Nothing`](super::Arrival::Nothing) before each wait.
#[derive(Debug)]
pub struct Poller(system::Poller);

impl Poller {
    /// Creates a poller.
    ///
    /// # Errors
    /// Returns the system's error if it has no more file descriptors.
    pub fn new() -> io::Result<Self> {
        system::Poller::new().map(Poller)
    }

    /// Returns a handle that ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        self.0.waker()
    }

    /// Waits until one of the connections is ready, a [`Waker`] ends the wait, or the timeout has passed; without a
    /// timeout for as long as it takes. Reads nothing. A wake-up that came before the wait ends it at once. May return
    /// early, if a signal arrives.
    pub fn wait(&mut self, connections: &[ConnectionHandle], timeout: Option<Duration>) {
        self.0.wait(connections, timeout);
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{self, Read, Write};
    use std::os::unix::net::UnixStream;
    use std::sync::Arc;
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    use crate::net::ConnectionHandle;

    #[derive(Debug)]
    pub(super) struct Poller {
        woken: UnixStream,
        waker: Waker,
    }

    /// Ends a wait of a [`Poller`](super::Poller) from another thread.
    #[derive(Debug, Clone)]
    pub struct Waker(Arc<UnixStream>);

    impl Poller {
        pub(super) fn new() -> io::Result<Self> {
            let (woken, waker) = UnixStream::pair()?;
            woken.set_nonblocking(true)?;
            waker.set_nonblocking(true)?;
            let waker = Waker(Arc::new(waker));
            Ok(Poller { woken, waker })
        }

        pub(super) fn waker(&self) -> Waker {
            self.waker.clone()
        }

        pub(super) fn wait(&mut self, connections: &[ConnectionHandle], timeout: Option<Duration>) {
            let mut watched = vec![PollFd::new(&self.woken, PollFlags::IN)];
            let sockets = connections.iter().map(ConnectionHandle::socket);
            watched.extend(sockets.map(|socket| PollFd::new(socket, PollFlags::IN)));
            // A timeout beyond the system's range is none.
            let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
            // The only error is a signal: the arguments are valid, and memory is not allocated.
            let _ = poll(&mut watched, timeout.as_ref());
            while matches!(self.woken.read(&mut [0; 64]), Ok(1..)) {}
        }
    }

    impl Waker {
        /// Ends the wait in progress, or the next one.
        pub fn wake(&self) {
            // A full socket has wake-ups enough.
            let _ = (&*self.0).write(&[0]);
        }
    }
}

#[cfg(not(unix))]
mod sleep {
    use std::io;
    use std::sync::mpsc::{self, Receiver, Sender};
    use std::time::{Duration, Instant};

    use crate::net::{Arrival, ConnectionHandle};

    /// How often the connections are looked at.
    const INTERVAL: Duration = Duration::from_millis(20);

    #[derive(Debug)]
    pub(super) struct Poller {
        woken: Receiver<()>,
        waker: Waker,
    }

    /// Ends a wait of a [`Poller`](super::Poller) from another thread.
    #[derive(Debug, Clone)]
    pub struct Waker(Sender<()>);

    impl Poller {
        pub(super) fn new() -> io::Result<Self> {
            let (waker, woken) = mpsc::channel();
            let waker = Waker(waker);
            Ok(Poller { woken, waker })
        }

        pub(super) fn waker(&self) -> Waker {
            self.waker.clone()
        }

        pub(super) fn wait(&mut self, connections: &[ConnectionHandle], timeout: Option<Duration>) {
            let start = Instant::now();
            let is_ready = |it: &ConnectionHandle| it.socket().arrival() != Arrival::Nothing;
            while !connections.iter().any(is_ready) {
                let left = timeout.map(|timeout| timeout.saturating_sub(start.elapsed()));
                let time = left.unwrap_or(INTERVAL).min(INTERVAL);
                if self.woken.recv_timeout(time).is_ok() || left.is_some_and(|left| left.is_zero())
                {
                    break;
                }
            }
            while self.woken.try_recv().is_ok() {}
        }
    }

    impl Waker {
        /// Ends the wait in progress, or the next one.
        pub fn wake(&self) {
            // Nothing waits on a poller that is gone.
            let _ = self.0.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;
    use crate::net::{Address, Arrival, DialOptions, ReadHalf, dial};

    /// The client's reading half of a connection, and the server's end.
    fn connection() -> (ReadHalf, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let address = Address::tcp("127.0.0.1", port);
        let transport = dial(&address, &DialOptions::default()).expect("a connection");
        (transport.split().0, listener.accept().expect("a client").0)
    }

    fn poller() -> Poller {
        Poller::new().expect("a socket pair")
    }

    #[test]
    fn bytes_and_the_end_of_any_connection_end_a_wait_and_are_not_read() {
        let (mut one, mut to_one) = connection();
        let (mut other, mut to_other) = connection();
        let handles = [one.watch(), other.watch()];
        let mut poller = poller();
        for _ in 0..3 {
            to_other.write_all(b"a").expect("a write");
            while other.arrival() == Arrival::Nothing {
                poller.wait(&handles, None);
            }
            assert_eq!(other.read(&mut [0; 8]).expect("the byte"), 1);
            assert_eq!(one.arrival(), Arrival::Nothing);
        }
        to_one.write_all(b"b").expect("a write");
        while one.arrival() == Arrival::Nothing {
            poller.wait(&handles, None);
        }
        drop(to_other);
        while other.arrival() != Arrival::End {
            poller.wait(&handles, None);
        }
    }

    #[test]
    fn a_connection_that_this_side_closes_ends_a_wait() {
        let (one, _to_one) = connection();
        let handles = [one.watch()];
        let waiting = thread::spawn(move || poller().wait(&handles, None));
        drop(one);
        waiting.join().expect("no panic");
    }

    #[test]
    fn a_waker_ends_one_wait_before_or_during_it() {
        let (one, _to_one) = connection();
        let mut poller = poller();
        let waker = poller.waker();
        (0..1000).for_each(|_| waker.wake());
        poller.wait(&[one.watch()], None);
        let waking = thread::spawn(move || {
            thread::sleep(Duration::from_millis(5));
            waker.wake();
        });
        poller.wait(&[], None);
        waking.join().expect("no panic");
    }

    #[test]
    fn a_wait_without_connections_ends_after_its_timeout() {
        poller().wait(&[], Some(Duration::from_millis(1)));
    }

    #[test]
    fn a_poller_does_not_keep_a_connection_open() {
        let (one, mut to_one) = connection();
        let mut poller = poller();
        poller.waker().wake();
        poller.wait(&[one.watch()], None);
        drop(one);
        assert_eq!(to_one.read(&mut [0; 8]).expect("the end"), 0);
    }
}
