//! How long something may take that nothing can wake: until a time is over, or somebody has had enough.

use std::io;
use std::time::{Duration, Instant};

use super::Interrupter;
use super::interrupter::LOOK;

/// The time for one step on the way to a server.
pub(super) struct Deadline<'i> {
    timeout: Option<Duration>,
    /// A time that no clock can show is none.
    deadline: Option<Instant>,
    interrupter: &'i Interrupter,
}

impl<'i> Deadline<'i> {
    /// From now on, until the timeout is over, if there is one, or the interrupter raised.
    pub(super) fn new(timeout: Option<Duration>, interrupter: &'i Interrupter) -> Self {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Deadline {
            timeout,
            deadline,
            interrupter,
        }
    }

    /// How long to wait before this is asked again; never zero.
    ///
    /// # Errors
    /// It is over: [`io::ErrorKind::TimedOut`], or [`io::ErrorKind::Interrupted`].
    pub(super) fn next(&self) -> io::Result<Duration> {
        if self.interrupter.is_raised() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let Some(deadline) = self.deadline else {
            return Ok(LOOK);
        };
        let left = deadline.saturating_duration_since(Instant::now());
        match left.is_zero() {
            true => Err(self.timed_out()),
            false => Ok(left.min(LOOK)),
        }
    }

    fn timed_out(&self) -> io::Error {
        let timeout = self.timeout.unwrap_or_default();
        let words = format!("timed out after {}", seconds(timeout));
        io::Error::new(io::ErrorKind::TimedOut, words)
    }
}

/// A length of time in messages: `0.5 s`.
pub(super) fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_its_time_in_words_or_when_somebody_has_had_enough() {
        let interrupter = Interrupter::default();
        let over = Deadline::new(Some(Duration::ZERO), &interrupter).next();
        let told = over.map_err(|error| error.to_string());
        assert_eq!(told, Err("timed out after 0 s".to_owned()));
        let endless = [None, Some(Duration::MAX)];
        let endless = endless.map(|timeout| Deadline::new(timeout, &interrupter));
        assert!(endless.iter().all(|patience| patience.next().is_ok()));
        interrupter.interrupt();
        let kinds = endless.map(|patience| patience.next().map_err(|error| error.kind()));
        assert_eq!(kinds, [Err(io::ErrorKind::Interrupted); 2]);
    }
}
