//! The reaction to a server's error reply.
//!
//! `Router::handles` in `client/routing` decides whether the client acts on it: on a single server only on NOSCRIPT, and
//! inside a transaction on nothing that sends a command again. A refused SCAN ends the scan.

use crate::address::Address;
use crate::cluster::Redirect;

/// The reaction to an error reply. For all variants except [`Show`](Self::Show), the command was not executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// Show the error to the user. This includes errors of a busy server, which only the user may retry.
    Show,
    /// The slot has a new owner: send the command there, and read the topology again.
    Moved(Redirect),
    /// The slot is migrating: send ASKING and the command to this node, and leave the topology as it is.
    Ask(Redirect),
    /// Wait for a growing time, and retry on the same node.
    Wait,
    /// Wait, read the topology again, and retry on the owner.
    WaitAndRefresh,
    /// Read the topology again, since a failover has happened, and retry on the owner.
    Refresh,
    /// The server does not have the script: send EVAL with its source.
    LoadScript,
}

impl Reaction {
    /// Returns the reaction to an error reply of the node `asked`. A malformed redirect is shown.
    pub fn to(error: &[u8], asked: &Address) -> Self {
        let kind = error.split(|byte| *byte == b' ').next().unwrap_or_default();
        let redirect = || Redirect::parse(error, asked);
        match kind {
            b"MOVED" => redirect().map_or(Reaction::Show, Reaction::Moved),
            b"ASK" => redirect().map_or(Reaction::Show, Reaction::Ask),
            b"TRYAGAIN" | b"LOADING" | b"MASTERDOWN" => Reaction::Wait,
            b"CLUSTERDOWN" => Reaction::WaitAndRefresh,
            b"READONLY" => Reaction::Refresh,
            b"NOSCRIPT" => Reaction::LoadScript,
            _ => Reaction::Show,
        }
    }

    /// Whether the command is to be sent again, to another node or later, without the user's decision.
    pub fn is_retry(&self) -> bool {
        !matches!(self, Reaction::Show | Reaction::LoadScript)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaction(error: &str) -> Reaction {
        Reaction::to(error.as_bytes(), &Address::tcp("seed", 7000))
    }

    #[test]
    fn every_known_error_has_its_reaction() {
        let cases = [
            (
                "TRYAGAIN Multiple keys request during rehashing of slot",
                Reaction::Wait,
            ),
            (
                "LOADING Redis is loading the dataset in memory",
                Reaction::Wait,
            ),
            (
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                Reaction::Wait,
            ),
            ("CLUSTERDOWN The cluster is down", Reaction::WaitAndRefresh),
            ("CLUSTERDOWN Hash slot not served", Reaction::WaitAndRefresh),
            (
                "READONLY You can't write against a read only replica.",
                Reaction::Refresh,
            ),
            (
                "NOSCRIPT No matching script. Please use EVAL.",
                Reaction::LoadScript,
            ),
        ];
        for (error, expected) in cases {
            assert_eq!(reaction(error), expected, "{error}");
        }
    }

    #[test]
    fn redirects_are_followed() {
        let Reaction::Moved(moved) = reaction("MOVED 3999 :6381") else {
            panic!("no redirect")
        };
        assert_eq!(moved.address, Some(Address::tcp("seed", 6381)));
        assert!(matches!(reaction("ASK 3999 n2:6381"), Reaction::Ask(_)));
    }

    #[test]
    fn other_errors_are_shown() {
        let errors = [
            "NOAUTH Authentication required.",
            "WRONGPASS invalid username-password pair or user is disabled.",
            "NOPERM this user has no permissions",
            "CROSSSLOT Keys in request don't hash to the same slot",
            "EXECABORT Transaction discarded because of previous errors.",
            "WRONGTYPE Operation against a key holding the wrong kind of value",
            "MISCONF Redis is configured to save RDB snapshots",
            "NOREPLICAS Not enough good replicas to write.",
            "BUSY Redis is busy running a script.",
            "ERR max number of clients reached",
            "BUSYKEY Target key name already exists.",
            "BUSYGROUP Consumer Group name already exists",
            "ERR unknown command 'MOVED'",
            "MOVED somewhere else",
            "moved 1 h:1",
            "",
        ];
        for error in errors {
            assert_eq!(reaction(error), Reaction::Show, "{error}");
        }
    }
}
