//! MEMORY USAGE and MEMORY STATS, with readable sizes.

use super::shape::{Note, Shape};

const BYTES: Shape = Shape::Noted(Note::Bytes);

/// MEMORY USAGE.
pub(super) static USAGE: Shape = BYTES;

/// MEMORY STATS.
pub(super) static STATS: Shape = Shape::Fields(&[
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
