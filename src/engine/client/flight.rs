//! How much is under way at once, and what follows from how it went.

use super::dispatch::Client;
use super::node_pipeline::NodePipeline;

/// Bytes of commands that go out in one write; a longer command goes alone.
const WRITE_SIZE: usize = 64 * 1024;

/// What is to be sent and what has been read before a run.
pub(super) struct Flight {
    commands: usize,
    bytes_read: u64,
}

impl<T> Client<T> {
    /// Whether what waits to be sent is enough for a write: more is not to be submitted before the next
    /// [`run`](Self::run). How much that is, is learnt from the size of replies.
    pub fn is_full(&self) -> bool {
        let bytes: usize = self.lanes.iter().map(NodePipeline::unsent).sum();
        self.unsent() >= self.window.commands() || bytes >= WRITE_SIZE
    }

    pub(super) fn flight(&self) -> Flight {
        Flight {
            commands: self.unsent(),
            bytes_read: self.bytes_read(),
        }
    }

    /// A run is over. After one that has cost a connection the next is small.
    pub(super) fn learn(&mut self, before: Flight) {
        if std::mem::take(&mut self.interrupted) {
            self.window.start_again();
        } else {
            let bytes = self.bytes_read().saturating_sub(before.bytes_read);
            self.window.learn(before.commands, bytes);
        }
    }

    fn unsent(&self) -> usize {
        self.queue.len().saturating_sub(self.sent)
    }

    /// Over the connections that there are.
    fn bytes_read(&self) -> u64 {
        self.lanes.iter().map(NodePipeline::bytes_read).sum()
    }
}
