//! The keys that the command was sent for. A scan lists keys again after a failover, or when their slot moves, and the command
//! must run once.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// The most keys that are remembered, in about 64 MiB.
pub(super) const MOST: usize = 4_000_000;

/// Digests of keys, under a random seed: two of four million keys have the same digest with a chance of one in a million.
pub(super) struct FinishedKeys {
    seed: RandomState,
    digests: HashSet<u64>,
    most: usize,
}

impl FinishedKeys {
    pub(super) fn new() -> Self {
        FinishedKeys {
            seed: RandomState::new(),
            digests: HashSet::default(),
            most: MOST,
        }
    }

    /// Remembers a key. False where it was remembered before.
    pub(super) fn add(&mut self, key: &[u8]) -> bool {
        let digest = self.seed.hash_one(key);
        match self.is_full() {
            true => !self.digests.contains(&digest),
            false => self.digests.insert(digest),
        }
    }

    /// Whether no more keys are remembered.
    pub(super) fn is_full(&self) -> bool {
        self.digests.len() == self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_new_once_and_remembered_keys_stay_when_the_memory_is_full() {
        let mut keys = FinishedKeys::new();
        keys.most = 2;
        assert!(keys.add(b"a") && keys.add(b"") && keys.is_full());
        assert!(!keys.add(b"a") && !keys.add(b""));
        assert!(keys.add(b"c") && keys.add(b"c"));
    }
}
