//! One connection of a load: written by whoever loads, read by a thread of its own.
//!
//! A batch is kept until all of it is answered, so that what is refused can be sent again, and what became of each
//! command can be told when the connection is lost.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::batch::Batch;
use super::observer::{LoadObserver, Rejection};
use super::reading;
use super::stats::LoadStats;
use crate::Error;
use crate::net::{Address, Connection, Endpoint, Writer};

/// Bytes of commands that go out in one write; what is longer goes alone.
const WRITE_SIZE: usize = 64 * 1024;

/// A connection with commands under way.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) address: Address,
    writer: Writer,
    flow: Arc<StreamFlow>,
    thread: Option<JoinHandle<()>>,
    /// What waits to be sent.
    pending: Batch,
    /// How much of the last batch the system has taken, where that was not all.
    cut: Option<usize>,
}

/// How a connection is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// How long replies may be waited for.
    pub(super) patience: Option<Duration>,
    /// Whether that holds from the beginning, or only when all has been sent.
    pub(super) at_once: bool,
}

/// What the two threads share.
#[derive(Debug, Default)]
pub(super) struct StreamFlow {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// What is under way, in order; the first is being answered.
    batches: VecDeque<Arc<Batch>>,
    /// The bytes of all of them.
    bytes: usize,
    /// All has been sent: replies are waited for so long and not longer.
    complete: bool,
    /// There will be no more batches.
    closing: bool,
    lost: Option<Loss>,
}

/// How a connection was lost.
#[derive(Debug)]
struct Loss {
    error: Error,
    /// The first command of the first batch that is not answered.
    first: usize,
}

impl Stream {
    /// Connects, and begins to read.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub(super) fn open<L: LoadObserver + 'static>(
        endpoint: &Endpoint,
        reading: Reading,
        account: &Arc<LoadStats<L>>,
    ) -> Result<Self, Error> {
        let opened = Connection::open(endpoint, &[])?;
        account
            .ledger()
            .connected(&endpoint.address, opened.notices);
        let Connection {
            mut reader, writer, ..
        } = opened.connection;
        reader.set_timeout(reading.patience)?;
        let flow = Arc::new(StreamFlow {
            state: Mutex::new(State {
                complete: reading.at_once,
                ..State::default()
            }),
            changed: Condvar::new(),
        });
        let thread = {
            let (flow, account) = (Arc::clone(&flow), Arc::clone(account));
            thread::spawn(move || reading::run(&mut reader, &flow, &account))
        };
        Ok(Stream {
            address: endpoint.address.clone(),
            writer,
            flow,
            thread: Some(thread),
            pending: Batch::default(),
            cut: None,
        })
    }

    /// What waits to be sent, to be added to.
    pub(super) fn pending(&mut self) -> &mut Batch {
        &mut self.pending
    }

    /// Whether what waits is enough for a write.
    pub(super) fn is_full(&self) -> bool {
        self.pending.wire().len() >= WRITE_SIZE
    }

    /// Sends what waits, once there is room for it beside `limit` bytes that are under way. Where the connection is lost
    /// it goes on waiting.
    pub(super) fn send(&mut self, limit: usize) {
        if self.pending.is_empty() {
            return;
        }
        let size = self.pending.wire().len();
        let mut state = self
            .flow
            .wait(|state| state.lost.is_some() || state.bytes == 0 || state.bytes + size <= limit);
        if state.lost.is_some() {
            return;
        }
        let batch = Arc::new(mem::take(&mut self.pending));
        state.bytes += size;
        state.batches.push_back(Arc::clone(&batch));
        drop(state);
        self.flow.changed.notify_all();
        let (sent, outcome) = self.writer.send_counted(batch.wire());
        if outcome.is_err() {
            // The reader learns of it as an end, behind what the server still had to say.
            self.cut = Some(sent);
            self.writer.shutdown();
        }
    }

    /// Waits until all that was sent is answered, or the connection is lost.
    pub(super) fn wait(&self) {
        drop(
            self.flow
                .wait(|state| state.lost.is_some() || state.batches.is_empty()),
        );
    }

    /// All has been sent: from now on replies are waited for as long as was said, and not longer.
    pub(super) fn complete(&self) {
        self.flow.lock().complete = true;
    }

    pub(super) fn is_lost(&self) -> bool {
        self.flow.lock().lost.is_some()
    }

    /// Gives up what waits to be sent.
    pub(super) fn take_pending(&mut self) -> Batch {
        mem::take(&mut self.pending)
    }

    /// Why the connection was lost, if it was; and of all that was under way on it, what became of it.
    pub(super) fn into_wreck(mut self) -> Option<(Error, Vec<Wreckage>)> {
        self.join();
        let state = mem::take(&mut *self.flow.lock());
        let loss = state.lost?;
        let last = state.batches.len().saturating_sub(1);
        let wreckage = state
            .batches
            .into_iter()
            .enumerate()
            .map(|(place, batch)| Wreckage {
                first: if place == 0 { loss.first } else { 0 },
                sent: self
                    .cut
                    .filter(|_| place == last)
                    .unwrap_or(batch.wire().len()),
                batch,
            });
        Some((loss.error, wreckage.collect()))
    }

    /// Ends the thread, which has nothing to read any more or has lost its connection.
    fn join(&mut self) {
        self.flow.lock().closing = true;
        self.flow.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // A panic has ended the program, or the test that it was in.
            let _ = thread.join();
        }
    }
}

impl Drop for Stream {
    /// Whoever drops a stream has waited, or gives up what is under way.
    fn drop(&mut self) {
        self.writer.shutdown();
        self.join();
    }
}

/// A batch that was under way on a connection that was lost.
#[derive(Debug)]
pub(super) struct Wreckage {
    pub(super) batch: Arc<Batch>,
    /// The first of its commands that was not answered.
    pub(super) first: usize,
    /// How many of its bytes were sent.
    sent: usize,
}

impl Wreckage {
    /// What is known of the units that were not answered.
    pub(super) fn units(&self) -> impl Iterator<Item = (super::batch::Unit, Rejection)> {
        self.batch.units(self.first).map(|unit| {
            let rejection = if unit.span.end <= self.sent {
                Rejection::Unknown
            } else {
                Rejection::Unsent
            };
            (unit, rejection)
        })
    }
}

impl StreamFlow {
    /// The next batch to be answered, when there is one; `None` when there will be none.
    pub(super) fn first(&self) -> Option<Arc<Batch>> {
        let state = self.wait(|state| state.closing || !state.batches.is_empty());
        state.batches.front().cloned()
    }

    /// The first batch is answered.
    pub(super) fn answered(&self) {
        let mut state = self.lock();
        if let Some(batch) = state.batches.pop_front() {
            state.bytes -= batch.wire().len();
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Whether it is time to give up on a server that says nothing.
    pub(super) fn is_complete(&self) -> bool {
        self.lock().complete
    }

    /// The connection is lost, before this command of the first batch was answered.
    pub(super) fn lose(&self, error: Error, first: usize) {
        self.lock().lost = Some(Loss { error, first });
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, until: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let state = self.lock();
        let waited = self.changed.wait_while(state, |state| !until(state));
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}
