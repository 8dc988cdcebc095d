//! A poller that checks all connections at short intervals.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use crate::net::ConnectionHandle;
use crate::net::deadline::CHECK_INTERVAL;

/// Waits until one of several connections has something to read.
#[derive(Debug)]
pub struct Poller {
    woken: Receiver<()>,
    waker: Waker,
}

/// Ends a wait of a [`Poller`] from another thread.
#[derive(Debug, Clone)]
pub struct Waker(Sender<()>);

impl Poller {
    /// Creates a poller.
    pub fn new() -> io::Result<Self> {
        let (waker, woken) = mpsc::channel();
        let waker = Waker(waker);
        Ok(Poller { woken, waker })
    }

    /// Returns a handle that ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Waits until a connection is ready, a [`Waker`] is used, or the timeout has passed.
    pub fn wait(&mut self, connections: &[ConnectionHandle], timeout: Option<Duration>) {
        let start = Instant::now();
        let is_ready = |it: &ConnectionHandle| it.socket().is_ready().unwrap_or(true);
        while !connections.iter().any(is_ready) {
            let left = timeout.map(|timeout| timeout.saturating_sub(start.elapsed()));
            let time = left.unwrap_or(CHECK_INTERVAL).min(CHECK_INTERVAL);
            if self.woken.recv_timeout(time).is_ok() || left.is_some_and(|left| left.is_zero()) {
                break;
            }
        }
        while self.woken.try_recv().is_ok() {}
    }
}

impl Waker {
    /// Ends the wait in progress, or the next one.
    pub fn wake(&self) {
        // The poller may be gone.
        let _ = self.0.send(());
    }
}
