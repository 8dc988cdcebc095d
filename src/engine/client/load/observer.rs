//! Who keeps account of what is not in.

use crate::net::{Address, Notice};

/// Who keeps account of what is not in. Asked by several threads, one at a time.
pub trait LoadObserver: Send {
    /// A command was refused, by a server or in its place.
    fn refuse(&mut self, command: &Refused<'_>);

    /// What moves as one, a command or a transaction, is not in, or may not be.
    fn reject(&mut self, unit: &Rejected<'_>);

    /// A connection has been made, with these notices.
    fn connected(&mut self, address: &Address, notices: Vec<Notice>);
}

/// A command that was refused.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// Which of the input it is, from 1.
    pub number: u64,
    /// Where in the input it begins, in bytes.
    pub offset: u64,
    /// The command, as it is sent.
    pub wire: &'a [u8],
    /// Why: an error reply.
    pub error: &'a [u8],
}

/// What is not in, or may not be.
#[derive(Debug, Clone, Copy)]
pub struct Rejected<'a> {
    /// The number of its first command.
    pub number: u64,
    /// How many commands it is.
    pub commands: u64,
    /// The database that it is for.
    pub db: u32,
    /// The commands, as they are sent.
    pub wire: &'a [u8],
    /// Why.
    pub rejection: Rejection,
}

/// Why something is not in, or may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// It was refused.
    Refused,
    /// It was sent, and the connection was lost before its reply: it may have run.
    Unknown,
    /// It was not sent.
    Unsent,
}
