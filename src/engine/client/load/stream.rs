//! One connection of a load: the loading thread writes, and a thread of the stream reads.
//!
//! A batch is kept until it has all of its replies, so that its commands can be sent again, and reported if the connection
//! is lost.

use std::mem;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use parking_lot::Mutex;

use super::batch::{Batch, Unit};
use super::flow::StreamFlow;
use super::observer::LoadEvent;
use super::reading;
use super::stats::LoadStats;
use crate::Error;
use crate::client::pool::{Lease, Pool};
use crate::net::{Address, Connection, Endpoint, Reader, Writer};

#[derive(Debug)]
pub(super) struct LoadStream {
    pub(super) address: Address,
    writer: Writer,
    /// The thread has it while replies are to be read.
    reader: Arc<Mutex<Reader>>,
    flow: Arc<StreamFlow>,
    thread: Option<JoinHandle<()>>,
    /// Commands that wait to be sent.
    pub(super) pending: Batch,
    /// The bytes of the last batch that were sent, if the write failed.
    cut: Option<usize>,
    // Dropped last: its place in the pool is free once the connection is closed.
    _lease: Lease,
}

impl LoadStream {
    pub(super) fn open(
        pool: &Pool,
        endpoint: &Endpoint,
        patience: Option<Duration>,
        stats: &Arc<LoadStats>,
    ) -> Result<Self, Error> {
        let mut lease = pool.take(endpoint)?;
        let notices = lease.take_notices();
        stats.report(LoadEvent::Connected(&endpoint.address, notices));
        let Connection {
            mut reader, writer, ..
        } = lease.take_connection()?;
        reader.set_timeout(patience)?;
        let flow = Arc::new(StreamFlow::default());
        flow.lock().complete = stats.follows;
        let reader = Arc::new(Mutex::new(reader));
        let thread = {
            let (reader, flow, stats) = (Arc::clone(&reader), Arc::clone(&flow), Arc::clone(stats));
            thread::spawn(move || reading::run(&reader, &flow, &stats))
        };
        Ok(LoadStream {
            address: endpoint.address.clone(),
            writer,
            reader,
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

    /// Notices that the server has closed the connection while nothing was in flight. True where it is lost now.
    pub(super) fn notice_end(&self) -> bool {
        let is_idle = {
            let state = self.flow.lock();
            state.batches.is_empty() && state.lost.is_none()
        };
        let has_ended = is_idle && self.reader.lock().has_ended();
        if has_ended {
            self.flow.lose(Error::closed(&self.address), 0);
        }
        has_ended
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

    /// Returns the error by which the connection was lost; `None` if it is not lost. Passes each unit without a reply to
    /// `report`, with whether it was sent as a whole.
    pub(super) fn into_lost(
        mut self,
        mut report: impl FnMut(&Batch, &Unit, bool),
    ) -> Option<Error> {
        self.join();
        let state = mem::take(&mut *self.flow.lock());
        let (error, mut first) = state.lost?;
        let mut batches = state.batches.iter().peekable();
        while let Some(batch) = batches.next() {
            let cut = self.cut.filter(|_| batches.peek().is_none());
            let sent = cut.unwrap_or(batch.wire().len());
            for unit in batch.units(first) {
                report(batch, &unit, unit.span.end <= sent);
            }
            first = 0;
        }
        Some(error)
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
