//! Many times that the same kind of thing took, boiled down.

use std::time::Duration;

/// Half, and 99 of 100, took no longer than these, and none than the last.
pub(super) struct Latencies {
    pub(super) median: Duration,
    pub(super) p99: Duration,
    pub(super) most: Duration,
    /// How many there were.
    pub(super) count: usize,
}

impl Latencies {
    /// Of one or more.
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
