//! The number of keys that a server examines per step: as many as possible without delaying other clients.
//!
//! A server runs one command at a time. A step of 10,000 keys blocks it for ten milliseconds, and steps of 10 keys
//! are mostly round trips. The cost of a step depends on the server, its keys and the pattern, so it is measured: the
//! time until the reply, minus the round trip. The smallest steps, which cost next to nothing, measure the round
//! trip, and so does any faster reply.

use std::time::Duration;

const LEAST: u64 = 10;
const MOST: u64 = 10_000;

/// Steps below this time are doubled.
const QUICK: Duration = Duration::from_micros(450);

/// Steps below this time grow by a quarter.
const FAIR: Duration = Duration::from_micros(800);

/// Steps above this time are halved.
const SLOW: Duration = Duration::from_micros(1100);

/// The minimum step while the server also runs commands for the keys that are found, since these affect the
/// measurement.
const SHARED: u64 = 500;

/// The number of slow steps in a row before a step shrinks. Another client or the network may cause a single one.
const SLOW_STEPS: u32 = 2;

/// The COUNT of the next step.
#[derive(Debug, Clone)]
pub struct ScanPace {
    count: u64,
    is_fixed: bool,
    /// The minimum that a step may shrink to.
    floor: u64,
    /// The round-trip time.
    way: Duration,
    slow_steps: u32,
}

impl ScanPace {
    /// Creates a pace with the same `count` for every step, or without one from 10 to 10,000 keys per step. With
    /// `is_shared`, the keys get commands on the same server at the same time.
    pub fn new(count: Option<u64>, is_shared: bool) -> Self {
        ScanPace {
            count: count.unwrap_or(LEAST),
            is_fixed: count.is_some(),
            floor: if is_shared { SHARED } else { LEAST },
            way: Duration::MAX,
            slow_steps: 0,
        }
    }

    /// Returns the COUNT of the next step.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Records that the reply to a step arrived after `elapsed`, and that the caller waited for it, without doing
    /// anything else, for the last `waited` of that time. If that is less than half, the reply may have arrived
    /// earlier, so the step can only count as a fast one.
    pub fn record(&mut self, elapsed: Duration, waited: Duration) {
        if self.is_fixed {
            return;
        }
        let is_exact = waited >= elapsed / 2;
        if self.count == LEAST && is_exact {
            self.way = elapsed;
        }
        self.way = self.way.min(elapsed);
        let work = elapsed - self.way;
        if work < QUICK {
            self.grow(self.count);
        } else if work < FAIR {
            self.grow(self.count / 4);
        } else if work > SLOW && is_exact {
            self.slow_steps += 1;
        } else {
            self.slow_steps = 0;
        }
        if self.slow_steps == SLOW_STEPS {
            self.slow_steps = 0;
            self.count = (self.count / 2).max(self.floor.min(self.count));
        }
    }

    fn grow(&mut self, by: u64) {
        self.slow_steps = 0;
        self.count = (self.count + by).min(MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The counts of a number of steps, given the round-trip time and the time per key.
    fn counts(pace: &mut ScanPace, steps: usize, way: Duration, each: Duration) -> Vec<u64> {
        let step = |_| {
            let count = pace.count();
            let elapsed = way + each * u32::try_from(count).expect("it is bounded");
            pace.record(elapsed, elapsed);
            count
        };
        (0..steps).map(step).collect()
    }

    const NEAR: Duration = Duration::from_micros(30);
    const FAR: Duration = Duration::from_millis(80);

    #[test]
    fn steps_grow_to_almost_a_millisecond() {
        let counts = counts(
            &mut ScanPace::new(None, false),
            10,
            NEAR,
            Duration::from_micros(1),
        );
        assert_eq!(counts, [10, 20, 40, 80, 160, 320, 640, 800, 1000, 1000]);
    }

    #[test]
    fn shared_steps_keep_their_minimum() {
        let mut pace = ScanPace::new(None, true);
        counts(&mut pace, 20, NEAR, Duration::from_micros(1));
        let slow = counts(&mut pace, 20, NEAR, Duration::from_micros(10));
        assert_eq!(slow[19], SHARED);
    }

    #[test]
    fn the_round_trip_does_not_count() {
        let near = counts(
            &mut ScanPace::new(None, false),
            20,
            NEAR,
            Duration::from_micros(1),
        );
        let far = counts(
            &mut ScanPace::new(None, false),
            20,
            FAR,
            Duration::from_micros(1),
        );
        assert_eq!(near, far);
    }

    #[test]
    fn counts_stay_within_their_bounds() {
        let mut pace = ScanPace::new(None, false);
        assert_eq!(counts(&mut pace, 20, NEAR, Duration::ZERO)[19], MOST);
        let slow = counts(&mut pace, 40, NEAR, Duration::from_micros(200));
        assert!(slow.contains(&LEAST) && slow[39] <= 2 * LEAST, "{slow:?}");
    }

    #[test]
    fn steps_shrink_on_a_busy_server_and_grow_again() {
        let mut pace = ScanPace::new(None, false);
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        let slower = counts(&mut pace, 10, NEAR, Duration::from_micros(10));
        assert_eq!(slower[9], 77);
        let quick = counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        assert_eq!(quick[9], 960);
    }

    #[test]
    fn a_single_slow_step_changes_nothing() {
        let mut pace = ScanPace::new(None, false);
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        pace.record(FAR, FAR);
        assert_eq!(pace.count(), 1000);
    }

    #[test]
    fn a_longer_round_trip_is_learned() {
        let mut pace = ScanPace::new(None, false);
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        let far = counts(&mut pace, 40, FAR, Duration::from_micros(1));
        assert_eq!(far[39], 1000);
    }

    #[test]
    fn a_reply_that_was_read_late_is_not_slow() {
        let mut pace = ScanPace::new(None, false);
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        (0..10).for_each(|_| pace.record(FAR, NEAR));
        assert_eq!(pace.count(), 1000);
    }

    #[test]
    fn a_fixed_count_never_changes() {
        let mut pace = ScanPace::new(Some(7), false);
        let counts = counts(&mut pace, 3, NEAR, Duration::from_millis(5));
        assert_eq!(counts, [7, 7, 7]);
    }
}
