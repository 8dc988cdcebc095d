//! How each command of the input is handled: sent, refused, or applied to all connections of the load. Pure.

use crate::client::state::{ReplyMode, requested_mode};
use crate::command::Verb;
use crate::net::Credentials;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LoadAction {
    Data,
    Opens,
    /// EXEC, DISCARD, RESET: it ends a transaction, if one is open.
    Closes,
    /// SELECT, with the database if it is a number.
    Select(Option<u32>),
    /// AUTH or HELLO, with the credentials.
    Login(Option<Credentials>),
    /// CLIENT REPLY: not sent, since every reply is needed. True if a server would reply OK.
    Reply(bool),
    Refused(&'static str),
}

const SUBSCRIBES: &str = "not sent: it switches the connection to messages, which are not replies";
const STREAMS: &str = "not sent: it switches the connection to an endless stream";
const QUITS: &str = "not sent: it closes the connection, and later commands would be lost";
const HTTP: &str = "not sent: servers treat it as an attack over HTTP, and close the connection";
const WATCHES: &str =
    "not sent: WATCH works on one connection, and a cluster is loaded over several";
const RESETS: &str = "not sent: a cluster is loaded over several connections";

impl LoadAction {
    /// Returns how a command is handled, in a cluster or for one server.
    pub(super) fn of<A: AsRef<[u8]>>(words: &[A], is_cluster: bool) -> LoadAction {
        match Verb::of(words) {
            Verb::Other if is_http(words[0].as_ref()) => LoadAction::Refused(HTTP),
            Verb::Other
            | Verb::Answer
            | Verb::SetName
            | Verb::Tracking
            | Verb::NoEvict
            | Verb::NoTouch
            | Verb::Shutdown
            | Verb::Debug => LoadAction::Data,
            Verb::Multi => LoadAction::Opens,
            Verb::Exec | Verb::Discard => LoadAction::Closes,
            Verb::Reset if is_cluster => LoadAction::Refused(RESETS),
            Verb::Reset => LoadAction::Closes,
            Verb::Select => LoadAction::Select(database(words)),
            Verb::Auth => LoadAction::Login(Credentials::from_words(&words[1..])),
            Verb::Hello => LoadAction::Login(None),
            // The server refuses an unknown mode.
            Verb::Reply => requested_mode(words).map_or(LoadAction::Data, |mode| {
                LoadAction::Reply(mode == ReplyMode::On)
            }),
            Verb::Subscribe | Verb::Unsubscribe => LoadAction::Refused(SUBSCRIBES),
            Verb::Monitor | Verb::Sync => LoadAction::Refused(STREAMS),
            Verb::Quit => LoadAction::Refused(QUITS),
            Verb::Watch | Verb::Unwatch if is_cluster => LoadAction::Refused(WATCHES),
            Verb::Watch | Verb::Unwatch | Verb::ReadOnly | Verb::ReadWrite => LoadAction::Data,
        }
    }
}

/// See <https://redis.io/docs/latest/operate/oss_and_stack/management/security/> on cross-protocol attacks.
fn is_http(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"POST") || name.eq_ignore_ascii_case(b"Host:")
}

fn database<A: AsRef<[u8]>>(words: &[A]) -> Option<u32> {
    match words {
        [_, number] => std::str::from_utf8(number.as_ref()).ok()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(line: &str, is_cluster: bool) -> LoadAction {
        let words: Vec<_> = line.split(' ').collect();
        LoadAction::of(&words, is_cluster)
    }

    #[test]
    fn commands_without_exactly_one_reply_are_not_sent() {
        for line in [
            "SUBSCRIBE a",
            "psubscribe a",
            "SSUBSCRIBE a",
            "UNSUBSCRIBE",
            "MONITOR",
            "SYNC",
            "PSYNC ? -1",
            "quit",
            "POST / HTTP/1.1",
            "Host: a",
        ] {
            assert!(
                matches!(action(line, false), LoadAction::Refused(_)),
                "{line}"
            );
        }
    }

    #[test]
    fn commands_for_one_connection_are_refused_in_a_cluster() {
        for line in ["WATCH a", "UNWATCH", "RESET"] {
            assert!(
                !matches!(action(line, false), LoadAction::Refused(_)),
                "{line}"
            );
            assert!(
                matches!(action(line, true), LoadAction::Refused(_)),
                "{line}"
            );
        }
    }

    #[test]
    fn client_reply_is_not_sent() {
        assert_eq!(action("CLIENT REPLY off", false), LoadAction::Reply(false));
        assert_eq!(action("client reply ON", false), LoadAction::Reply(true));
        assert_eq!(action("CLIENT REPLY perhaps", false), LoadAction::Data);
        assert_eq!(action("CLIENT LIST", false), LoadAction::Data);
    }

    #[test]
    fn a_database_is_a_number() {
        assert_eq!(action("SELECT 3", false), LoadAction::Select(Some(3)));
        assert_eq!(action("SELECT x", false), LoadAction::Select(None));
        assert_eq!(action("SELECT", false), LoadAction::Select(None));
    }
}
