//! Random numbers, for unique names and passwords.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Returns a random number. The standard library seeds each `RandomState` randomly.
pub(super) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Returns a password of 128 random bits.
pub fn random_password() -> String {
    format!("{:016x}{:016x}", number(), number())
}
