//! The keys with the most memory, at most a given number. Pure.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The largest keys. Adding a key costs the logarithm of their number.
pub(super) struct LargestKeys {
    /// `None` keeps all keys: then the memory grows with them.
    most: Option<usize>,
    /// The number of keys that were added.
    added: u64,
    /// The smallest of the kept keys is on top.
    heap: BinaryHeap<Reverse<LargeKey>>,
}

/// A key. Of two with the same size, the earlier one is greater.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LargeKey {
    pub(super) size: u64,
    number: Reverse<u64>,
    pub(super) name: Vec<u8>,
    pub(super) kind: String,
}

impl LargestKeys {
    /// Keeps the `most` largest keys; 0 keeps all.
    pub(super) fn new(most: usize) -> Self {
        LargestKeys {
            most: (most > 0).then_some(most),
            added: 0,
            heap: BinaryHeap::new(),
        }
    }

    pub(super) fn add(&mut self, name: &[u8], kind: &str, size: u64) {
        self.added += 1;
        if self.most.is_some_and(|most| self.heap.len() >= most) {
            let smallest = self.heap.peek();
            if smallest.is_none_or(|Reverse(smallest)| size <= smallest.size) {
                return;
            }
            self.heap.pop();
        }
        self.heap.push(Reverse(LargeKey {
            size,
            number: Reverse(self.added),
            name: name.to_vec(),
            kind: kind.to_owned(),
        }));
    }

    /// The number of keys in the title of the list: the limit, or else all.
    pub(super) fn limit(&self) -> usize {
        self.most.unwrap_or(self.heap.len())
    }

    /// Returns the keys, the largest first; of equals the earlier first.
    pub(super) fn sorted(&self) -> Vec<&LargeKey> {
        let mut keys: Vec<_> = self.heap.iter().map(|Reverse(key)| key).collect();
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(most: usize) -> String {
        let mut largest = LargestKeys::new(most);
        let sizes = [5, 9, 5, 1, 9, 5, 7, 0];
        for (name, size) in ('a'..).zip(sizes) {
            largest.add(name.to_string().as_bytes(), "list", size);
        }
        let sorted = largest.sorted();
        let names = sorted
            .iter()
            .map(|key| String::from_utf8_lossy(&key.name).into_owned());
        names.collect()
    }

    #[test]
    fn the_largest_keys_are_kept_and_of_equals_the_earlier_ones() {
        assert_eq!(names(1), "b");
        assert_eq!(names(4), "bega");
        assert_eq!(names(20), "begacfdh");
    }

    #[test]
    fn zero_keeps_all_keys() {
        assert_eq!(names(0), "begacfdh");
        assert_eq!(LargestKeys::new(0).limit(), 0);
        assert_eq!(LargestKeys::new(7).limit(), 7);
    }
}
