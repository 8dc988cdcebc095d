//! The destination of a command in a cluster, and which commands wait for its reply. Pure.

use crate::cluster::Slot;

/// The destination of a command in a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Destination {
    /// A node's pipeline.
    Node {
        /// The number of the pipeline.
        pipeline: usize,
        /// The slot of the command's keys.
        slot: Slot,
        /// The commands that wait for the reply.
        waits: Waits,
    },
    /// The pipeline of the last command that had a slot, with nothing else in flight.
    Alone,
}

/// The commands that wait for a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Waits {
    /// None.
    Nothing,
    /// Those with keys in the same slot.
    Slot,
    /// All: the command may block.
    All,
}

/// The open transaction, in a cluster.
#[derive(Debug, Default)]
pub(in crate::client) enum OpenTransaction {
    #[default]
    None,
    /// MULTI was submitted and not sent: its node is not known yet.
    Held,
    /// The transaction is open on this pipeline.
    At(usize),
}

impl Destination {
    /// Whether all commands behind it wait.
    pub(in crate::client) fn holds_all(self) -> bool {
        match self {
            Destination::Node { waits, .. } => waits == Waits::All,
            Destination::Alone => true,
        }
    }
}
