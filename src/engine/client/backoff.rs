//! The delay before a retry: exponential, with jitter.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(10);
const LONGEST: Duration = Duration::from_secs(1);

/// Delays that double from 10 ms to 1 s, each shortened by a random part of up to a half: clients that failed at the same
/// time must not retry at the same time.
#[derive(Debug)]
pub struct Backoff {
    next: Duration,
    chance: RandomState,
}

impl Backoff {
    /// The next delay.
    pub fn next_delay(&mut self) -> Duration {
        let longest = self.next;
        self.next = (longest * 2).min(LONGEST);
        // The random keys of the hasher suffice.
        let chance = self.chance.hash_one(longest) % 1000;
        longest.mul_f64(1.0 - chance as f64 / 2000.0)
    }
}

impl Default for Backoff {
    /// Begins with the shortest delay.
    fn default() -> Self {
        Backoff {
            next: FIRST,
            chance: RandomState::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_a_second_and_lose_at_most_a_half() {
        let mut backoff = Backoff::default();
        let delays: Vec<Duration> = (0..12).map(|_| backoff.next_delay()).collect();
        let mut bound = FIRST;
        for delay in delays {
            assert!(
                bound / 2 <= delay && delay <= bound,
                "{delay:?} of {bound:?}"
            );
            bound = (bound * 2).min(LONGEST);
        }
    }
}
