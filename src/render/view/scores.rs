//! Members of sorted sets, with their scores.

use super::shape::Shape;

/// ZRANGE … WITHSCORES and similar commands.
pub(super) static MEMBERS: Shape = Shape::Pairs(&Shape::Score);

/// BZPOPMIN and BZPOPMAX: a key, a member and its score.
pub(super) static POPPED: Shape = Shape::Items(&[Shape::Plain, Shape::Plain, Shape::Score]);

/// ZMPOP and BZMPOP: a key, and members of it.
pub(super) static POPPED_MANY: Shape = Shape::Items(&[Shape::Plain, Shape::Pairs(&Shape::Score)]);

/// ZSCAN: a cursor and members.
pub(super) static SCANNED: Shape = Shape::Items(&[Shape::Plain, Shape::Pairs(&Shape::Score)]);
