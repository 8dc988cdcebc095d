//! ACL LOG and ACL GETUSER.

use super::shape::{Note, Shape};

/// ACL LOG.
pub(super) static LOG: Shape = Shape::Each(&Shape::Fields(&[
    ("age-seconds", Shape::Noted(Note::Span)),
    ("timestamp-created", Shape::Noted(Note::Millis)),
    ("timestamp-last-updated", Shape::Noted(Note::Millis)),
]));

/// ACL GETUSER.
pub(super) static USER: Shape = Shape::Fields(&[("selectors", Shape::Each(&Shape::Fields(&[])))]);
