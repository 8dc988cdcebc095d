//! Times and durations, with notes.

use super::shape::{Note, Shape};

/// EXPIRETIME and LASTSAVE.
pub(super) static SECONDS: Shape = Shape::Noted(Note::Seconds);

/// PEXPIRETIME.
pub(super) static MILLIS: Shape = Shape::Noted(Note::Millis);

/// HEXPIRETIME: a time for each field.
pub(super) static EACH_SECONDS: Shape = Shape::Each(&SECONDS);

/// HPEXPIRETIME: a time for each field.
pub(super) static EACH_MILLIS: Shape = Shape::Each(&MILLIS);

/// TIME: seconds, and microseconds within the second.
pub(super) static TIME: Shape = Shape::Items(&[Shape::Noted(Note::Seconds), Shape::Plain]);

/// TTL and OBJECT IDLETIME.
pub(super) static SPAN: Shape = Shape::Noted(Note::Span);

/// PTTL.
pub(super) static SPAN_MILLIS: Shape = Shape::Noted(Note::SpanMillis);
