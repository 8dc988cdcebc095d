//! The interface that reports refused, lost and unsent commands.

use crate::net::{Address, Notice};

/// Receives the commands that are not applied. Several threads call it, one at a time.
pub trait LoadObserver: Send {
    /// A server, or the loader, has refused a command.
    fn refuse(&mut self, command: &Refused<'_>);

    /// A command or a transaction was not applied, or its fate is unknown.
    fn reject(&mut self, unit: &Rejected<'_>);

    /// A command was applied after later ones for the same key: a node had refused it and accepted the others.
    fn overtaken(&mut self, command: &Refused<'_>);

    /// A connection was opened.
    fn connected(&mut self, address: &Address, notices: Vec<Notice>);
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
