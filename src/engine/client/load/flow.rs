//! The flow of batches between the thread that sends them and the thread that reads their replies.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::batch::Batch;
use crate::Error;

#[derive(Debug, Default)]
pub(super) struct StreamFlow {
    state: Mutex<FlowState>,
    pub(super) changed: Condvar,
}

#[derive(Debug, Default)]
pub(super) struct FlowState {
    pub(super) batches: VecDeque<Arc<Batch>>,
    pub(super) bytes: usize,
    /// Whether the timeout applies: in a cluster at any time, otherwise once all commands were sent.
    pub(super) complete: bool,
    /// Whether there will be no more batches.
    pub(super) closing: bool,
    /// The error by which the connection was lost, and the first entry of the first batch that has no reply.
    pub(super) lost: Option<(Error, usize)>,
}

impl StreamFlow {
    /// Waits for the next batch to read replies for. `None` if there will be none.
    pub(super) fn first(&self) -> Option<Arc<Batch>> {
        let state = self.wait(|state| state.closing || !state.batches.is_empty());
        state.batches.front().cloned()
    }

    /// Removes the first batch, which has all of its replies. True where it was the last.
    pub(super) fn answered(&self) -> bool {
        let mut state = self.lock();
        if let Some(batch) = state.batches.pop_front() {
            state.bytes -= batch.wire().len();
        }
        let is_idle = state.batches.is_empty();
        drop(state);
        self.changed.notify_all();
        is_idle
    }

    pub(super) fn is_complete(&self) -> bool {
        self.lock().complete
    }

    pub(super) fn lose(&self, error: Error, first: usize) {
        self.lock().lost = Some((error, first));
        self.changed.notify_all();
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, FlowState> {
        self.state.lock()
    }

    pub(super) fn wait(&self, until: impl Fn(&FlowState) -> bool) -> MutexGuard<'_, FlowState> {
        let mut state = self.lock();
        self.changed.wait_while(&mut state, |state| !until(state));
        state
    }
}
