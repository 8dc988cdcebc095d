//! The number of keys by the lengths of their names. Pure.

/// The upper bounds of the groups, as in redis-cli; the last group has none.
const BOUNDS: [u64; 8] = [
    32,
    256,
    64 << 10,
    1 << 20,
    16 << 20,
    128 << 20,
    512 << 20,
    u64::MAX,
];

#[derive(Default)]
pub(super) struct NameLengths {
    keys: [u64; BOUNDS.len()],
    longest: u64,
}

impl NameLengths {
    pub(super) fn add(&mut self, length: u64) {
        let group = BOUNDS.partition_point(|bound| *bound < length);
        self.keys[group] += 1;
        self.longest = self.longest.max(length);
    }

    /// Returns for each group with keys the longest possible length, and the number of keys up to it.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u64, u64)> {
        let mut sum = 0;
        let groups = BOUNDS.iter().zip(self.keys);
        groups
            .filter(|(_, keys)| *keys > 0)
            .map(move |(bound, keys)| {
                sum += keys;
                (self.longest.min(*bound), sum)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted_up_to_each_bound() {
        let mut lengths = NameLengths::default();
        for length in [0, 32, 33, 256, 257, 1100, 3] {
            lengths.add(length);
        }
        let rows: Vec<_> = lengths.rows().collect();
        assert_eq!(rows, [(32, 3), (256, 5), (1100, 7)]);
        assert_eq!(NameLengths::default().rows().count(), 0);
    }
}
