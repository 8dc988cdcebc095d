//! The events of a load: refused, lost and unsent commands, and new connections.

use crate::client::RetryNotice;
use crate::net::{Address, Notice};

/// Receives the events of a load. Several threads call it, also at the same time.
pub type LoadObserver = dyn Fn(LoadEvent<'_>) + Send + Sync;

/// An event of a load.
#[derive(Debug)]
pub enum LoadEvent<'a> {
    /// A server, or the loader, has refused a command.
    Refused(Refused<'a>),
    /// A command or a transaction was not applied, or its fate is unknown.
    Rejected(Rejected<'a>),
    /// A command was applied after later ones for the same key: a node had refused it and accepted the others.
    Overtaken(Refused<'a>),
    /// A connection was opened.
    Connected(&'a Address, Vec<Notice>),
    /// A command or a transaction has been retried for a while, or is retried no longer.
    Retrying(&'a RetryNotice<'a>),
}

/// A command that was refused.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// Its number in the input, from 1.
    pub number: u64,
    /// Its offset in the input, in bytes.
    pub offset: u64,
    /// The command, encoded.
    pub wire: &'a [u8],
    /// The error reply, or the reason why the command was not sent.
    pub error: &'a [u8],
}

/// A command or a transaction that was not applied, or whose fate is unknown.
#[derive(Debug, Clone, Copy)]
pub struct Rejected<'a> {
    /// The database that the input had selected.
    pub db: u32,
    /// The commands, encoded.
    pub wire: &'a [u8],
}

/// Why a command or a transaction was not applied, or may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rejection {
    Refused,
    /// It was sent, and the connection was lost before the reply: it may have run.
    Unknown,
    Unsent,
}
