//! The distribution of many times.

use std::time::Duration;

/// The median, the 99th percentile and the maximum.
pub(super) struct Latencies {
    pub(super) median: Duration,
    pub(super) p99: Duration,
    pub(super) most: Duration,
    /// The number of times.
    pub(super) count: usize,
}

impl Latencies {
    /// Computes the distribution of one or more times.
    pub(super) fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        let at = |percent: usize| all[(all.len() * percent).div_ceil(100) - 1];
        Latencies {
            median: at(50),
            p99: at(99),
            most: at(100),
            count: all.len(),
        }
    }
}
