//! A whole reply as data.

use std::io;

use super::{Aggregate, Event, EventSink, Null, Scalar, StringKind};

/// A RESP value. An error reply is a value too.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `+` A simple string.
    Simple(Vec<u8>),
    /// `-` A simple error.
    Error(Vec<u8>),
    /// `!` A bulk error.
    BulkError(Vec<u8>),
    /// `:` An integer.
    Integer(i64),
    /// `_`, `$-1` or `*-1`.
    Null(Null),
    /// `#` A boolean.
    Boolean(bool),
    /// `,` A double, in the text of the server.
    Double(Vec<u8>),
    /// `(` A big number.
    BigNumber(Vec<u8>),
    /// `$` A bulk string.
    Bulk(Vec<u8>),
    /// `=` A verbatim string, with its format.
    Verbatim([u8; 3], Vec<u8>),
    /// `*` An array.
    Array(Vec<Value>),
    /// `%` A map, in the order of the wire.
    Map(Vec<(Value, Value)>),
    /// `~` A set.
    Set(Vec<Value>),
    /// `>` A push.
    Push(Vec<Value>),
    /// `|` An attribute, and the value that it describes.
    Attributed(Vec<(Value, Value)>, Box<Value>),
}

impl Value {
    /// Returns the text of a string or an error, or of a number that the server sends as text.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self.without_attributes() {
            Value::Simple(text)
            | Value::Error(text)
            | Value::BulkError(text)
            | Value::Double(text)
            | Value::BigNumber(text)
            | Value::Bulk(text)
            | Value::Verbatim(_, text) => Some(text),
            _ => None,
        }
    }

    /// Returns the text if it is valid UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()?).ok()
    }

    /// Returns the number of an integer, or of a text in decimal.
    pub fn as_integer(&self) -> Option<i64> {
        match self.without_attributes() {
            Value::Integer(number) => Some(*number),
            other => other.as_str()?.parse().ok(),
        }
    }

    /// Returns the elements of an array, set or push.
    pub fn as_slice(&self) -> Option<&[Value]> {
        match self.without_attributes() {
            Value::Array(items) | Value::Set(items) | Value::Push(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the message of an error.
    pub fn as_error(&self) -> Option<&[u8]> {
        match self.without_attributes() {
            Value::Error(text) | Value::BulkError(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the pairs of a map, or of the flat array that RESP2 sends instead. Other values have no pairs.
    pub fn pairs(&self) -> impl Iterator<Item = (&Value, &Value)> {
        let (pairs, flat): (&[(Value, Value)], &[Value]) = match self.without_attributes() {
            Value::Map(pairs) => (pairs, &[]),
            Value::Array(items) => (&[], items),
            _ => (&[], &[]),
        };
        let flat = flat.chunks_exact(2).map(|pair| (&pair[0], &pair[1]));
        pairs.iter().map(|(key, value)| (key, value)).chain(flat)
    }

    /// Returns the value of a key in [`pairs`](Self::pairs).
    pub fn field(&self, name: &str) -> Option<&Value> {
        let named = |key: &Value| key.as_bytes() == Some(name.as_bytes());
        self.pairs()
            .find(|(key, _)| named(key))
            .map(|(_, value)| value)
    }

    fn without_attributes(&self) -> &Value {
        match self {
            Value::Attributed(_, value) => value.without_attributes(),
            other => other,
        }
    }

    /// Sends the events of this value to a sink, as a decoder would.
    ///
    /// # Errors
    /// Returns the error of the sink.
    pub fn replay<S: EventSink>(&self, sink: &mut S) -> io::Result<()> {
        let scalar = match self {
            Value::Bulk(text) => return replay_string(StringKind::Bulk, text, sink),
            Value::Verbatim(format, text) => {
                return replay_string(StringKind::Verbatim(*format), text, sink);
            }
            Value::Array(items) => return replay_items(Aggregate::Array, items, sink),
            Value::Set(items) => return replay_items(Aggregate::Set, items, sink),
            Value::Push(items) => return replay_items(Aggregate::Push, items, sink),
            Value::Map(pairs) => return replay_pairs(Aggregate::Map, pairs, sink),
            Value::Attributed(pairs, value) => {
                replay_pairs(Aggregate::Attribute, pairs, sink)?;
                return value.replay(sink);
            }
            Value::Simple(text) => Scalar::Simple(text),
            Value::Error(text) => Scalar::Error(text),
            Value::BulkError(text) => Scalar::BulkError(text),
            Value::Integer(number) => Scalar::Integer(*number),
            Value::Null(null) => Scalar::Null(*null),
            Value::Boolean(truth) => Scalar::Boolean(*truth),
            Value::Double(text) => Scalar::Double(text),
            Value::BigNumber(text) => Scalar::BigNumber(text),
        };
        sink.event(Event::Scalar(scalar))
    }
}

impl From<Scalar<'_>> for Value {
    fn from(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::Simple(text) => Value::Simple(text.to_vec()),
            Scalar::Error(text) => Value::Error(text.to_vec()),
            Scalar::BulkError(text) => Value::BulkError(text.to_vec()),
            Scalar::Integer(number) => Value::Integer(number),
            Scalar::Null(null) => Value::Null(null),
            Scalar::Boolean(truth) => Value::Boolean(truth),
            Scalar::Double(text) => Value::Double(text.to_vec()),
            Scalar::BigNumber(text) => Value::BigNumber(text.to_vec()),
        }
    }
}

fn replay_string<S: EventSink>(kind: StringKind, text: &[u8], sink: &mut S) -> io::Result<()> {
    sink.event(Event::BeginString(kind, Some(text.len() as u64)))?;
    if !text.is_empty() {
        sink.event(Event::Bytes(text))?;
    }
    sink.event(Event::EndString)
}

fn replay_items<S: EventSink>(kind: Aggregate, items: &[Value], sink: &mut S) -> io::Result<()> {
    sink.event(Event::Begin(kind, Some(items.len() as u64)))?;
    items.iter().try_for_each(|item| item.replay(sink))?;
    sink.event(Event::End)
}

fn replay_pairs<S: EventSink>(
    kind: Aggregate,
    pairs: &[(Value, Value)],
    sink: &mut S,
) -> io::Result<()> {
    sink.event(Event::Begin(kind, Some(pairs.len() as u64)))?;
    for (key, value) in pairs {
        key.replay(sink)?;
        value.replay(sink)?;
    }
    sink.event(Event::End)
}
