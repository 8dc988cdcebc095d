//! What sentinels, and the nodes that they name, reply: each command's reply in, its meaning out.
//!
//! In RESP2 a node is an array of names and values, in RESP3 a map; both are read.

use std::fmt;

use crate::net::Address;
use crate::resp::Value;

/// Why a reply is not the answer to the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The sentinel does not watch a primary of that name.
    Unknown,
    /// An error reply, in the server's words.
    Words(String),
    /// A reply that the command does not have.
    Unreadable,
}

/// What a node is, by its own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportedRole {
    /// It takes writes.
    Primary,
    /// It follows another node.
    Replica,
    /// No data node at all.
    Sentinel,
}

/// The reply to SENTINEL GET-MASTER-ADDR-BY-NAME.
///
/// # Errors
/// [`Refusal::Unknown`] for a null; the others as they say.
pub fn primary(reply: &Value) -> Result<Address, Refusal> {
    match answer(reply)?.as_slice() {
        Some([host, port]) => address(host, port).ok_or(Refusal::Unreadable),
        _ => Err(Refusal::Unreadable),
    }
}

/// The reply to SENTINEL REPLICAS: those that the sentinel can reach and that are in step with their primary.
///
/// # Errors
/// As [`primary`].
pub fn replicas(reply: &Value) -> Result<Vec<Address>, Refusal> {
    let follows = |node: &&Value| text(node, "master-link-status") != Some("err");
    let nodes = nodes(reply)?;
    Ok(nodes.filter(follows).filter_map(announced).collect())
}

/// The reply to SENTINEL SENTINELS: the other sentinels, but those that are down.
///
/// # Errors
/// As [`primary`].
pub fn sentinels(reply: &Value) -> Result<Vec<Address>, Refusal> {
    Ok(nodes(reply)?.filter_map(announced).collect())
}

/// The reply to ROLE.
///
/// # Errors
/// As [`primary`], without [`Refusal::Unknown`].
pub fn role(reply: &Value) -> Result<ReportedRole, Refusal> {
    let items = answer(reply)?.as_slice().unwrap_or_default();
    match items.first().and_then(Value::as_str) {
        Some("master") => Ok(ReportedRole::Primary),
        Some("slave") => Ok(ReportedRole::Replica),
        Some("sentinel") => Ok(ReportedRole::Sentinel),
        _ => Err(Refusal::Unreadable),
    }
}

/// A host as a server wrote it, and its port. What could not be one, or would do something to a terminal, is none.
pub(super) fn place(host: &str, port: &str) -> Option<Address> {
    let odd = |letter: char| letter.is_control() || letter.is_whitespace();
    let port = port.parse().ok().filter(|port| *port != 0)?;
    (!host.is_empty() && !host.contains(odd)).then(|| Address::tcp(host, port))
}

/// SENTINEL's subcommands say with an error that they do not know a primary, but for the one that says it with a null.
fn answer(reply: &Value) -> Result<&Value, Refusal> {
    match (reply, reply.as_error()) {
        (_, Some(words)) if words.starts_with(b"ERR No such master") => Err(Refusal::Unknown),
        (_, Some(words)) => Err(Refusal::Words(String::from_utf8_lossy(words).into_owned())),
        (Value::Null(_), None) => Err(Refusal::Unknown),
        _ => Ok(reply),
    }
}

/// Those that the sentinel itself thinks can be used.
fn nodes(reply: &Value) -> Result<impl Iterator<Item = &Value>, Refusal> {
    let nodes = answer(reply)?.as_slice().ok_or(Refusal::Unreadable)?;
    Ok(nodes.iter().filter(|node| is_up(node)))
}

fn is_up(node: &Value) -> bool {
    let flags = text(node, "flags").unwrap_or_default();
    let is_bad = |flag: &str| ["s_down", "o_down", "disconnected"].contains(&flag);
    !flags.split(',').any(is_bad)
}

fn announced(node: &Value) -> Option<Address> {
    address(node.field("ip")?, node.field("port")?)
}

fn address(host: &Value, port: &Value) -> Option<Address> {
    match port {
        Value::Integer(number) => place(host.as_str()?, &number.to_string()),
        text => place(host.as_str()?, text.as_str()?),
    }
}

fn text<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node.field(name).and_then(Value::as_str)
}

impl fmt::Display for Refusal {
    /// The end of a sentence that begins with who said it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Unknown => f.write_str("it does not know the name"),
            Refusal::Words(words) => f.write_str(words),
            Refusal::Unreadable => f.write_str("its reply makes no sense"),
        }
    }
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

    /// One node as RESP2 and RESP3 have it.
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
        let noauth = Refusal::Words("NOAUTH Authentication required.".to_owned());
        let cases = [
            (array(&["10.0.0.1", "6379"]), named("10.0.0.1", 6379)),
            (array(&["db.example", "6379"]), named("db.example", 6379)),
            (array(&["fe80::1", "6379"]), named("fe80::1", 6379)),
            (
                Value::Array(vec![bulk("h"), Value::Integer(1)]),
                named("h", 1),
            ),
            (Value::Null(Null::Array), Err(Refusal::Unknown)),
            (Value::Null(Null::Plain), Err(Refusal::Unknown)),
            (error("NOAUTH Authentication required."), Err(noauth)),
            (
                error("ERR No such master with that name"),
                Err(Refusal::Unknown),
            ),
            (array(&["10.0.0.1"]), Err(Refusal::Unreadable)),
            (array(&["", "6379"]), Err(Refusal::Unreadable)),
            (array(&["h", "0"]), Err(Refusal::Unreadable)),
            (array(&["h", "70000"]), Err(Refusal::Unreadable)),
            (array(&["\u{1b}[2J", "6379"]), Err(Refusal::Unreadable)),
            (bulk("10.0.0.1:6379"), Err(Refusal::Unreadable)),
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
    fn a_node_that_makes_no_sense_is_passed_over() {
        let [good, _] = both_shapes(&[("ip", "a"), ("port", "1"), ("flags", "sentinel")]);
        let [bad, _] = both_shapes(&[("ip", "b"), ("flags", "sentinel")]);
        let reply = Value::Array(vec![bad, bulk("?"), Value::Integer(1), good]);
        assert_eq!(sentinels(&reply), Ok(vec![Address::tcp("a", 1)]));
        assert_eq!(sentinels(&Value::Array(vec![])), Ok(vec![]));
        assert_eq!(sentinels(&bulk("?")), Err(Refusal::Unreadable));
    }

    #[test]
    fn a_role_is_its_first_word() {
        let noperm = "NOPERM this user has no permissions to run the 'role' command";
        let cases = [
            (array(&["master", "0"]), Ok(ReportedRole::Primary)),
            (array(&["slave", "10.0.0.1"]), Ok(ReportedRole::Replica)),
            (array(&["sentinel"]), Ok(ReportedRole::Sentinel)),
            (array(&["king"]), Err(Refusal::Unreadable)),
            (Value::Array(vec![]), Err(Refusal::Unreadable)),
            (bulk("master"), Err(Refusal::Unreadable)),
            (error(noperm), Err(Refusal::Words(noperm.to_owned()))),
        ];
        for (reply, expected) in cases {
            assert_eq!(role(&reply), expected, "{reply:?}");
        }
    }
}
