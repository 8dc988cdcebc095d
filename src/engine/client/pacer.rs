//! A rate limit for commands. Pure: the time is an argument.

use std::num::NonZeroU64;
use std::time::{Duration, Instant};

/// How early a command may be sent. Systems do not wake threads more precisely.
const AHEAD: Duration = Duration::from_millis(5);

/// Spreads commands evenly: each is due a fixed step after the previous one. After a pause, commands do not catch up.
#[derive(Debug)]
pub struct Pacer {
    step: Duration,
    /// When the next command is due.
    due: Instant,
}

impl Pacer {
    /// Limits commands to `per_second`, beginning at `now`.
    pub fn new(per_second: NonZeroU64, now: Instant) -> Self {
        Pacer {
            step: Duration::from_secs(1) / u32::try_from(per_second.get()).unwrap_or(u32::MAX),
            due: now,
        }
    }

    /// Returns how long to wait before the next command; `None` if it may be sent now.
    pub fn next(&mut self, now: Instant) -> Option<Duration> {
        self.due = self.due.max(now);
        let early = self.due.saturating_duration_since(now);
        self.due += self.step;
        (early > AHEAD).then_some(early)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The time that `count` commands take if they arrive at intervals of `apart`.
    fn takes(count: u32, per_second: u64, apart: Duration) -> Duration {
        let start = Instant::now();
        let mut now = start;
        let mut pacer = Pacer::new(NonZeroU64::new(per_second).expect("a rate"), now);
        for _ in 0..count {
            now += apart;
            now += pacer.next(now).unwrap_or_default();
        }
        now - start
    }

    #[test]
    fn commands_are_sent_at_the_rate() {
        for rate in [1, 10, 1000, 100_000] {
            let count = u32::try_from(rate).expect("it is small") * 2 + 1;
            let took = takes(count, rate, Duration::ZERO);
            assert!(
                took.abs_diff(Duration::from_secs(2)) <= AHEAD,
                "{rate}: {took:?}"
            );
        }
    }

    #[test]
    fn commands_do_not_catch_up_after_a_pause() {
        let start = Instant::now();
        let mut pacer = Pacer::new(NonZeroU64::new(10).expect("a rate"), start);
        let later = start + Duration::from_secs(10);
        assert_eq!(pacer.next(later), None);
        assert_eq!(pacer.next(later), Some(Duration::from_millis(100)));
    }

    #[test]
    fn commands_below_the_rate_do_not_wait() {
        let apart = Duration::from_millis(20);
        assert_eq!(takes(100, 1000, apart), 100 * apart);
    }
}
