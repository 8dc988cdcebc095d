//! A time limit for operations that nothing can wake, which also ends when the user interrupts.

use std::io;
use std::time::{Duration, Instant};

use super::Interrupter;

/// The interval at which operations that cannot be woken check for an interrupt.
pub(super) const CHECK_INTERVAL: Duration = Duration::from_millis(20);

/// The time limit of one step of connecting.
pub(super) struct Deadline<'i> {
    timeout: Option<Duration>,
    /// `None` if the limit is beyond the range of the clock.
    deadline: Option<Instant>,
    interrupter: &'i Interrupter,
}

impl<'i> Deadline<'i> {
    /// Starts the limit. Without a timeout, only the interrupter ends it.
    pub(super) fn new(timeout: Option<Duration>, interrupter: &'i Interrupter) -> Self {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Deadline {
            timeout,
            deadline,
            interrupter,
        }
    }

    /// Returns the time to wait before the next call; never zero.
    ///
    /// # Errors
    /// Returns [`io::ErrorKind::TimedOut`] or [`io::ErrorKind::Interrupted`] if the limit has ended.
    pub(super) fn next(&self) -> io::Result<Duration> {
        if self.interrupter.is_raised() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let Some(deadline) = self.deadline else {
            return Ok(CHECK_INTERVAL);
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let timeout = self.timeout.unwrap_or_default();
            let words = format!("timed out after {}", seconds(timeout));
            return Err(io::Error::new(io::ErrorKind::TimedOut, words));
        }
        Ok(left.min(CHECK_INTERVAL))
    }
}

/// Formats a duration for messages: `0.5 s`.
pub(super) fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_ends_by_its_timeout_or_an_interrupt() {
        let interrupter = Interrupter::default();
        let over = Deadline::new(Some(Duration::ZERO), &interrupter).next();
        let told = over.map_err(|error| error.to_string());
        assert_eq!(told, Err("timed out after 0 s".to_owned()));
        let endless = [None, Some(Duration::MAX)];
        let endless = endless.map(|timeout| Deadline::new(timeout, &interrupter));
        assert!(endless.iter().all(|limit| limit.next().is_ok()));
        interrupter.interrupt();
        let kinds = endless.map(|limit| limit.next().map_err(|error| error.kind()));
        assert_eq!(kinds, [Err(io::ErrorKind::Interrupted); 2]);
    }
}
