//! Times, and lengths of time, with what they mean beside them.

use super::shape::{Note, Shape};

/// EXPIRETIME, LASTSAVE.
pub(super) static SECONDS: Shape = Shape::Noted(Note::Seconds);

/// PEXPIRETIME.
pub(super) static MILLIS: Shape = Shape::Noted(Note::Millis);

/// HEXPIRETIME: for each field.
pub(super) static EACH_SECONDS: Shape = Shape::Each(&SECONDS);

/// HPEXPIRETIME.
pub(super) static EACH_MILLIS: Shape = Shape::Each(&MILLIS);

/// TIME: seconds, and microseconds of the second.
pub(super) static TIME: Shape = Shape::Items(&[Shape::Noted(Note::Seconds), Shape::Plain]);

/// TTL, OBJECT IDLETIME.
pub(super) static SPAN: Shape = Shape::Noted(Note::Span);

/// PTTL.
pub(super) static SPAN_MILLIS: Shape = Shape::Noted(Note::SpanMillis);
