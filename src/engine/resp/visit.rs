//! What a decoder tells of a reply while it goes by: the events, and the trait of those who listen.
//!
//! Nothing here knows how the bytes are read, or who listens.

use std::io;

/// A value that is known as soon as it is seen: anything but a string or an aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// `+` A simple string.
    Simple(&'a [u8]),
    /// `-` A simple error.
    Error(&'a [u8]),
    /// `!` A bulk error: an error that may hold line breaks.
    BulkError(&'a [u8]),
    /// `:` An integer.
    Integer(i64),
    /// `_`, or RESP2's `$-1` and `*-1`.
    Null(Null),
    /// `#` A boolean.
    Boolean(bool),
    /// `,` A double, in the server's own text: a number, `inf`, `-inf`, or `nan` in any of C's spellings.
    Double(&'a [u8]),
    /// `(` A big number: an optional sign and decimal digits.
    BigNumber(&'a [u8]),
}

/// The three ways to say "nothing". They mean the same; the form is kept so that a value encodes to what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// `_`, RESP3.
    Plain,
    /// `$-1`, RESP2.
    Bulk,
    /// `*-1`, RESP2.
    Array,
}

/// The strings that can be long, and so arrive in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringKind {
    /// `$` A bulk string: any bytes.
    Bulk,
    /// `=` A verbatim string: text to be shown as it is, with a three-letter format such as `txt` or `mkd`.
    Verbatim([u8; 3]),
}

/// The values that hold other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// `*`
    Array,
    /// `%` Pairs, in the order of the wire.
    Map,
    /// `~`
    Set,
    /// `>` Data out of band. At the top level it stands between replies; inside one it is an element like any other: the
    /// reply of a SUBSCRIBE that was queued in a transaction stands so in that of EXEC.
    Push,
    /// `|` Pairs that say something about the value that follows them; not an element of what encloses them.
    Attribute,
}

impl Aggregate {
    /// Whether the elements come as pairs of a key and a value.
    pub fn is_paired(self) -> bool {
        matches!(self, Aggregate::Map | Aggregate::Attribute)
    }
}

/// One who listens to a reply while it arrives.
///
/// The decoder keeps the order: what begins also ends, properly nested; between [`begin_string`](Self::begin_string)
/// and [`end_string`](Self::end_string) come only pieces; a paired aggregate gets an even number of values, each key
/// directly before its value. An attribute's `end` is followed by the value it belongs to, or by another attribute of the
/// same value: any number of them, so that nobody may take a level of depth for each.
///
/// # Errors
/// A listener that writes returns its sink's error; the decoder stops there and passes it on.
pub trait Visitor {
    /// A value that is complete at once.
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()>;

    /// A string begins. `len` is its length in bytes (a verbatim string's without its format) as the server says it:
    /// never to be trusted for an allocation. `None` where the string is streamed.
    fn begin_string(&mut self, kind: StringKind, len: Option<u64>) -> io::Result<()>;

    /// The next bytes of the string, never empty. How it is cut has no meaning.
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// The string is complete.
    fn end_string(&mut self) -> io::Result<()>;

    /// An aggregate begins. `len` counts elements, or pairs where the kind is paired: as the server says it, never to
    /// be trusted for an allocation. `None` where the aggregate is streamed.
    fn begin(&mut self, kind: Aggregate, len: Option<u64>) -> io::Result<()>;

    /// The innermost open aggregate is complete.
    fn end(&mut self) -> io::Result<()>;

    /// All that has come is used, the reply is not complete, and the next bytes will have to be waited for: the moment
    /// to show what there is.
    ///
    /// # Errors
    /// As above.
    fn wait(&mut self) -> io::Result<()> {
        Ok(())
    }
}
