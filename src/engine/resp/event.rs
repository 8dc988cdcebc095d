//! The events of a reply, and the trait of the types that receive them.

use std::io;

/// A value that is neither a string nor an aggregate, and therefore arrives whole.
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
    /// `,` A double in the text of the server: a number, `inf`, `-inf`, or `nan` in any spelling of C.
    Double(&'a [u8]),
    /// `(` A big number: an optional sign and decimal digits.
    BigNumber(&'a [u8]),
}

/// The encodings of null. They mean the same. The decoder keeps the encoding, so that a value encodes to its original
/// bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// `_`, RESP3.
    Plain,
    /// `$-1`, RESP2.
    Bulk,
    /// `*-1`, RESP2.
    Array,
}

/// The kinds of strings that may be long and therefore arrive in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringKind {
    /// `$` A bulk string: any bytes.
    Bulk,
    /// `=` A verbatim string: text for display, with a three-letter format such as `txt` or `mkd`.
    Verbatim([u8; 3]),
}

/// The values that contain other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// `*` An array.
    Array,
    /// `%` A map, in the order of the wire.
    Map,
    /// `~` A set.
    Set,
    /// `>` Out-of-band data. Most pushes arrive between replies. A push within a reply is an ordinary element: the
    /// reply to EXEC contains the replies to its SUBSCRIBE commands in this form.
    Push,
    /// `|` Pairs that describe the value after them. An attribute is not an element of the enclosing aggregate.
    Attribute,
}

impl Aggregate {
    /// Returns whether the elements are pairs of a key and a value.
    pub fn is_paired(self) -> bool {
        matches!(self, Aggregate::Map | Aggregate::Attribute)
    }
}

/// One step of a reply, as the decoder reads it.
///
/// Events are properly nested. Between [`BeginString`](Event::BeginString) and [`EndString`](Event::EndString) come
/// only [`Bytes`](Event::Bytes) and [`Wait`](Event::Wait). A paired aggregate has an even number of values, each key
/// directly before its value. The `End` of an attribute is followed by the value that it describes, or by another
/// attribute of the same value. A value may have any number of attributes, so a sink must not use a level of depth for
/// each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A value that arrives whole.
    Scalar(Scalar<'a>),
    /// The start of a string, with its length in bytes (without the format of a verbatim string). A streamed string has no
    /// length. The length is the server's claim: never allocate by it.
    BeginString(StringKind, Option<u64>),
    /// The next bytes of the string; never empty. The boundaries between them have no meaning.
    Bytes(&'a [u8]),
    /// The end of the string.
    EndString,
    /// The start of an aggregate, with its number of elements, or of pairs if the kind is paired. A streamed aggregate has
    /// no number. The number is the server's claim: never allocate by it.
    Begin(Aggregate, Option<u64>),
    /// The end of the innermost open aggregate.
    End,
    /// The reply is incomplete and the reader is about to block: a sink may flush its output.
    Wait,
}

impl Event<'_> {
    /// Returns whether a value begins with this event. An attribute is not a value.
    #[inline(always)]
    pub fn begins_value(&self) -> bool {
        match self {
            Event::Scalar(_) | Event::BeginString(..) => true,
            Event::Begin(kind, _) => *kind != Aggregate::Attribute,
            _ => false,
        }
    }
}

/// Receives the events of a reply while it arrives.
pub trait EventSink {
    /// Handles the next event.
    ///
    /// # Errors
    /// Returns the error of the sink's own output. The decoder stops and passes it on.
    fn event(&mut self, event: Event<'_>) -> io::Result<()>;
}

impl EventSink for &mut dyn EventSink {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        (**self).event(event)
    }
}
