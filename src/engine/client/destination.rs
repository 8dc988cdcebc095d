//! Where a command goes in a cluster, and what has to wait for it there. Pure.

use crate::cluster::Slot;

/// Where a command goes in a cluster, by its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// To this lane, behind what is under way there.
    Lane {
        /// The lane's number.
        lane: usize,
        /// The keys' slot.
        slot: Slot,
        /// What waits until it is answered.
        holds: Holds,
    },
    /// To the lane of the last one that had a place, with nothing else under way.
    Alone,
}

/// What has to wait until a command is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Nothing.
    Nothing,
    /// What goes to its slot.
    Slot,
    /// All: it may block, and whoever waits for something does so before going on.
    All,
}

/// A transaction that is open, in a cluster.
#[derive(Debug, Default)]
pub(super) enum OpenTransaction {
    /// None is.
    #[default]
    None,
    /// MULTI has been said, and not been sent.
    Held,
    /// It is this lane's.
    At(usize),
}

impl Destination {
    /// Whether all that is behind it waits.
    pub(super) fn holds_all(self) -> bool {
        match self {
            Destination::Lane { holds, .. } => holds == Holds::All,
            Destination::Alone => true,
        }
    }
}
