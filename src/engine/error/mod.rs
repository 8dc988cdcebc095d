//! What can keep a command from getting a reply. A server's error reply is not here: it is a [`Value`](crate::resp::Value),
//! and what to do about it is a [`Reaction`].

mod reaction;

use std::io;
use std::time::Duration;

use crate::client::CommandFate;
use crate::cluster::NodeWordError;
use crate::net::Address;
use crate::resp::ProtocolError;
use crate::sentinel::NoPrimary;

pub use reaction::Reaction;

/// What a server says that has as many clients as it takes (`maxclients`), before it closes the connection; whatever
/// was sent on it first seems to be answered so.
pub(crate) const FULL: &str = "ERR max number of clients";

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection could be made.
    #[error("could not connect to {address}: {}", reason(source))]
    Connect {
        /// Whom to.
        address: Address,
        /// The last address' refusal, where a name has several.
        source: io::Error,
    },
    /// The connection was made, but not the TLS session on it.
    #[error("could not set up TLS with {address}: {reason}")]
    Tls {
        /// Whom with.
        address: Address,
        /// What was wrong, and with what, in words for the user.
        reason: String,
    },
    /// A TLS option that cannot be used: a file that cannot be read, a cipher that is not there.
    #[error("{0}")]
    TlsOption(String),
    /// The server does not accept what the connection was to be: its words.
    #[error("{address} refused {command}: {reply}")]
    Refused {
        /// Who.
        address: Address,
        /// `HELLO 3`, `SELECT 5`.
        command: String,
        /// The server's error reply.
        reply: String,
    },
    /// The connection ended.
    #[error("{address} closed the connection{}", if *mid_reply { " in the middle of a reply" } else { "" })]
    Closed {
        /// Who.
        address: Address,
        /// Whether a reply had begun.
        mid_reply: bool,
    },
    /// The server has ended a stream that was to last: a subscription, MONITOR.
    #[error("{address} closed the connection")]
    Ended {
        /// Who.
        address: Address,
    },
    /// Nothing came for as long as was to be waited.
    #[error("{address} did not answer within {} s", after.as_secs_f64())]
    Timeout {
        /// Who.
        address: Address,
        /// How long was waited.
        after: Duration,
    },
    /// Others had all connections of a pool for as long as was to be waited.
    #[error("no connection to {address} was free within {} s", after.as_secs_f64())]
    PoolTimeout {
        /// Whom to.
        address: Address,
        /// How long was waited.
        after: Duration,
    },
    /// The connection broke.
    #[error("lost the connection to {address}: {}", reason(source))]
    Lost {
        /// Whom to.
        address: Address,
        /// How.
        source: io::Error,
    },
    /// What came is not RESP.
    #[error("{address} does not speak RESP: {source}")]
    Protocol {
        /// Who.
        address: Address,
        /// Where and what.
        source: ProtocolError,
    },
    /// The map of the cluster is not to be had.
    #[error("{address} did not give the map of the cluster: {refusal}")]
    NoMap {
        /// Who was asked.
        address: Address,
        /// What was said to CLUSTER SLOTS.
        refusal: String,
    },
    /// Nobody who answers says that they own some of a cluster's slots.
    #[error("no node that answers owns {slots} of the cluster's slots")]
    NoOwner {
        /// How many.
        slots: usize,
    },
    /// A server's cursor is to be gone on with, and it is none of those that are scanned.
    #[error(
        "{address} is no primary of this cluster that has slots, so that there is no going on with its cursor"
    )]
    NoSuchPrimary {
        /// The server, as it was named.
        address: Address,
    },
    /// A cluster has a cursor for each node, and a single server has one.
    #[error("'{position}' is no cursor for {}", if *is_cluster { "a cluster, which has one for each node: HOST:PORT=NUMBER" } else { "a single server, which has a number" })]
    WrongPosition {
        /// As it was given.
        position: String,
        /// Which of the two it was given for.
        is_cluster: bool,
    },
    /// The nodes of a cluster send a command from one to the other.
    #[error("redirected too often: {hops}")]
    RedirectedTooOften {
        /// Who sent it where.
        hops: String,
    },
    /// The server shut down, as SHUTDOWN asked it to.
    #[error("{address} shut down")]
    ShutDown {
        /// The server.
        address: Address,
    },
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
    /// No sentinel could name a primary that is one.
    #[error(transparent)]
    NoPrimary(#[from] NoPrimary),
    /// The user has had enough of waiting.
    #[error("interrupted")]
    Interrupted,
    /// The reply came, but the one it was for could not take it: stdout's error, mostly.
    #[error(transparent)]
    Output(io::Error),
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
            Error::Ended { .. }
            | Error::Closed { .. }
            | Error::Lost { .. }
            | Error::Connect { .. }
            | Error::Timeout { .. } => true,
            Error::NoPrimary(why) => why.may_pass(),
            error => error.is_full(),
        }
    }

    /// Whether the connection is gone, so that another one may serve.
    pub fn is_disconnect(&self) -> bool {
        matches!(self, Error::Closed { .. } | Error::Lost { .. })
    }

    /// Whether the server has as many clients as it takes.
    pub fn is_full(&self) -> bool {
        matches!(self, Error::Refused { reply, .. } if reply.starts_with(FULL))
    }
}

/// An operating system's error without its number, in lower case as all messages are.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => text.to_owned(),
    }
}
