//! Members of sorted sets, each with its score.

use super::shape::Shape;

/// ZRANGE … WITHSCORES and its kin.
pub(super) static MEMBERS: Shape = Shape::Pairs(&Shape::Score);

/// BZPOPMIN, BZPOPMAX: a key, and one member of it.
pub(super) static POPPED: Shape = Shape::Items(&[Shape::Plain, Shape::Plain, Shape::Score]);

/// ZMPOP, BZMPOP: a key, and members of it.
pub(super) static POPPED_MANY: Shape = Shape::Items(&[Shape::Plain, Shape::Pairs(&Shape::Score)]);

/// ZSCAN: a cursor, and members.
pub(super) static SCANNED: Shape = Shape::Items(&[Shape::Plain, Shape::Pairs(&Shape::Score)]);
