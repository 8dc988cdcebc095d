//! The errors that leave a command without a reply.
//!
//! A server's error reply is not an [`Error`]: it is a [`Value`](crate::resp::Value), and [`Reaction`] tells how to
//! handle it.

mod reaction;

use std::io;
use std::time::Duration;

use crate::address::Address;
use crate::cluster::NodeWordError;
use crate::resp::ProtocolError;
use crate::sentinel::NoPrimary;

pub use reaction::Reaction;

/// The error of a server that has reached `maxclients`. It sends this error before it closes a new connection, so it
/// looks like the reply to the first command.
pub(crate) const FULL: &str = "ERR max number of clients";

/// The reason why there is no reply.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server could not be reached.
    #[error("could not connect to {address}: {}", reason(source))]
    Connect {
        /// The server.
        address: Address,
        /// The system's error for the last address of the host.
        source: io::Error,
    },
    /// The server was reached, but the TLS handshake failed.
    #[error("could not set up TLS with {address}: {reason}")]
    Tls {
        /// The server.
        address: Address,
        /// The reason, as a message for the user.
        reason: String,
    },
    /// A TLS option is invalid: a file cannot be read, or a cipher is unknown.
    #[error("{0}")]
    TlsOption(String),
    /// The server rejected a command that sets up the connection.
    #[error("{address} refused {command}: {reply}")]
    Refused {
        /// The server.
        address: Address,
        /// The rejected command: `HELLO 3`, `SELECT 5`.
        command: String,
        /// The server's error reply.
        reply: String,
    },
    /// The server closed the connection.
    #[error("{address} closed the connection{}", if *mid_reply { " in the middle of a reply" } else { "" })]
    Closed {
        /// The server.
        address: Address,
        /// Whether the reply was incomplete.
        mid_reply: bool,
    },
    /// The reply to an EXEC is lost whose transaction changes the login, such as its database: later commands would run
    /// with another one than the user expects.
    #[error(
        "{0} closed the connection, and whether a transaction changed the database or the user is not known"
    )]
    LoginUnknown(Address),
    /// The server ended a subscription or MONITOR.
    #[error("{0} closed the connection")]
    Ended(Address),
    /// The server did not reply in time.
    #[error("{address} did not answer within {} s", after.as_secs_f64())]
    Timeout {
        /// The server.
        address: Address,
        /// The timeout.
        after: Duration,
    },
    /// All connections of a pool were in use until the timeout.
    #[error("no connection to {address} was free within {} s", after.as_secs_f64())]
    PoolTimeout {
        /// The pool's server.
        address: Address,
        /// The timeout.
        after: Duration,
    },
    /// The connection failed.
    #[error("lost the connection to {address}: {}", reason(source))]
    Lost {
        /// The server.
        address: Address,
        /// The system's error.
        source: io::Error,
    },
    /// The server sent bytes that are not RESP.
    #[error("{address} does not speak RESP: {source}")]
    Protocol {
        /// The server.
        address: Address,
        /// The position, and the reason.
        source: ProtocolError,
    },
    /// The cluster's topology could not be read.
    #[error("could not read the cluster topology from {address}: {refusal}")]
    NoMap {
        /// The node that was asked.
        address: Address,
        /// The error reply to CLUSTER SLOTS.
        refusal: String,
    },
    /// No reachable node claims some of the slots.
    #[error("no reachable node owns {slots} of the cluster's slots{}", lost.as_ref().map(|lost| format!("; {lost}")).unwrap_or_default())]
    NoOwner {
        /// The number of these slots.
        slots: usize,
        /// The error of a primary that could not be reached.
        lost: Option<String>,
    },
    /// A scan cannot resume, because the node is not a primary with slots.
    #[error("cannot resume at the cursor of {0}: it is not a primary with slots in this cluster")]
    NoSuchPrimary(Address),
    /// The position of a scan is for the other kind of server: a cluster has a cursor per node, a single server has
    /// one.
    #[error("'{position}' is not a cursor of {}", if *is_cluster { "a cluster; write HOST:PORT=NUMBER for each node" } else { "a single server; write a number" })]
    WrongPosition {
        /// The position as the user wrote it.
        position: String,
        /// Whether the server is a cluster.
        is_cluster: bool,
    },
    /// Nodes redirected a command to each other.
    #[error("too many redirects: {0}")]
    RedirectedTooOften(String),
    /// The server shut down, as SHUTDOWN asked it to.
    #[error("{0} shut down")]
    ShutDown(Address),
    /// The connection was lost before the reply was complete.
    #[error("{cause}")]
    ReplyLost {
        /// Whether the command may have run.
        fate: CommandFate,
        /// The error that ended the connection.
        cause: String,
    },
    /// A word names no node of the topology, or several.
    #[error(transparent)]
    NodeWord(#[from] NodeWordError),
    /// No sentinel named a node that is a primary.
    #[error(transparent)]
    NoPrimary(#[from] NoPrimary),
    /// The user interrupted the command.
    #[error("interrupted")]
    Interrupted,
    /// The reply arrived, but could not be passed on; mostly an error of stdout.
    #[error(transparent)]
    Output(io::Error),
}

/// The fate of a command whose reply was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandFate {
    /// It was sent and may have run.
    Unknown,
    /// It ran, and its reply broke off.
    BrokenOff,
    /// It did not run: its transaction was lost with the connection.
    NotRun,
    /// It did not run, or only read: the client gave up before it.
    Abandoned,
}

impl Error {
    /// The error for a connection that the server at `address` closed between replies.
    pub(crate) fn closed(address: &Address) -> Self {
        Error::Closed {
            address: address.clone(),
            mid_reply: false,
        }
    }

    /// The error for a command that a server refused with this error reply.
    pub(crate) fn refused(address: Address, command: &str, reply: &[u8]) -> Self {
        Error::Refused {
            address,
            command: command.to_owned(),
            reply: String::from_utf8_lossy(reply).into_owned(),
        }
    }

    /// The text of an error that lost a command. The fate of the command says whether its reply had begun.
    pub fn cause_of_loss(&self) -> String {
        match self {
            Error::Closed { address, .. } => format!("{address} closed the connection"),
            error => error.to_string(),
        }
    }

    /// Whether another attempt may succeed: a server that is gone may come back, and one with too many clients may have room.
    pub fn is_transient(&self) -> bool {
        match self {
            Error::Ended(_)
            | Error::Closed { .. }
            | Error::Lost { .. }
            | Error::Connect { .. }
            | Error::Timeout { .. } => true,
            Error::NoPrimary(why) => why.is_temporary(),
            error => error.is_full(),
        }
    }

    /// Returns whether the connection is lost, so that a reconnect may help.
    pub fn is_disconnect(&self) -> bool {
        matches!(self, Error::Closed { .. } | Error::Lost { .. })
    }

    /// Returns whether the server has reached `maxclients`.
    pub fn is_full(&self) -> bool {
        matches!(self, Error::Refused { reply, .. } if reply.starts_with(FULL))
    }
}

/// Formats a system error without its number and in lower case, as all messages are.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => text.to_owned(),
    }
}
