//! How many keys a server is to look at in a step: as many as it can without keeping everybody else waiting.
//!
//! A server does one thing at a time, so a step of 10,000 keys is ten milliseconds in which it answers nobody, and steps of
//! 10 are mostly round trips. What a step costs depends on the server, its keys and the pattern, so it is measured: it is
//! the time until the answer, less the way there and back. The way is known from the steps of fewest keys, which cost next
//! to nothing; no step that is answered faster leaves it as it was.

use std::time::Duration;

const LEAST: u64 = 10;
const MOST: u64 = 10_000;

/// Below this a step may be twice as large.
const QUICK: Duration = Duration::from_micros(450);

/// Below this it may be a little larger.
const FAIR: Duration = Duration::from_micros(800);

/// Above this it is to be half as large.
const SLOW: Duration = Duration::from_micros(1100);

/// What steps do not fall below where the server works for the same user at the same time: how long the one takes is not
/// to be told from how long the other does.
const SHARED: u64 = 500;

/// How many slow steps in a row it takes: one may be another client's fault, or the network's.
const SLOW_STEPS: u32 = 2;

/// The COUNT of the next step.
#[derive(Debug, Clone)]
pub struct ScanPace {
    count: u64,
    is_fixed: bool,
    /// How small steps may become again.
    floor: u64,
    /// There and back without any work.
    way: Duration,
    slow_steps: u32,
}

impl ScanPace {
    /// The same for every step.
    pub fn fixed(count: u64) -> Self {
        ScanPace {
            count,
            is_fixed: true,
            ..ScanPace::adaptive()
        }
    }

    /// Begins with 10 keys, and goes up to 10,000.
    pub fn adaptive() -> Self {
        ScanPace {
            count: LEAST,
            is_fixed: false,
            floor: LEAST,
            way: Duration::MAX,
            slow_steps: 0,
        }
    }

    /// The same, where commands for the keys that are found go to the server at the same time.
    pub fn shared() -> Self {
        ScanPace {
            floor: SHARED,
            ..ScanPace::adaptive()
        }
    }

    /// For the next step.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// A step of this pace was answered after `elapsed`, for the last `waited` of which nothing else was done. If that is
    /// not most of it the answer may have been there before: then only that it was quick is known, if it was.
    pub fn took(&mut self, elapsed: Duration, waited: Duration) {
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
            self.note_slow();
        } else {
            self.slow_steps = 0;
        }
    }

    fn grow(&mut self, by: u64) {
        self.slow_steps = 0;
        self.count = (self.count + by).min(MOST);
    }

    fn note_slow(&mut self) {
        self.slow_steps += 1;
        if self.slow_steps == SLOW_STEPS {
            self.slow_steps = 0;
            self.count = (self.count / 2).max(self.floor.min(self.count));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The counts of so many steps that cost so much for each key, over a network of so long a way.
    fn counts(pace: &mut ScanPace, steps: usize, way: Duration, each: Duration) -> Vec<u64> {
        let step = |_| {
            let count = pace.count();
            let elapsed = way + each * u32::try_from(count).expect("it is bounded");
            pace.took(elapsed, elapsed);
            count
        };
        (0..steps).map(step).collect()
    }

    const NEAR: Duration = Duration::from_micros(30);
    const FAR: Duration = Duration::from_millis(80);

    #[test]
    fn steps_grow_until_they_take_the_better_part_of_a_millisecond() {
        let counts = counts(
            &mut ScanPace::adaptive(),
            10,
            NEAR,
            Duration::from_micros(1),
        );
        assert_eq!(counts, [10, 20, 40, 80, 160, 320, 640, 800, 1000, 1000]);
    }

    #[test]
    fn steps_do_not_become_small_for_the_work_that_others_cause() {
        let mut pace = ScanPace::shared();
        counts(&mut pace, 20, NEAR, Duration::from_micros(1));
        let slow = counts(&mut pace, 20, NEAR, Duration::from_micros(10));
        assert_eq!(slow[19], SHARED);
    }

    #[test]
    fn the_way_does_not_count() {
        let near = counts(
            &mut ScanPace::adaptive(),
            20,
            NEAR,
            Duration::from_micros(1),
        );
        let far = counts(&mut ScanPace::adaptive(), 20, FAR, Duration::from_micros(1));
        assert_eq!(near, far);
    }

    #[test]
    fn they_stay_within_their_bounds() {
        let mut pace = ScanPace::adaptive();
        assert_eq!(counts(&mut pace, 20, NEAR, Duration::ZERO)[19], MOST);
        let slow = counts(&mut pace, 40, NEAR, Duration::from_micros(200));
        assert!(slow.contains(&LEAST) && slow[39] <= 2 * LEAST, "{slow:?}");
    }

    #[test]
    fn they_shrink_when_the_server_has_more_to_do_and_grow_again() {
        let mut pace = ScanPace::adaptive();
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        let slower = counts(&mut pace, 10, NEAR, Duration::from_micros(10));
        assert_eq!(slower[9], 77);
        let quick = counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        assert_eq!(quick[9], 960);
    }

    #[test]
    fn one_slow_step_is_not_held_against_the_server() {
        let mut pace = ScanPace::adaptive();
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        pace.took(FAR, FAR);
        assert_eq!(pace.count(), 1000);
    }

    #[test]
    fn a_way_that_becomes_longer_is_learnt() {
        let mut pace = ScanPace::adaptive();
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        let far = counts(&mut pace, 40, FAR, Duration::from_micros(1));
        assert_eq!(far[39], 1000);
    }

    #[test]
    fn an_answer_that_was_late_to_be_read_is_no_slow_one() {
        let mut pace = ScanPace::adaptive();
        counts(&mut pace, 10, NEAR, Duration::from_micros(1));
        (0..10).for_each(|_| pace.took(FAR, NEAR));
        assert_eq!(pace.count(), 1000);
    }

    #[test]
    fn what_is_fixed_stays() {
        let mut pace = ScanPace::fixed(7);
        let counts = counts(&mut pace, 3, NEAR, Duration::from_millis(5));
        assert_eq!(counts, [7, 7, 7]);
    }
}
