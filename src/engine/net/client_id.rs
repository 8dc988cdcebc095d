//! Client ids.

use std::fmt;

use crate::resp::Value;

/// The server's number for a connection. Servers do not reuse numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientId(i64);

impl ClientId {
    /// Reads the id from a reply to HELLO.
    pub(super) fn from_hello(reply: &Value) -> Option<Self> {
        reply.field("id").and_then(Self::from_reply)
    }

    /// Reads the id from a reply to CLIENT ID.
    pub fn from_reply(reply: &Value) -> Option<Self> {
        match reply {
            Value::Integer(number) => Some(ClientId(*number)),
            _ => None,
        }
    }
}

impl fmt::Display for ClientId {
    /// Formats the id as an argument of CLIENT UNBLOCK and CLIENT KILL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_integer_is_a_client_id() {
        let (number, text) = (Value::Integer(7), Value::Bulk(b"7".to_vec()));
        let pair = |value: &Value| (Value::Bulk(b"id".to_vec()), value.clone());
        assert_eq!(ClientId::from_reply(&number), Some(ClientId(7)));
        assert_eq!(ClientId::from_reply(&text), None);
        let hello = |value| ClientId::from_hello(&Value::Map(vec![pair(value)]));
        assert_eq!(hello(&number), Some(ClientId(7)));
        assert_eq!(hello(&text), None);
        assert_eq!(ClientId::from_hello(&Value::Error(b"id".to_vec())), None);
    }
}
