//! Entries of streams: each id with its time, and the fields below it.

use super::shape::{Note, Shape};

/// XADD.
pub(super) static ID: Shape = Shape::Noted(Note::Id);

/// An id and its fields. A deleted entry has no fields.
static ENTRY: Shape = Shape::Block(&[Shape::Noted(Note::Id), Shape::Fields(&[])]);

/// XRANGE and similar commands.
pub(super) static ENTRIES: Shape = Shape::Each(&ENTRY);

/// XREAD and XREADGROUP: keys with entries.
pub(super) static STREAMS: Shape = Shape::Pairs(&ENTRIES);

/// XAUTOCLAIM: the next id, the entries, and the ids of deleted entries.
pub(super) static CLAIMED: Shape = Shape::Items(&[
    Shape::Noted(Note::Id),
    Shape::Each(&ENTRY),
    Shape::Each(&ID),
]);

/// XPENDING of a group: the number of entries, the first and the last id, and the number for each consumer.
pub(super) static PENDING: Shape = Shape::Items(&[
    Shape::Plain,
    Shape::Noted(Note::Id),
    Shape::Noted(Note::Id),
    Shape::Pairs(&Shape::Plain),
]);

/// XPENDING of entries: the id, the consumer, the idle time, and the number of deliveries.
pub(super) static PENDING_ENTRIES: Shape = Shape::Each(&Shape::Items(&[
    Shape::Noted(Note::Id),
    Shape::Plain,
    Shape::Noted(Note::SpanMillis),
    Shape::Plain,
]));

/// XINFO STREAM, with or without FULL.
pub(super) static INFO: Shape = Shape::Fields(&[
    ("last-generated-id", Shape::Noted(Note::Id)),
    ("max-deleted-entry-id", Shape::Noted(Note::Id)),
    ("recorded-first-entry-id", Shape::Noted(Note::Id)),
    ("first-entry", Shape::Block(ENTRY_PARTS)),
    ("last-entry", Shape::Block(ENTRY_PARTS)),
    ("entries", Shape::Each(&ENTRY)),
    ("groups", Shape::Each(&GROUP)),
]);

/// The same as [`ENTRY`], as a constant for tables of fields.
const ENTRY_PARTS: &[Shape] = &[Shape::Noted(Note::Id), Shape::Fields(&[])];

/// XINFO GROUPS.
pub(super) static GROUPS: Shape = Shape::Each(&GROUP);

static GROUP: Shape = Shape::Fields(&[
    ("last-delivered-id", Shape::Noted(Note::Id)),
    ("pending", Shape::Each(&Shape::Items(DELIVERED))),
    ("consumers", Shape::Each(&CONSUMER)),
]);

/// The id of a pending entry, its consumer, the time of its delivery, and the number of deliveries.
const DELIVERED: &[Shape] = &[
    Shape::Noted(Note::Id),
    Shape::Plain,
    Shape::Noted(Note::Millis),
    Shape::Plain,
];

/// XINFO CONSUMERS.
pub(super) static CONSUMERS: Shape = Shape::Each(&CONSUMER);

static CONSUMER: Shape = Shape::Fields(&[
    ("pending", Shape::Each(&Shape::Items(DELIVERED_HERE))),
    ("idle", Shape::Noted(Note::SpanMillis)),
    ("inactive", Shape::Noted(Note::SpanMillis)),
    ("seen-time", Shape::Noted(Note::Millis)),
    ("active-time", Shape::Noted(Note::Millis)),
]);

/// [`DELIVERED`] without the consumer.
const DELIVERED_HERE: &[Shape] = &[
    Shape::Noted(Note::Id),
    Shape::Noted(Note::Millis),
    Shape::Plain,
];
