//! The servers that sentinels monitor.

use super::shape::{Note, Shape};

/// SENTINEL MASTERS, REPLICAS, SENTINELS.
pub(super) static LIST: Shape = Shape::Each(&ONE);

/// SENTINEL MASTER.
pub(super) static ONE: Shape = Shape::Fields(&[
    ("role-reported-time", Shape::Noted(Note::SpanMillis)),
    ("info-refresh", Shape::Noted(Note::SpanMillis)),
    ("down-after-milliseconds", Shape::Noted(Note::SpanMillis)),
    ("failover-timeout", Shape::Noted(Note::SpanMillis)),
    ("s-down-time", Shape::Noted(Note::SpanMillis)),
    ("o-down-time", Shape::Noted(Note::SpanMillis)),
]);
