//! Bulk loading: a stream of commands of any length, into one server or into all primaries of a cluster at once.
//!
//! Whoever loads pushes commands; they are gathered into a batch for each node, written as soon as a batch is full or
//! [`flush`](Loader::flush) is called, and answered on a thread for each connection. What is under way is bounded, so
//! memory is too, but for a single command that is larger, and a transaction of up to 64 MiB.
//!
//! The rules:
//! 1. Every command is accounted for: it is answered; or refused, and told to the [`LoadObserver`]; or its fate is unknown,
//!    since its connection was lost behind it; or it was not sent. Nothing that may have run is sent again.
//! 2. A transaction moves as one, from MULTI to EXEC: it is sent when it is complete, and to one node.
//! 3. In a cluster, commands keep their order slot by slot. What is refused for being elsewhere, or for now, or could not
//!    be sent because a node is gone, is put right before anything more is sent (`repair.rs`): all that is under way is
//!    answered first, then what was refused goes out in its first order, and then what waits.
//! 4. A command with several keys, or a transaction, may be put off while its slot moves though a command with one of
//!    these keys is not. So what is behind it in its slot waits until it is answered.
//! 5. What has no keys is refused in a cluster, unless it is said which nodes it is for ([`Keyless`]).
//! 6. Where a database cannot be selected, what is for it is refused: it would run in the database before.
//! 7. What would make replies and commands lose each other is refused before it is sent (`role.rs`), and so is what the
//!    client's [gate](super::WritePolicy) does not let out; a transaction with such a command is refused whole.
//!
//! One fence for all slots, in place of one for each: a node that is gone, or a slot that moves, is answered for within
//! milliseconds of what is under way, and commands that come for all slots alike would fill the memory that a single
//! fence leaves free just as soon.

mod action;
mod batch;
mod loader;
mod observer;
mod reading;
mod repair;
mod router;
mod stats;
mod stream;
mod streams;
mod tally;
mod transaction;
mod verdict;

pub use loader::{Command, Keyless, LoadOptions, Loader};
pub use observer::{LoadObserver, Refused, Rejected, Rejection};
pub use repair::LoadTicket;
pub use stats::Totals;
