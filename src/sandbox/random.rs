//! Numbers at random, for what must not be met twice or guessed.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// A number that no other process comes up with at the same time. The standard library seeds each `RandomState` anew.
pub(super) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}
