//! One connection of a load: the loading thread writes, and a thread of the stream reads.
//!
//! A batch is kept until it has all of its replies, so that its commands can be sent again, and reported if the connection
//! is lost.

use std::mem;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::batch::Batch;
use super::flow::{FlowState, StreamFlow};
use super::observer::{LoadObserver, Rejection};
use super::reading;
use super::stats::LoadStats;
use crate::Error;
use crate::client::pool::{Lease, Pool};
use crate::net::{Address, Connection, Endpoint, Writer};

#[derive(Debug)]
pub(super) struct LoadStream {
    pub(super) address: Address,
    writer: Writer,
    flow: Arc<StreamFlow>,
    thread: Option<JoinHandle<()>>,
    /// Commands that wait to be sent.
    pub(super) pending: Batch,
    /// The bytes of the last batch that were sent, if the write failed.
    cut: Option<usize>,
    // Dropped last: its place in the pool is free once the connection is closed.
    _lease: Lease,
}

/// How long the reader thread waits for a reply.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReplyTimeout {
    /// `None` is forever.
    pub(super) patience: Option<Duration>,
    /// Whether the timeout applies from the beginning, or only once all commands were sent.
    pub(super) at_once: bool,
}

impl LoadStream {
    pub(super) fn open<L: LoadObserver + 'static>(
        pool: &Pool,
        endpoint: &Endpoint,
        timeout: ReplyTimeout,
        stats: &Arc<LoadStats<L>>,
    ) -> Result<Self, Error> {
        let mut lease = pool.take(endpoint)?;
        let notices = lease.take_notices().unwrap_or_default();
        stats.observer().connected(&endpoint.address, notices);
        let Connection {
            mut reader, writer, ..
        } = lease.take_connection()?;
        reader.set_timeout(timeout.patience)?;
        let flow = Arc::new(StreamFlow {
            state: Mutex::new(FlowState {
                complete: timeout.at_once,
                ..FlowState::default()
            }),
            changed: Condvar::new(),
        });
        let thread = {
            let (flow, stats) = (Arc::clone(&flow), Arc::clone(stats));
            thread::spawn(move || reading::run(&mut reader, &flow, &stats))
        };
        Ok(LoadStream {
            address: endpoint.address.clone(),
            writer,
            flow,
            thread: Some(thread),
            pending: Batch::default(),
            cut: None,
            _lease: lease,
        })
    }

    /// Sends the waiting commands, once at most `limit` bytes are in flight with them. After a loss they stay.
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
            // The reader thread sees the end of the connection, after the replies that still arrive.
            self.cut = Some(sent);
            self.writer.shutdown();
        }
    }

    /// Waits for all replies, or until the connection is lost.
    pub(super) fn wait(&self) {
        drop(
            self.flow
                .wait(|state| state.lost.is_some() || state.batches.is_empty()),
        );
    }

    /// Applies the timeout: all commands were sent.
    pub(super) fn complete(&self) {
        self.flow.lock().complete = true;
    }

    pub(super) fn is_lost(&self) -> bool {
        self.flow.lock().lost.is_some()
    }

    /// Returns the error by which the connection was lost, and the batches in flight. `None` if it is not lost.
    pub(super) fn into_lost(mut self) -> Option<(Error, Vec<LostBatch>)> {
        self.join();
        let state = mem::take(&mut *self.flow.lock());
        let loss = state.lost?;
        let last = state.batches.len().saturating_sub(1);
        let lost = state
            .batches
            .into_iter()
            .enumerate()
            .map(|(place, batch)| LostBatch {
                first: if place == 0 { loss.first } else { 0 },
                sent: self
                    .cut
                    .filter(|_| place == last)
                    .unwrap_or(batch.wire().len()),
                batch,
            });
        Some((loss.error, lost.collect()))
    }

    /// Ends the thread, which has no replies to read or has lost its connection.
    fn join(&mut self) {
        self.flow.lock().closing = true;
        self.flow.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // A panic ends the program, or its test.
            let _ = thread.join();
        }
    }
}

impl Drop for LoadStream {
    fn drop(&mut self) {
        self.writer.shutdown();
        self.join();
    }
}

/// A batch that was in flight on a lost connection.
#[derive(Debug)]
pub(super) struct LostBatch {
    pub(super) batch: Arc<Batch>,
    /// The first of its entries without a reply.
    pub(super) first: usize,
    sent: usize,
}

impl LostBatch {
    /// The units without a reply, and whether they may have run.
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
