//! The distribution of the sizes of keys, as a histogram with four significant digits. Pure; of constant memory.

use hdrhistogram::Histogram;

/// The largest size that the histogram counts: 1 TB, as in redis-cli.
const LARGEST: u64 = 1_000_000_000_000;

const DIGITS: u8 = 4;

pub(super) struct SizeDistribution(Histogram<u64>);

/// The number of keys up to a size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SizeQuantile {
    pub(super) size: u64,
    /// The share of the keys that this row stands for; 100 in the last row.
    pub(super) percentile: f64,
    pub(super) keys: u64,
}

impl SizeDistribution {
    pub(super) fn new() -> Self {
        let histogram = Histogram::new_with_bounds(1, LARGEST, DIGITS);
        SizeDistribution(histogram.expect("the bounds are right"))
    }

    /// Counts a size. Sizes above 1 TB count as 1 TB.
    pub(super) fn add(&mut self, size: u64) {
        self.0.saturating_record(size);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn mean(&self) -> f64 {
        self.0.mean()
    }

    pub(super) fn deviation(&self) -> f64 {
        self.0.stdev()
    }

    /// Returns the sizes at 0, 50, 75, 87.5 % and so on of the keys, without those that repeat the same keys.
    pub(super) fn quantiles(&self) -> Vec<SizeQuantile> {
        let all = self.0.len();
        let mut rows = Vec::new();
        let (mut keys, mut next) = (0, NextPercentile::default());
        for step in self.0.iter_recorded() {
            keys += step.count_at_value();
            let reached = 100.0 * keys as f64 / all as f64;
            if next.percentile > reached {
                continue;
            }
            rows.push(SizeQuantile {
                size: self.0.highest_equivalent(step.value_iterated_to()),
                percentile: if keys == all { 100.0 } else { next.percentile },
                keys,
            });
            next.pass(reached);
        }
        rows
    }
}

/// The percentile of the next row. Each step is half of the distance from the last one to 100.
struct NextPercentile {
    percentile: f64,
    step: f64,
}

impl Default for NextPercentile {
    fn default() -> Self {
        NextPercentile {
            percentile: 0.0,
            step: 50.0,
        }
    }
}

impl NextPercentile {
    /// Moves behind `reached`. The steps are exact until they vanish beside 100.
    fn pass(&mut self, reached: f64) {
        while self.percentile <= reached && self.percentile < 100.0 {
            self.percentile += self.step;
            self.step /= 2.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(sizes: impl IntoIterator<Item = (u64, u64)>) -> Vec<(u64, f64, u64)> {
        let mut distribution = SizeDistribution::new();
        for (size, keys) in sizes {
            (0..keys).for_each(|_| distribution.add(size));
        }
        let rows = distribution.quantiles();
        rows.iter()
            .map(|row| (row.size, row.percentile, row.keys))
            .collect()
    }

    #[test]
    fn a_row_stands_for_half_of_the_remaining_keys() {
        let sizes = [
            (64, 464),
            (80, 632),
            (96, 512),
            (112, 192),
            (160, 80),
            (192, 110),
            (208, 10),
        ];
        let expected = [
            (64, 0.0, 464),
            (80, 50.0, 1096),
            (96, 75.0, 1608),
            (112, 87.5, 1800),
            (160, 93.75, 1880),
            (192, 96.875, 1990),
            (208, 100.0, 2000),
        ];
        assert_eq!(rows(sizes), expected);
    }

    #[test]
    fn a_single_size_is_all_keys() {
        assert_eq!(rows([(0, 19)]), [(0, 100.0, 19)]);
        assert_eq!(rows([]), []);
    }

    #[test]
    fn many_large_keys_are_one_last_row() {
        let rows = rows([(1, 1_000_000), (2, 1), (u64::MAX, 1)]);
        let last = rows.last().expect("a row");
        assert!(last.0 >= LARGEST, "{last:?}");
        assert_eq!((last.1, last.2), (100.0, 1_000_002));
    }

    #[test]
    fn the_mean_and_the_deviation_are_of_all_keys() {
        let mut distribution = SizeDistribution::new();
        assert!(distribution.is_empty());
        for size in [2, 4, 4, 4, 5, 5, 7, 9] {
            distribution.add(size);
        }
        assert_eq!((distribution.mean(), distribution.deviation()), (5.0, 2.0));
    }
}
