//! Waits for several connections at once, a thread for each, while nobody reads from them.
//!
//! A thread for each, since what the standard library can wait for is one socket. It only waits: what has come is left to
//! whoever called, and no connection is watched while that is read. So a listener and a command never read at once.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use crate::net::ConnectionHandle;

/// Says when something has come on any of several connections.
#[derive(Debug)]
pub struct Listener {
    posts: Vec<Post>,
    arrivals: Receiver<Option<ConnectionHandle>>,
    sender: Sender<Option<ConnectionHandle>>,
}

/// Ends a wait from another thread.
#[derive(Debug, Clone)]
pub struct Waker(Sender<Option<ConnectionHandle>>);

/// One who waits for a connection.
#[derive(Debug)]
struct Post {
    watch: ConnectionHandle,
    /// Has it wait once more. It ends when this is dropped.
    again: Sender<()>,
    is_waiting: bool,
}

impl Listener {
    /// Watches nothing yet.
    pub fn new() -> Self {
        let (sender, arrivals) = mpsc::channel();
        Listener {
            posts: Vec::new(),
            arrivals,
            sender,
        }
    }

    /// What ends a wait from another thread: other connections are to be watched, or none any more.
    pub fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// Waits until something has come on one of these connections, or one of them has ended, or a [`Waker`] says so, and
    /// no longer than this. All that had come before is to be read; what is left is told at once.
    pub fn wait(&mut self, watches: &[ConnectionHandle], longest: Option<Duration>) {
        self.watch(watches);
        // There is a sender here, so that this ends by a message alone.
        let first = match longest {
            Some(longest) => self.arrivals.recv_timeout(longest).ok(),
            None => self.arrivals.recv().ok(),
        };
        for arrival in first.into_iter().chain(self.arrivals.try_iter()) {
            let mut posts = self.posts.iter_mut();
            if let Some(post) = posts.find(|post| Some(&post.watch) == arrival.as_ref()) {
                post.is_waiting = false;
            }
        }
    }

    fn watch(&mut self, watches: &[ConnectionHandle]) {
        self.posts.retain(|post| watches.contains(&post.watch));
        for watch in watches {
            if !self.posts.iter().any(|post| post.watch == *watch) {
                self.posts.push(Post::new(watch, &self.sender));
            }
        }
        self.posts.iter_mut().for_each(Post::wait);
    }
}

impl Default for Listener {
    fn default() -> Self {
        Self::new()
    }
}

impl Waker {
    /// The wait that is under way, or the next one, ends.
    pub fn wake(&self) {
        // A listener that is gone waits for nothing.
        let _ = self.0.send(None);
    }
}

impl Post {
    fn new(watch: &ConnectionHandle, arrivals: &Sender<Option<ConnectionHandle>>) -> Self {
        let (again, told) = mpsc::channel::<()>();
        let (watched, arrivals) = (watch.clone(), arrivals.clone());
        thread::spawn(move || {
            while told.recv().is_ok() {
                watched.wait();
                if arrivals.send(Some(watched.clone())).is_err() {
                    return;
                }
            }
        });
        Post {
            watch: watch.clone(),
            again,
            is_waiting: false,
        }
    }

    fn wait(&mut self) {
        if !self.is_waiting {
            self.is_waiting = self.again.send(()).is_ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    use super::*;
    use crate::net::{Address, Arrival, DialOptions, ReadHalf, dial};

    /// The half that is read, and the other end.
    fn connection() -> (ReadHalf, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let address = Address::tcp("127.0.0.1", port);
        let transport = dial(&address, &DialOptions::default()).expect("a connection");
        (transport.split().0, listener.accept().expect("a client").0)
    }

    #[test]
    fn whatever_comes_on_any_connection_ends_a_wait_and_is_left_to_be_read() {
        let (mut one, mut to_one) = connection();
        let (mut other, mut to_other) = connection();
        let watches = [one.watch(), other.watch()];
        let mut listener = Listener::new();
        for _ in 0..3 {
            to_other.write_all(b"a").expect("a write");
            while other.arrival() == Arrival::Nothing {
                listener.wait(&watches, None);
            }
            assert_eq!(other.read(&mut [0; 8]).expect("the byte"), 1);
            assert_eq!(one.arrival(), Arrival::Nothing);
        }
        to_one.write_all(b"b").expect("a write");
        while one.arrival() == Arrival::Nothing {
            listener.wait(&watches, None);
        }
        drop(to_other);
        while other.arrival() != Arrival::End {
            listener.wait(&watches, None);
        }
    }

    #[test]
    fn a_waker_ends_a_wait_for_nothing() {
        let mut listener = Listener::new();
        let waker = listener.waker();
        let waking = thread::spawn(move || waker.wake());
        listener.wait(&[], None);
        waking.join().expect("it does not panic");
    }

    #[test]
    fn a_wait_for_nothing_ends_in_time() {
        Listener::new().wait(&[], Some(Duration::from_millis(1)));
    }

    #[test]
    fn a_listener_does_not_keep_a_connection_open() {
        let (one, mut to_one) = connection();
        let mut listener = Listener::new();
        listener.waker().wake();
        listener.wait(&[one.watch()], None);
        drop(one);
        assert_eq!(to_one.read(&mut [0; 8]).expect("the end"), 0);
    }
}
