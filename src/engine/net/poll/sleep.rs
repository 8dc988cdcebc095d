//! A poller that checks all connections at short intervals.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use crate::net::{Arrival, ConnectionHandle};

/// The interval of the checks.
const INTERVAL: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(super) struct Waiting {
    woken: Receiver<()>,
    signal: Signal,
}

#[derive(Debug, Clone)]
pub(super) struct Signal(Sender<()>);

impl Waiting {
    pub(super) fn new() -> io::Result<Self> {
        let (signal, woken) = mpsc::channel();
        let signal = Signal(signal);
        Ok(Waiting { woken, signal })
    }

    pub(super) fn signal(&self) -> Signal {
        self.signal.clone()
    }

    pub(super) fn wait(&mut self, connections: &[ConnectionHandle], timeout: Option<Duration>) {
        let start = Instant::now();
        let is_ready = |it: &ConnectionHandle| it.socket().arrival() != Arrival::Nothing;
        while !connections.iter().any(is_ready) {
            let left = timeout.map(|timeout| timeout.saturating_sub(start.elapsed()));
            let time = left.unwrap_or(INTERVAL).min(INTERVAL);
            if self.woken.recv_timeout(time).is_ok() || left.is_some_and(|left| left.is_zero()) {
                break;
            }
        }
        while self.woken.try_recv().is_ok() {}
    }
}

impl Signal {
    pub(super) fn wake(&self) {
        // The poller may be gone.
        let _ = self.0.send(());
    }
}
