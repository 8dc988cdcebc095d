//! A digest of the keys that were listed, per slot, in constant memory.
//!
//! For each slot the hashes of its keys are summed up. The same keys have the same sum in any order; other keys have
//! the same sum with a chance of one in 2^64, which a server cannot influence since the hash is keyed at random. So a
//! slot that is scanned again is not listed twice if it was listed correctly.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::cluster::{Slot, SlotMap};

/// A digest of the listed keys of each slot, shared by all threads.
#[derive(Debug)]
pub struct ListedKeys {
    hasher: RandomState,
    sums: SlotMap<AtomicU64>,
}

impl ListedKeys {
    /// Records a listed key.
    pub fn note(&self, slot: Slot, key: &[u8]) {
        self.sums[slot].fetch_add(self.hasher.hash_one(key), Ordering::Relaxed);
    }

    /// Returns whether exactly these keys, which must be distinct, have been listed once.
    pub fn is_listed<'k>(&self, slot: Slot, keys: impl IntoIterator<Item = &'k [u8]>) -> bool {
        let hashes = keys.into_iter().map(|key| self.hasher.hash_one(key));
        let sum = hashes.fold(0, u64::wrapping_add);
        self.sums[slot].load(Ordering::Relaxed) == sum
    }
}

impl Default for ListedKeys {
    /// Creates an empty digest.
    fn default() -> Self {
        ListedKeys {
            hasher: RandomState::new(),
            sums: SlotMap::from_fn(|_| AtomicU64::new(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT: Slot = Slot::LAST;

    fn noted(keys: [&[u8]; 3]) -> ListedKeys {
        let tally = ListedKeys::default();
        keys.iter().for_each(|key| tally.note(SLOT, key));
        tally
    }

    #[test]
    fn the_same_keys_are_listed_in_any_order() {
        let tally = noted([b"c", b"a", b"b"]);
        assert!(tally.is_listed(SLOT, [&b"a"[..], b"b", b"c"]));
        assert!(tally.is_listed(Slot::FIRST, []));
    }

    #[test]
    fn other_keys_are_not_listed() {
        let tally = noted([b"a", b"b", b"c"]);
        let others: [&[&[u8]]; 4] = [
            &[],
            &[b"a", b"b"],
            &[b"a", b"b", b"d"],
            &[b"a", b"b", b"c", b"d"],
        ];
        for other in others {
            assert!(!tally.is_listed(SLOT, other.iter().copied()));
        }
        let twice = noted([b"a", b"b", b"b"]);
        assert!(!twice.is_listed(SLOT, [&b"a"[..], b"b"]));
    }
}
