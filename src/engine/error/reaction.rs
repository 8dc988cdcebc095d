//! What to do about a server's error reply: the one place that says it.

use crate::cluster::{Redirect, RedirectKind};
use crate::net::Address;

/// What an error reply asks for. Everything but [`Show`](Self::Show) says that the command was not executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// The user's business.
    Show,
    /// Send it there, and ask for the topology again: it is stale.
    Moved(Redirect),
    /// Send it there behind ASKING, this once, and learn nothing.
    Ask(Redirect),
    /// Wait, and send it again to the same node.
    Wait,
    /// Wait, ask for the topology, and send it to the owner.
    WaitAndRefresh,
    /// Ask for the topology, since a failover has happened, and send it to the owner.
    Refresh,
    /// Refused for the state that the server is in: sending it again is safe, but only where the user asked for that.
    Busy,
    /// The server has not got the script: send EVAL with its source.
    LoadScript,
}

impl Reaction {
    /// What the error reply of `asked` asks for. A redirect that cannot be read is for the user to see.
    pub fn to(error: &[u8], asked: &Address) -> Self {
        let redirect = || Redirect::parse(error, asked);
        let kind = error.split(|byte| *byte == b' ').next().unwrap_or_default();
        match kind {
            b"MOVED" | b"ASK" => redirect().map_or(Reaction::Show, Reaction::from),
            b"TRYAGAIN" | b"LOADING" | b"MASTERDOWN" => Reaction::Wait,
            b"CLUSTERDOWN" => Reaction::WaitAndRefresh,
            b"READONLY" => Reaction::Refresh,
            b"MISCONF" | b"NOREPLICAS" | b"BUSY" => Reaction::Busy,
            b"ERR" if error.starts_with(b"ERR max number of clients") => Reaction::Busy,
            b"NOSCRIPT" => Reaction::LoadScript,
            _ => Reaction::Show,
        }
    }

    /// Whether the command is to be sent again, to another node or later, without the user's decision.
    pub fn is_retry(&self) -> bool {
        match self {
            Reaction::Moved(_)
            | Reaction::Ask(_)
            | Reaction::Wait
            | Reaction::WaitAndRefresh
            | Reaction::Refresh => true,
            Reaction::Show | Reaction::Busy | Reaction::LoadScript => false,
        }
    }
}

impl From<Redirect> for Reaction {
    fn from(redirect: Redirect) -> Self {
        match redirect.kind {
            RedirectKind::Moved => Reaction::Moved(redirect),
            RedirectKind::Ask => Reaction::Ask(redirect),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaction(error: &str) -> Reaction {
        Reaction::to(error.as_bytes(), &Address::tcp("seed", 7000))
    }

    #[test]
    fn every_refusal_has_its_reaction() {
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
                "MISCONF Redis is configured to save RDB snapshots",
                Reaction::Busy,
            ),
            (
                "NOREPLICAS Not enough good replicas to write.",
                Reaction::Busy,
            ),
            ("BUSY Redis is busy running a script.", Reaction::Busy),
            ("ERR max number of clients reached", Reaction::Busy),
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
    fn the_rest_is_the_users_business() {
        let errors = [
            "NOAUTH Authentication required.",
            "WRONGPASS invalid username-password pair or user is disabled.",
            "NOPERM this user has no permissions",
            "CROSSSLOT Keys in request don't hash to the same slot",
            "EXECABORT Transaction discarded because of previous errors.",
            "WRONGTYPE Operation against a key holding the wrong kind of value",
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
