//! The commands in flight, over all nodes, in their order: queued, sent, and how many may be in flight at once. Pure.

use std::collections::VecDeque;

use super::TransactionPosition;
use super::state::request::{Request, WireSpan};
use super::window::Window;

/// Bytes of commands in one write. A longer command is written alone.
const WRITE_SIZE: usize = 64 * 1024;

/// Commands in flight, in the order in which their replies are passed on.
#[derive(Debug)]
pub(super) struct Pipeline<T> {
    queue: VecDeque<Request<T>>,
    /// How many commands of the queue have been sent.
    sent: usize,
    pub(super) window: Window,
}

impl<T> Pipeline<T> {
    pub(super) fn new() -> Self {
        Pipeline {
            queue: VecDeque::new(),
            sent: 0,
            window: Window::new(),
        }
    }

    pub(super) fn push(&mut self, request: Request<T>) {
        self.queue.push_back(request);
    }

    /// Puts back a request that [`pop`](Self::pop) returned.
    pub(super) fn put_back(&mut self, request: Request<T>) {
        self.queue.push_front(request);
    }

    pub(super) fn pop(&mut self) -> Option<Request<T>> {
        self.queue.pop_front()
    }

    /// The request that was popped last is complete.
    pub(super) fn completed(&mut self) {
        self.sent = self.sent.saturating_sub(1);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn sent(&self) -> usize {
        self.sent
    }

    pub(super) fn mark_sent(&mut self) {
        self.sent = self.queue.len();
    }

    pub(super) fn abandoned(&mut self) {
        self.sent = 0;
    }

    pub(super) fn unsent(&self) -> impl Iterator<Item = &Request<T>> {
        self.queue.iter().skip(self.sent)
    }

    pub(super) fn unsent_count(&self) -> usize {
        self.queue.len().saturating_sub(self.sent)
    }

    /// Whether the first request is a marker, which needs no server.
    pub(super) fn begins_with_marker(&self) -> bool {
        self.queue.front().is_some_and(|first| first.span.is_none())
    }

    pub(super) fn has_only_markers(&self) -> bool {
        self.queue.iter().all(|request| request.span.is_none())
    }

    /// The end of the EXEC of a transaction, of which the request of `span` is the first without a reply; `u64::MAX` where it
    /// is not submitted.
    pub(super) fn end_of_transaction(&self, span: &WireSpan) -> u64 {
        let mut spans = self.queue.iter().filter_map(|request| {
            let closes = request.position == TransactionPosition::Closes;
            let other = request.span.as_ref().filter(|_| closes)?;
            let is_there = (other.pipeline, other.generation) == (span.pipeline, span.generation);
            is_there.then_some(other.span.end)
        });
        spans.next().unwrap_or(u64::MAX)
    }

    /// Whether the unsent commands, which have this many bytes, are enough for a write.
    pub(super) fn is_full(&self, unsent_bytes: usize) -> bool {
        self.unsent_count() >= self.window.commands() || unsent_bytes >= WRITE_SIZE
    }
}
