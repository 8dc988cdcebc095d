//! The shapes of the replies that are shown while they arrive.

use super::shape::{Note, Shape};

pub(super) const PLAIN: Shape = Shape::Plain;

pub(super) const BYTES: Shape = Shape::Noted(Note::Bytes);
pub(super) const FIELDS: Shape = Shape::Fields(&[]);
pub(super) const SECONDS: Shape = Shape::Noted(Note::Seconds);
pub(super) const MILLIS: Shape = Shape::Noted(Note::Millis);
pub(super) const SPAN: Shape = Shape::Noted(Note::Span);
pub(super) const SPAN_MILLIS: Shape = Shape::Noted(Note::SpanMillis);
pub(super) const ID: Shape = Shape::Noted(Note::Id);

pub(super) const FIELD_LISTS: Shape = Shape::Each(&FIELDS);

/// HRANDFIELD … WITHVALUES, which in RESP3 is a list of pairs.
pub(super) const PAIRS: Shape = Shape::Pairs(&PLAIN);

/// ZRANGE … WITHSCORES and similar commands.
pub(super) const SCORES: Shape = Shape::Pairs(&Shape::Score);

/// FUNCTION LIST: libraries with functions.
pub(super) const LIBRARIES: Shape = Shape::Each(&Shape::Fields(&[("functions", FIELD_LISTS)]));

pub(super) const ACL_LOG: Shape = Shape::Each(&Shape::Fields(&[
    ("age-seconds", SPAN),
    ("timestamp-created", MILLIS),
    ("timestamp-last-updated", MILLIS),
]));

pub(super) const ACL_USER: Shape = Shape::Fields(&[("selectors", FIELD_LISTS)]);

pub(super) const CLUSTER_LINKS: Shape = Shape::Each(&Shape::Fields(&[
    ("create-time", MILLIS),
    ("send-buffer-allocated", BYTES),
    ("send-buffer-used", BYTES),
]));

/// CONFIG GET.
pub(super) const SETTINGS: Shape = Shape::Fields(&[
    ("maxmemory", BYTES),
    ("repl-backlog-size", BYTES),
    ("proto-max-bulk-len", BYTES),
    ("client-query-buffer-limit", BYTES),
    ("auto-aof-rewrite-min-size", BYTES),
    ("timeout", SPAN),
    ("tcp-keepalive", SPAN),
    ("repl-timeout", SPAN),
    ("repl-backlog-ttl", SPAN),
    ("cluster-node-timeout", SPAN_MILLIS),
]);

pub(super) const MEMORY_STATS: Shape = Shape::Fields(&[
    ("peak.allocated", BYTES),
    ("total.allocated", BYTES),
    ("startup.allocated", BYTES),
    ("replication.backlog", BYTES),
    ("clients.*", BYTES),
    ("cluster.links", BYTES),
    ("aof.buffer", BYTES),
    ("lua.caches", BYTES),
    ("functions.caches", BYTES),
    ("db.*", Shape::Fields(&[("overhead.*", BYTES)])),
    ("overhead.*", BYTES),
    ("keys.bytes-per-key", BYTES),
    ("dataset.bytes", BYTES),
    ("allocator.allocated", BYTES),
    ("allocator.active", BYTES),
    ("allocator.resident", BYTES),
    ("allocator-fragmentation.bytes", BYTES),
    ("allocator-rss.bytes", BYTES),
    ("rss-overhead.bytes", BYTES),
    ("fragmentation.bytes", BYTES),
]);

/// A server that sentinels monitor.
pub(super) const MONITORED: Shape = Shape::Fields(&[
    ("role-reported-time", SPAN_MILLIS),
    ("info-refresh", SPAN_MILLIS),
    ("down-after-milliseconds", SPAN_MILLIS),
    ("failover-timeout", SPAN_MILLIS),
    ("s-down-time", SPAN_MILLIS),
    ("o-down-time", SPAN_MILLIS),
]);

/// An entry of a stream: an id and its fields. A deleted entry has no fields.
const ENTRY: Shape = Shape::Block(&[ID, FIELDS]);

/// XRANGE and similar commands.
pub(super) const ENTRIES: Shape = Shape::Each(&ENTRY);

/// XAUTOCLAIM: the next id, the entries, and the ids of deleted entries.
pub(super) const CLAIMED: Shape = Shape::Items(&[ID, ENTRIES, Shape::Each(&ID)]);

/// XPENDING of a group: the number of entries, the first and the last id, and the number for each consumer.
pub(super) const PENDING: Shape = Shape::Items(&[PLAIN, ID, ID, PAIRS]);

/// XPENDING of entries: the id, the consumer, the idle time, and the number of deliveries.
pub(super) const PENDING_ENTRIES: Shape =
    Shape::Each(&Shape::Items(&[ID, PLAIN, SPAN_MILLIS, PLAIN]));

/// XINFO STREAM, with or without FULL.
pub(super) const STREAM: Shape = Shape::Fields(&[
    ("last-generated-id", ID),
    ("max-deleted-entry-id", ID),
    ("recorded-first-entry-id", ID),
    ("first-entry", ENTRY),
    ("last-entry", ENTRY),
    ("entries", ENTRIES),
    ("groups", GROUPS),
]);

/// XINFO GROUPS. A pending entry has an id, a consumer, the time of its delivery, and the number of deliveries.
pub(super) const GROUPS: Shape = Shape::Each(&Shape::Fields(&[
    ("last-delivered-id", ID),
    (
        "pending",
        Shape::Each(&Shape::Items(&[ID, PLAIN, MILLIS, PLAIN])),
    ),
    ("consumers", CONSUMERS),
]));

/// XINFO CONSUMERS. Pending entries lack the consumer.
pub(super) const CONSUMERS: Shape = Shape::Each(&Shape::Fields(&[
    ("pending", Shape::Each(&Shape::Items(&[ID, MILLIS, PLAIN]))),
    ("idle", SPAN_MILLIS),
    ("inactive", SPAN_MILLIS),
    ("seen-time", MILLIS),
    ("active-time", MILLIS),
]));
