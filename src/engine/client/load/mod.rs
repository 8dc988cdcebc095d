//! Bulk loading: a stream of commands of any length, into one server or into all primaries of a cluster at once.
//!
//! The caller pushes commands. They are collected in a batch for each node, which is sent when it is full or on
//! [`flush`](Loader::flush); a thread for each connection reads the replies. The commands in flight are bounded, and so is
//! the memory, except for a single larger command and for a transaction of up to 64 MiB.
//!
//! The rules:
//! 1. Every command is accounted for: it has a reply; or it is refused, and reported to the [`LoadObserver`]; or its fate
//!    is unknown, since its connection was lost after it was sent; or it was not sent. A command that may have run is
//!    never sent again.
//! 2. A transaction is one unit, from MULTI to EXEC: it is sent when it is complete, and to one node.
//! 3. In a cluster, commands keep their order within each slot. A command that is redirected, must wait, or could not be
//!    sent since its node is lost, is retried before anything else is sent (`repair.rs`): first all replies in flight are
//!    read, then the retried commands are sent in the order of the input, and then those that wait.
//! 4. A command with several keys, or a transaction, may be refused while its slot moves although a command with one of
//!    these keys is not. So later commands of its slot wait for its reply.
//! 5. In a cluster, a command without keys is refused unless a [`KeylessPolicy`] says which nodes it is for.
//! 6. If a database cannot be selected, the commands for it are refused: they would run in the previous database.
//! 7. Commands after which replies could no longer be matched to commands are refused before they are sent
//!    (`action.rs`), and so are those that the client's [`WritePolicy`](super::WritePolicy) refuses. A transaction with
//!    such a command is refused as a whole.
//!
//! There is one fence for all slots, not one for each: a lost node or a moved slot is resolved within milliseconds, and
//! commands for the other slots would fill the available memory just as soon.

mod action;
mod batch;
mod flow;
mod loader;
mod observer;
mod reading;
mod repair;
mod router;
mod stats;
mod stream;
mod streams;
mod transaction;
mod verdict;

pub use loader::{KeylessPolicy, LoadCommand, LoadOptions, Loader};
pub use observer::{LoadEvent, LoadObserver, Refused, Rejected};
pub use repair::LoadTicket;
pub use stats::Totals;
