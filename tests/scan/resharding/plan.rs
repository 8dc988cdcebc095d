//! The order of a round: some steps before the scan, some during it, the rest after it.

use std::ops::Range;

/// Different for each round, and the same in every run.
pub(super) struct Plan {
    /// The steps that slots take during the scan.
    pub(super) during: Range<usize>,
    /// The number of keys that are read before the first of them, and between any two.
    pub(super) first: usize,
    pub(super) between: usize,
}

impl Plan {
    /// For slots that take this number of steps, and this number of keys to list.
    pub(super) fn of(round: usize, steps: usize, keys: usize) -> Self {
        let during = match draw(round, 0, 0..3) {
            // All steps are during the scan: before and after it, the cluster is the same.
            0 => 0..steps,
            _ => {
                let begin = draw(round, 1, 0..steps / 2 + 1);
                begin..draw(round, 2, begin + steps / 4..steps + 1)
            }
        };
        let (first, rest) = match draw(round, 3, 0..3) {
            0 => (0, keys),
            // When only one node has keys left to list.
            1 => (keys * 3 / 4, keys / 4),
            _ => (draw(round, 4, 0..keys), 0),
        };
        let between = rest / (during.len() + 1);
        Plan {
            during,
            first: first + between,
            between,
        }
    }

    /// The number of keys that are read before each of the steps.
    pub(super) fn reads(&self) -> impl Iterator<Item = usize> {
        let between = self.during.clone().skip(1).map(|_| self.between);
        [self.first].into_iter().chain(between)
    }
}

fn draw(round: usize, which: usize, from: Range<usize>) -> usize {
    let mut bits = (round * 5 + which) as u64;
    for _ in 0..3 {
        bits = (bits ^ bits >> 31).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    from.start + (bits >> 33) as usize % from.len()
}
