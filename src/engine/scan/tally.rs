//! Which keys of a slot have been listed, boiled down so that it fits in memory whatever their number.
//!
//! For each slot the hashes of its keys are added up: the sum is the same for the same keys in any order, and for others it
//! is another one, but for a chance of one in 2^64 that nobody can help along since the hash has a secret of its own. So a
//! slot that had to be looked at again is known to have been listed as it is, and is not listed twice.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::cluster::{Slot, SlotMap};

/// What has been listed, slot by slot, by any number of threads.
#[derive(Debug)]
pub struct ListedKeys {
    hasher: RandomState,
    sums: SlotMap<AtomicU64>,
}

impl ListedKeys {
    /// Nothing has been listed.
    pub fn new() -> Self {
        ListedKeys {
            hasher: RandomState::new(),
            sums: SlotMap::from_fn(|_| AtomicU64::new(0)),
        }
    }

    /// A key of this slot is listed.
    pub fn note(&self, slot: Slot, key: &[u8]) {
        self.sums[slot].fetch_add(self.hasher.hash_one(key), Ordering::Relaxed);
    }

    /// Whether all these keys, each of which is there once, have been listed once, and no others of their slot.
    pub fn is_listed<'k>(&self, slot: Slot, keys: impl IntoIterator<Item = &'k [u8]>) -> bool {
        let hashes = keys.into_iter().map(|key| self.hasher.hash_one(key));
        let sum = hashes.fold(0, u64::wrapping_add);
        self.sums[slot].load(Ordering::Relaxed) == sum
    }
}

impl Default for ListedKeys {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT: Slot = Slot::LAST;

    fn noted(keys: [&[u8]; 3]) -> ListedKeys {
        let tally = ListedKeys::new();
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
    fn others_or_more_or_fewer_are_not() {
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
