//! A histogram of latencies with three significant digits, as an HDR histogram has them. Pure.

/// Latencies below this number of microseconds are counted exactly; those above it in ranges, 1,024 for each power of two.
const EXACT: u64 = 2048;

/// The longest latency, as in redis-cli 8.10. Longer ones count as this.
const LONGEST: u64 = 3_000_000;

#[derive(Clone, Default)]
pub(super) struct LatencyHistogram {
    /// The number of samples in each range, up to the last range with any.
    counts: Vec<u64>,
    total: u64,
}

impl LatencyHistogram {
    pub(super) fn add(&mut self, micros: u64) {
        let range = range(micros.min(LONGEST));
        if range >= self.counts.len() {
            self.counts.resize(range + 1, 0);
        }
        self.counts[range] += 1;
        self.total += 1;
    }

    /// Returns the upper end of the range with this share of the samples at or below it; 0 without samples.
    pub(super) fn percentile(&self, share: f64) -> u64 {
        let wanted = ((share * self.total as f64 + 0.5) as u64).max(1);
        let mut passed = 0;
        let range = self.counts.iter().position(|count| {
            passed += count;
            passed >= wanted
        });
        range.map_or(0, upper_end)
    }
}

/// The number of bits by which latencies of this length are rounded.
fn shift(micros: u64) -> u32 {
    (u64::BITS - micros.leading_zeros()).saturating_sub(EXACT.trailing_zeros())
}

fn range(micros: u64) -> usize {
    let shift = shift(micros);
    let first = u64::from(shift) * (EXACT / 2);
    (first + (micros >> shift)) as usize
}

fn upper_end(range: usize) -> u64 {
    let range = range as u64;
    if range < EXACT {
        return range;
    }
    let shift = range / (EXACT / 2) - 1;
    let part = range - shift * (EXACT / 2);
    ((part + 1) << shift) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(samples: impl IntoIterator<Item = u64>) -> LatencyHistogram {
        let mut histogram = LatencyHistogram::default();
        samples.into_iter().for_each(|micros| histogram.add(micros));
        histogram
    }

    #[test]
    fn percentiles_are_those_of_the_samples() {
        let histogram = of(1..=1000);
        for (share, micros) in [(0.0, 1), (0.5, 500), (0.99, 990), (0.999, 999), (1.0, 1000)] {
            assert_eq!(histogram.percentile(share), micros, "{share}");
        }
        assert_eq!(of([7]).percentile(0.5), 7);
        assert_eq!(LatencyHistogram::default().percentile(0.5), 0);
    }

    #[test]
    fn each_latency_has_a_range_with_three_digits() {
        let mut last = None;
        for micros in 0..=LONGEST {
            let range = range(micros);
            assert!(
                last.is_none_or(|last| range == last || range == last + 1),
                "{micros}"
            );
            let end = upper_end(range);
            assert!(
                end >= micros && end - micros <= micros / 1000,
                "{micros}: {end}"
            );
            last = Some(range);
        }
    }

    #[test]
    fn longer_latencies_count_as_the_longest() {
        let clamped = of([60_000_000]).percentile(1.0);
        assert_eq!(clamped, of([LONGEST]).percentile(1.0));
    }
}
