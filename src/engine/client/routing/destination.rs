//! The destination of a command in a cluster, and which commands wait for its reply. Pure.

use crate::cluster::Slot;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Destination {
    Node {
        pipeline: usize,
        slot: Slot,
        waits: Waits,
    },
    /// The pipeline of the last command that had a slot, with nothing else in flight.
    Alone,
}

/// The commands that wait for a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Waits {
    Nothing,
    /// Those with keys in the same slot.
    Slot,
    /// All: the command may block.
    All,
}

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
    pub(in crate::client) fn holds_all(self) -> bool {
        match self {
            Destination::Node { waits, .. } => waits == Waits::All,
            Destination::Alone => true,
        }
    }
}
