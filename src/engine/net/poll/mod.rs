//! Waiting for several connections at once.
//!
//! On Unix, a [`Poller`] calls `poll`, and a [`Waker`] ends that call through a socket pair. On other systems, it
//! checks the connections at short intervals, since their `poll` requires unsafe code.

#[cfg(not(unix))]
#[path = "sleep.rs"]
mod system;
#[cfg(unix)]
#[path = "unix.rs"]
mod system;

pub use system::{Poller, Waker};

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::net::{Address, DialOptions, ReadHalf, dial};

    /// The reading half of a connection, and the server's end.
    fn connection() -> (ReadHalf, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let address = Address::tcp("127.0.0.1", port);
        let transport = dial(&address, &DialOptions::default()).expect("a connection");
        (transport.split().0, listener.accept().expect("a client").0)
    }

    /// Reads without waiting.
    fn read(from: &mut ReadHalf) -> Option<usize> {
        from.read_at_once(&mut [0; 8]).expect("no error")
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
            poller.wait(&handles, None);
            assert_eq!(other.read(&mut [0; 8]).expect("the byte"), 1);
            assert_eq!(read(&mut one), None);
        }
        to_one.write_all(b"b").expect("a write");
        while read(&mut one).is_none() {
            poller.wait(&handles, None);
        }
        drop(to_other);
        while read(&mut other) != Some(0) {
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
