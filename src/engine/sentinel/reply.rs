//! Parses the replies of sentinels, and of the nodes that they name.
//!
//! A node is an array of names and values in RESP2, and a map in RESP3. Both are accepted.

use std::fmt;

use crate::address::Address;
use crate::resp::Value;

/// A reply that does not have the requested information, as the end of a message that names the sentinel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SentinelRefusal {
    /// The sentinel does not monitor a primary of that name.
    #[error("unknown primary name")]
    Unknown,
    /// The server's error reply.
    #[error("{0}")]
    Words(String),
    /// A malformed reply.
    #[error("unexpected reply")]
    Unreadable,
}

/// A node's role, as the node reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportedRole {
    /// The node accepts writes.
    Primary,
    /// The node replicates another one.
    Replica,
    /// The node is a sentinel.
    Sentinel,
}

/// Parses the reply to SENTINEL GET-MASTER-ADDR-BY-NAME.
///
/// # Errors
/// Returns [`SentinelRefusal::Unknown`] for a null, [`SentinelRefusal::Words`] for an error, and
/// [`SentinelRefusal::Unreadable`] for a malformed reply.
pub fn primary(reply: &Value) -> Result<Address, SentinelRefusal> {
    match answer(reply)?.as_slice() {
        Some([host, port]) => address(host, port).ok_or(SentinelRefusal::Unreadable),
        _ => Err(SentinelRefusal::Unreadable),
    }
}

/// Parses the reply to SENTINEL REPLICAS. Returns the replicas that are up and linked to their primary.
///
/// # Errors
/// Returns the errors of [`primary`].
pub fn replicas(reply: &Value) -> Result<Vec<Address>, SentinelRefusal> {
    let follows = |node: &&Value| text(node, "master-link-status") != Some("err");
    let nodes = nodes(reply)?;
    Ok(nodes.filter(follows).filter_map(announced).collect())
}

/// Parses the reply to SENTINEL SENTINELS. Returns the other sentinels that are up.
pub fn sentinels(reply: &Value) -> Result<Vec<Address>, SentinelRefusal> {
    Ok(nodes(reply)?.filter_map(announced).collect())
}

/// Parses the reply to ROLE.
///
/// # Errors
/// Returns the errors of [`primary`], except [`SentinelRefusal::Unknown`].
pub fn role(reply: &Value) -> Result<ReportedRole, SentinelRefusal> {
    let items = answer(reply)?.as_slice().unwrap_or_default();
    match items.first().and_then(Value::as_str) {
        Some("master") => Ok(ReportedRole::Primary),
        Some("slave") => Ok(ReportedRole::Replica),
        Some("sentinel") => Ok(ReportedRole::Sentinel),
        _ => Err(SentinelRefusal::Unreadable),
    }
}

/// GET-MASTER-ADDR-BY-NAME reports an unknown name by a null, the other subcommands by an error.
fn answer(reply: &Value) -> Result<&Value, SentinelRefusal> {
    match (reply, reply.as_error()) {
        (_, Some(words)) if words.starts_with(b"ERR No such master") => {
            Err(SentinelRefusal::Unknown)
        }
        (_, Some(words)) => Err(SentinelRefusal::Words(
            String::from_utf8_lossy(words).into_owned(),
        )),
        (Value::Null(_), None) => Err(SentinelRefusal::Unknown),
        _ => Ok(reply),
    }
}

/// The nodes that the sentinel considers to be up.
fn nodes(reply: &Value) -> Result<impl Iterator<Item = &Value>, SentinelRefusal> {
    let nodes = answer(reply)?
        .as_slice()
        .ok_or(SentinelRefusal::Unreadable)?;
    let is_bad = |flag: &str| ["s_down", "o_down", "disconnected"].contains(&flag);
    let flags = |node| text(node, "flags").unwrap_or_default();
    Ok(nodes
        .iter()
        .filter(move |node| !flags(node).split(',').any(is_bad)))
}

fn announced(node: &Value) -> Option<Address> {
    address(node.field("ip")?, node.field("port")?)
}

/// Returns `None` for an invalid port, and for hosts with spaces or control characters, which could harm a terminal.
fn address(host: &Value, port: &Value) -> Option<Address> {
    let odd = |letter: char| letter.is_control() || letter.is_whitespace();
    let host = host.as_str().filter(|host| !host.is_empty())?;
    let port = match port {
        Value::Integer(number) => u16::try_from(*number).ok(),
        text => text.as_str()?.parse().ok(),
    };
    let port = port.filter(|port| *port != 0)?;
    (!host.contains(odd)).then(|| Address::tcp(host, port))
}

fn text<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node.field(name).and_then(Value::as_str)
}

impl fmt::Display for ReportedRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReportedRole::Primary => "a primary",
            ReportedRole::Replica => "a replica",
            ReportedRole::Sentinel => "a sentinel",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resp::Null;

    fn bulk(text: &str) -> Value {
        Value::Bulk(text.as_bytes().to_vec())
    }

    fn array(texts: &[&str]) -> Value {
        Value::Array(texts.iter().map(|text| bulk(text)).collect())
    }

    /// A node as RESP2 and RESP3 encode it.
    fn both_shapes(fields: &[(&str, &str)]) -> [Value; 2] {
        let pairs = fields.iter().map(|(name, value)| (bulk(name), bulk(value)));
        let map = Value::Map(pairs.clone().collect());
        let flat = pairs.flat_map(|(name, value)| [name, value]).collect();
        [Value::Array(flat), map]
    }

    fn error(words: &str) -> Value {
        Value::Error(words.as_bytes().to_vec())
    }

    #[test]
    fn a_primary_is_named_by_host_and_port() {
        let named = |host: &str, port| Ok(Address::tcp(host, port));
        let noauth = SentinelRefusal::Words("NOAUTH Authentication required.".to_owned());
        let cases = [
            (array(&["10.0.0.1", "6379"]), named("10.0.0.1", 6379)),
            (array(&["db.example", "6379"]), named("db.example", 6379)),
            (array(&["fe80::1", "6379"]), named("fe80::1", 6379)),
            (
                Value::Array(vec![bulk("h"), Value::Integer(1)]),
                named("h", 1),
            ),
            (Value::Null(Null::Array), Err(SentinelRefusal::Unknown)),
            (Value::Null(Null::Plain), Err(SentinelRefusal::Unknown)),
            (error("NOAUTH Authentication required."), Err(noauth)),
            (
                error("ERR No such master with that name"),
                Err(SentinelRefusal::Unknown),
            ),
            (array(&["10.0.0.1"]), Err(SentinelRefusal::Unreadable)),
            (array(&["", "6379"]), Err(SentinelRefusal::Unreadable)),
            (array(&["h", "0"]), Err(SentinelRefusal::Unreadable)),
            (array(&["h", "70000"]), Err(SentinelRefusal::Unreadable)),
            (
                array(&["\u{1b}[2J", "6379"]),
                Err(SentinelRefusal::Unreadable),
            ),
            (bulk("10.0.0.1:6379"), Err(SentinelRefusal::Unreadable)),
        ];
        for (reply, expected) in cases {
            assert_eq!(primary(&reply), expected, "{reply:?}");
        }
    }

    #[test]
    fn only_nodes_that_are_up_are_listed_in_either_protocol() {
        let cases = [
            ("slave", "ok", true),
            ("slave", "err", false),
            ("s_down,slave", "ok", false),
            ("slave,disconnected", "ok", false),
            ("o_down,slave", "ok", false),
        ];
        for (flags, link, listed) in cases {
            let fields = [
                ("ip", "10.0.0.2"),
                ("port", "6380"),
                ("flags", flags),
                ("master-link-status", link),
            ];
            for node in both_shapes(&fields) {
                let expected = listed.then(|| Address::tcp("10.0.0.2", 6380));
                let reply = Value::Array(vec![node]);
                let expected: Vec<_> = expected.into_iter().collect();
                assert_eq!(replicas(&reply), Ok(expected), "{flags} {link}");
            }
        }
    }

    #[test]
    fn a_malformed_node_is_skipped() {
        let [good, _] = both_shapes(&[("ip", "a"), ("port", "1"), ("flags", "sentinel")]);
        let [bad, _] = both_shapes(&[("ip", "b"), ("flags", "sentinel")]);
        let reply = Value::Array(vec![bad, bulk("?"), Value::Integer(1), good]);
        assert_eq!(sentinels(&reply), Ok(vec![Address::tcp("a", 1)]));
        assert_eq!(sentinels(&Value::Array(vec![])), Ok(vec![]));
        assert_eq!(sentinels(&bulk("?")), Err(SentinelRefusal::Unreadable));
    }

    #[test]
    fn a_role_is_its_first_word() {
        let noperm = "NOPERM this user has no permissions to run the 'role' command";
        let cases = [
            (array(&["master", "0"]), Ok(ReportedRole::Primary)),
            (array(&["slave", "10.0.0.1"]), Ok(ReportedRole::Replica)),
            (array(&["sentinel"]), Ok(ReportedRole::Sentinel)),
            (array(&["king"]), Err(SentinelRefusal::Unreadable)),
            (Value::Array(vec![]), Err(SentinelRefusal::Unreadable)),
            (bulk("master"), Err(SentinelRefusal::Unreadable)),
            (
                error(noperm),
                Err(SentinelRefusal::Words(noperm.to_owned())),
            ),
        ];
        for (reply, expected) in cases {
            assert_eq!(role(&reply), expected, "{reply:?}");
        }
    }
}
