//! Names and values, which RESP2 sends as flat lists, in the form of RESP3.

use super::shape::{Note, Shape};

/// HGETALL and others: names with values.
pub(super) static FIELDS: Shape = Shape::Fields(&[]);

/// A list of [`FIELDS`].
pub(super) static LIST: Shape = Shape::Each(&FIELDS);

/// HRANDFIELD … WITHVALUES, which in RESP3 is a list of pairs.
pub(super) static PAIRS: Shape = Shape::Pairs(&Shape::Plain);

/// HSCAN: a cursor and fields.
pub(super) static SCANNED: Shape = Shape::Items(&[Shape::Plain, Shape::Fields(&[])]);

/// CONFIG GET.
pub(super) static SETTINGS: Shape = Shape::Fields(&[
    ("maxmemory", Shape::Noted(Note::Bytes)),
    ("repl-backlog-size", Shape::Noted(Note::Bytes)),
    ("proto-max-bulk-len", Shape::Noted(Note::Bytes)),
    ("client-query-buffer-limit", Shape::Noted(Note::Bytes)),
    ("auto-aof-rewrite-min-size", Shape::Noted(Note::Bytes)),
    ("timeout", Shape::Noted(Note::Span)),
    ("tcp-keepalive", Shape::Noted(Note::Span)),
    ("repl-timeout", Shape::Noted(Note::Span)),
    ("repl-backlog-ttl", Shape::Noted(Note::Span)),
    ("cluster-node-timeout", Shape::Noted(Note::SpanMillis)),
]);

/// FUNCTION LIST: libraries with functions.
pub(super) static LIBRARIES: Shape =
    Shape::Each(&Shape::Fields(&[("functions", Shape::Each(&FIELDS))]));
