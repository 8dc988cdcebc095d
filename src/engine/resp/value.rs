//! A whole reply as data, for where the program must look at one.

use std::io;

use super::{Aggregate, Null, Scalar, StringKind, Visitor};

/// One RESP value. An error that the server replied with is a value too.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `+`
    Simple(Vec<u8>),
    /// `-`
    Error(Vec<u8>),
    /// `!`
    BulkError(Vec<u8>),
    /// `:`
    Integer(i64),
    /// `_`, `$-1` or `*-1`
    Null(Null),
    /// `#`
    Boolean(bool),
    /// `,` in the server's own text.
    Double(Vec<u8>),
    /// `(`
    BigNumber(Vec<u8>),
    /// `$`
    Bulk(Vec<u8>),
    /// `=`
    Verbatim([u8; 3], Vec<u8>),
    /// `*`
    Array(Vec<Value>),
    /// `%` in the order of the wire.
    Map(Vec<(Value, Value)>),
    /// `~`
    Set(Vec<Value>),
    /// `>`
    Push(Vec<Value>),
    /// `|` and the value that it belongs to.
    Attributed(Vec<(Value, Value)>, Box<Value>),
}

impl Value {
    /// The text of any kind of string, error or number that the server sends as text.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Simple(text)
            | Value::Error(text)
            | Value::BulkError(text)
            | Value::Double(text)
            | Value::BigNumber(text)
            | Value::Bulk(text)
            | Value::Verbatim(_, text) => Some(text),
            Value::Attributed(_, value) => value.as_bytes(),
            _ => None,
        }
    }

    /// The text as UTF-8, where it is that.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()?).ok()
    }

    /// The number, from an integer or from decimal text.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(number) => Some(*number),
            Value::Attributed(_, value) => value.as_integer(),
            other => other.as_str()?.parse().ok(),
        }
    }

    /// The elements of an array, set or push.
    pub fn as_slice(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) | Value::Set(items) | Value::Push(items) => Some(items),
            Value::Attributed(_, value) => value.as_slice(),
            _ => None,
        }
    }

    /// The server's words, where this is an error.
    pub fn as_error(&self) -> Option<&[u8]> {
        match self {
            Value::Error(text) | Value::BulkError(text) => Some(text),
            Value::Attributed(_, value) => value.as_error(),
            _ => None,
        }
    }

    /// The keys and values of a map, or of the flat array that RESP2 has in place of one. Nothing where this is neither.
    pub fn pairs(&self) -> impl Iterator<Item = (&Value, &Value)> {
        let (pairs, flat): (&[(Value, Value)], &[Value]) = match self.without_attributes() {
            Value::Map(pairs) => (pairs, &[]),
            Value::Array(items) => (&[], items),
            _ => (&[], &[]),
        };
        let flat = flat.chunks_exact(2).map(|pair| (&pair[0], &pair[1]));
        pairs.iter().map(|(key, value)| (key, value)).chain(flat)
    }

    /// The value that [`pairs`](Self::pairs) has for a name.
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

    /// Tells a visitor of this value, as a decoder would that reads it.
    ///
    /// # Errors
    /// The visitor's.
    pub fn tell<V: Visitor>(&self, visitor: &mut V) -> io::Result<()> {
        match self {
            Value::Simple(text) => visitor.scalar(Scalar::Simple(text)),
            Value::Error(text) => visitor.scalar(Scalar::Error(text)),
            Value::BulkError(text) => visitor.scalar(Scalar::BulkError(text)),
            Value::Integer(number) => visitor.scalar(Scalar::Integer(*number)),
            Value::Null(form) => visitor.scalar(Scalar::Null(*form)),
            Value::Boolean(truth) => visitor.scalar(Scalar::Boolean(*truth)),
            Value::Double(text) => visitor.scalar(Scalar::Double(text)),
            Value::BigNumber(text) => visitor.scalar(Scalar::BigNumber(text)),
            Value::Bulk(text) => tell_string(StringKind::Bulk, text, visitor),
            Value::Verbatim(format, text) => {
                tell_string(StringKind::Verbatim(*format), text, visitor)
            }
            Value::Array(items) => tell_items(Aggregate::Array, items, visitor),
            Value::Set(items) => tell_items(Aggregate::Set, items, visitor),
            Value::Push(items) => tell_items(Aggregate::Push, items, visitor),
            Value::Map(pairs) => tell_pairs(Aggregate::Map, pairs, visitor),
            Value::Attributed(pairs, value) => {
                tell_pairs(Aggregate::Attribute, pairs, visitor)?;
                value.tell(visitor)
            }
        }
    }
}

fn tell_string<V: Visitor>(kind: StringKind, text: &[u8], visitor: &mut V) -> io::Result<()> {
    visitor.begin_string(kind, Some(text.len() as u64))?;
    if !text.is_empty() {
        visitor.piece(text)?;
    }
    visitor.end_string()
}

fn tell_items<V: Visitor>(kind: Aggregate, items: &[Value], visitor: &mut V) -> io::Result<()> {
    visitor.begin(kind, Some(items.len() as u64))?;
    items.iter().try_for_each(|item| item.tell(visitor))?;
    visitor.end()
}

fn tell_pairs<V: Visitor>(
    kind: Aggregate,
    pairs: &[(Value, Value)],
    visitor: &mut V,
) -> io::Result<()> {
    visitor.begin(kind, Some(pairs.len() as u64))?;
    for (key, value) in pairs {
        key.tell(visitor)?;
        value.tell(visitor)?;
    }
    visitor.end()
}
