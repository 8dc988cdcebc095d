//! Entries of streams: each id with the time that it stands for, and its fields under it.

use super::shape::{Note, Shape};

/// XADD.
pub(super) static ID: Shape = Shape::Noted(Note::Id);

/// An id, and its fields; nothing in their place where the entry has been deleted.
static ENTRY: Shape = Shape::Block(&[Shape::Noted(Note::Id), Shape::Fields(&[])]);

/// XRANGE and its kin.
pub(super) static ENTRIES: Shape = Shape::Each(&ENTRY);

/// XREAD, XREADGROUP: keys, each with entries.
pub(super) static STREAMS: Shape = Shape::Pairs(&ENTRIES);

/// XAUTOCLAIM: where to go on, entries, and ids of deleted ones.
pub(super) static CLAIMED: Shape = Shape::Items(&[
    Shape::Noted(Note::Id),
    Shape::Each(&ENTRY),
    Shape::Each(&ID),
]);

/// XPENDING of a group: how many, the first id, the last, and how many each consumer has.
pub(super) static PENDING: Shape = Shape::Items(&[
    Shape::Plain,
    Shape::Noted(Note::Id),
    Shape::Noted(Note::Id),
    Shape::Pairs(&Shape::Plain),
]);

/// XPENDING of entries: the id, the consumer, since when, how often.
pub(super) static PENDING_ENTRIES: Shape = Shape::Each(&Shape::Items(&[
    Shape::Noted(Note::Id),
    Shape::Plain,
    Shape::Noted(Note::SpanMillis),
    Shape::Plain,
]));

/// XINFO STREAM, with FULL or without.
pub(super) static INFO: Shape = Shape::Fields(&[
    ("last-generated-id", Shape::Noted(Note::Id)),
    ("max-deleted-entry-id", Shape::Noted(Note::Id)),
    ("recorded-first-entry-id", Shape::Noted(Note::Id)),
    ("first-entry", Shape::Block(ENTRY_PARTS)),
    ("last-entry", Shape::Block(ENTRY_PARTS)),
    ("entries", Shape::Each(&ENTRY)),
    ("groups", Shape::Each(&GROUP)),
]);

/// [`ENTRY`]'s, for where it stands in a table of fields.
const ENTRY_PARTS: &[Shape] = &[Shape::Noted(Note::Id), Shape::Fields(&[])];

/// XINFO GROUPS.
pub(super) static GROUPS: Shape = Shape::Each(&GROUP);

static GROUP: Shape = Shape::Fields(&[
    ("last-delivered-id", Shape::Noted(Note::Id)),
    ("pending", Shape::Each(&Shape::Items(DELIVERED))),
    ("consumers", Shape::Each(&CONSUMER)),
]);

/// The id of an entry that is not acknowledged, who has it, when it was delivered, and how often.
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

/// As [`DELIVERED`], without who has it.
const DELIVERED_HERE: &[Shape] = &[
    Shape::Noted(Note::Id),
    Shape::Noted(Note::Millis),
    Shape::Plain,
];
