//! What a command means to a stream that is loaded over connections which it does not know of. Pure.

use crate::command::Verb;
use crate::net::Credentials;

/// What becomes of a command on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LoadAction {
    /// It is sent.
    Data,
    /// MULTI: what follows moves with it.
    Opens,
    /// EXEC, DISCARD, RESET: it ends a transaction, where one is open.
    Closes,
    /// SELECT, of this database if that is a number.
    Select(Option<u32>),
    /// AUTH, HELLO: who the connection is of.
    Login(Option<Credentials>),
    /// CLIENT REPLY: not sent, since every reply is wanted. Whether a server would say OK to it.
    Reply(bool),
    /// It would make replies and commands lose each other, and is not sent: why.
    Refused(&'static str),
}

const SUBSCRIBES: &str =
    "ERR not sent: it turns the connection over to messages, which are no replies";
const STREAMS: &str = "ERR not sent: it turns the connection over to a stream without end";
const QUITS: &str = "ERR not sent: it ends the connection, and what follows would be lost";
const HTTP: &str = "ERR not sent: a server takes it for an attack by HTTP, and ends the connection";
const WATCHES: &str =
    "ERR not sent: what it watches is on one connection, and a cluster is loaded over several";
const RESETS: &str = "ERR not sent: a cluster is loaded over several connections";

impl LoadAction {
    /// The role of a command. `spread` says that there are several connections, to the nodes of a cluster.
    pub(super) fn of<A: AsRef<[u8]>>(words: &[A], spread: bool) -> LoadAction {
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
            Verb::Reset if spread => LoadAction::Refused(RESETS),
            Verb::Reset => LoadAction::Closes,
            Verb::Select => LoadAction::Select(database(words)),
            Verb::Auth => LoadAction::Login(Credentials::from_words(&words[1..])),
            Verb::Hello => LoadAction::Login(None),
            Verb::Reply => reply(words),
            Verb::Subscribe | Verb::Unsubscribe => LoadAction::Refused(SUBSCRIBES),
            Verb::Monitor | Verb::Sync => LoadAction::Refused(STREAMS),
            Verb::Quit => LoadAction::Refused(QUITS),
            Verb::Watch | Verb::Unwatch if spread => LoadAction::Refused(WATCHES),
            Verb::Watch | Verb::Unwatch | Verb::ReadOnly | Verb::ReadWrite => LoadAction::Data,
        }
    }
}

/// See <https://redis.io/docs/latest/operate/oss_and_stack/management/security/>, on strings that are sent to a server by
/// way of others.
fn is_http(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"POST") || name.eq_ignore_ascii_case(b"Host:")
}

fn database<A: AsRef<[u8]>>(words: &[A]) -> Option<u32> {
    match words {
        [_, number] => std::str::from_utf8(number.as_ref()).ok()?.parse().ok(),
        _ => None,
    }
}

/// What is no mode of CLIENT REPLY is for the server to refuse.
fn reply<A: AsRef<[u8]>>(words: &[A]) -> LoadAction {
    let mode = match words {
        [_, _, mode] => mode.as_ref().to_ascii_uppercase(),
        _ => return LoadAction::Data,
    };
    match mode.as_slice() {
        b"ON" => LoadAction::Reply(true),
        b"OFF" | b"SKIP" => LoadAction::Reply(false),
        _ => LoadAction::Data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(line: &str, spread: bool) -> LoadAction {
        let words: Vec<_> = line.split(' ').collect();
        LoadAction::of(&words, spread)
    }

    #[test]
    fn what_would_lose_count_of_replies_is_not_sent() {
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
                matches!(role(line, false), LoadAction::Refused(_)),
                "{line}"
            );
        }
    }

    #[test]
    fn what_means_one_connection_is_for_a_single_node() {
        for line in ["WATCH a", "UNWATCH", "RESET"] {
            assert!(
                !matches!(role(line, false), LoadAction::Refused(_)),
                "{line}"
            );
            assert!(matches!(role(line, true), LoadAction::Refused(_)), "{line}");
        }
    }

    #[test]
    fn silence_is_not_asked_for() {
        assert_eq!(role("CLIENT REPLY off", false), LoadAction::Reply(false));
        assert_eq!(role("client reply ON", false), LoadAction::Reply(true));
        assert_eq!(role("CLIENT REPLY perhaps", false), LoadAction::Data);
        assert_eq!(role("CLIENT LIST", false), LoadAction::Data);
    }

    #[test]
    fn a_database_is_a_number() {
        assert_eq!(role("SELECT 3", false), LoadAction::Select(Some(3)));
        assert_eq!(role("SELECT x", false), LoadAction::Select(None));
        assert_eq!(role("SELECT", false), LoadAction::Select(None));
    }
}
