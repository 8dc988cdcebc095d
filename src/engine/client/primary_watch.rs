//! Listens to the sentinels on a thread, and closes the connection to a primary that another one has replaced.
//!
//! A demoted primary goes on answering until a sentinel reaches it, and the commands that it acknowledges then are lost. So
//! the client must not wait until it refuses. The client reconnects as after any loss; this does not know how.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use parking_lot::Mutex;

use super::sentinels::Sentinels;
use crate::Error;
use crate::net::{Address, Connection, ConnectionHandle};
use crate::sentinel::{FAILOVER_CHANNELS, new_primary};

/// The pause before the next sentinel is tried.
const PAUSE: Duration = Duration::from_secs(1);

/// The thread, which ends when this is dropped.
#[derive(Debug)]
pub(super) struct PrimaryWatch {
    state: Arc<WatchState>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct WatchState {
    /// The connection to the primary, as far as the client knows.
    guarded: Mutex<Option<(Address, ConnectionHandle)>>,
    /// The connection to a sentinel.
    listening: Mutex<Option<ConnectionHandle>>,
    ends: AtomicBool,
}

impl PrimaryWatch {
    pub(super) fn start(sentinels: Sentinels) -> Self {
        let state = Arc::new(WatchState::default());
        let for_thread = Arc::clone(&state);
        PrimaryWatch {
            state,
            thread: Some(thread::spawn(move || for_thread.run(&sentinels))),
        }
    }

    /// Sets the connection that is closed when the sentinels name another primary.
    pub(super) fn guard(&self, primary: Address, connection: ConnectionHandle) {
        *self.state.guarded.lock() = Some((primary, connection));
    }
}

impl Drop for PrimaryWatch {
    fn drop(&mut self) {
        self.state.ends.store(true, Ordering::Release);
        if let Some(connection) = &*self.state.listening.lock() {
            connection.close();
        }
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic ends the program, or its test.
            let _ = thread.join();
        }
    }
}

impl WatchState {
    fn run(&self, sentinels: &Sentinels) {
        while !self.has_ended() {
            for sentinel in sentinels.addresses() {
                if !self.has_ended() {
                    // Another sentinel reports the same events.
                    let _ = self.listen(sentinels, sentinel);
                }
            }
            if !self.has_ended() {
                thread::park_timeout(PAUSE);
            }
        }
    }

    fn has_ended(&self) -> bool {
        self.ends.load(Ordering::Acquire)
    }

    /// Follows the events of a sentinel until the connection ends.
    fn listen(&self, sentinels: &Sentinels, address: &Address) -> Result<(), Error> {
        let mut connection = sentinels.connect(address)?;
        *self.listening.lock() = Some(connection.reader.watch());
        if self.has_ended() {
            return Ok(());
        }
        self.follow(sentinels, &mut connection)
    }

    fn follow(&self, sentinels: &Sentinels, connection: &mut Connection) -> Result<(), Error> {
        let [promoted, switched] = FAILOVER_CHANNELS;
        connection.call(&["SUBSCRIBE", promoted, switched])?;
        loop {
            let message = connection.reader.read_answer()?;
            let words = message.as_slice().unwrap_or_default();
            if let [_, channel, event] = words
                && let (Some(channel), Some(event)) = (channel.as_str(), event.as_str())
                && let Some(primary) = new_primary(channel, event, &sentinels.master)
            {
                self.leave_unless(&sentinels.mapped(&primary));
            }
        }
    }

    /// Closes the guarded connection, unless it is to this primary.
    fn leave_unless(&self, primary: &Address) {
        let mut guarded = self.guarded.lock();
        if let Some((_, connection)) = guarded.take_if(|(address, _)| address != primary) {
            connection.close();
        }
    }
}
