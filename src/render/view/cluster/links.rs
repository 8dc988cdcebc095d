//! CLUSTER LINKS.

use super::super::shape::{Note, Shape};

/// The links of one node to the others.
pub(in super::super) static SHAPE: Shape = Shape::Each(&Shape::Fields(&[
    ("create-time", Shape::Noted(Note::Millis)),
    ("send-buffer-allocated", Shape::Noted(Note::Bytes)),
    ("send-buffer-used", Shape::Noted(Note::Bytes)),
]));
