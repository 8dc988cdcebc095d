//! Timestamps in local time. Only this module depends on time zones.
//!
//! jiff reads the time zone's file itself. The functions of the C library read the environment, which is not safe while
//! other threads run.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The start of the year 2000, in seconds. Smaller numbers are counters rather than times, as in stream ids such as
/// `1-1`.
const FIRST: i64 = 946_684_800;

#[derive(Debug, Clone, Default)]
pub(crate) enum Clock {
    /// The user's time zone, which is read at the first timestamp.
    #[default]
    Local,
    #[cfg(test)]
    In(TimeZone),
}

impl Clock {
    /// Formats a Unix time in seconds. Returns `None` for times before 2000.
    pub(super) fn seconds(&self, number: i64) -> Option<String> {
        let at = Timestamp::from_second(number).ok()?;
        self.local(at, "%Y-%m-%d %H:%M:%S")
    }

    /// Formats a Unix time in milliseconds, like [`seconds`](Self::seconds).
    pub(super) fn millis(&self, number: i64) -> Option<String> {
        let at = Timestamp::from_millisecond(number).ok()?;
        self.local(at, "%Y-%m-%d %H:%M:%S.%3f")
    }

    fn local(&self, at: Timestamp, format: &str) -> Option<String> {
        (at.as_second() >= FIRST).then(|| at.to_zoned(self.zone()).strftime(format).to_string())
    }

    fn zone(&self) -> TimeZone {
        match self {
            Clock::Local => TimeZone::system(),
            #[cfg(test)]
            Clock::In(zone) => zone.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_formatted_in_the_local_time_zone() {
        let clock = Clock::In(TimeZone::fixed(jiff::tz::offset(2)));
        let seconds = clock.seconds(1_700_000_000);
        assert_eq!(seconds.as_deref(), Some("2023-11-15 00:13:20"));
        let millis = clock.millis(1_700_000_000_123);
        assert_eq!(millis.as_deref(), Some("2023-11-15 00:13:20.123"));
    }

    #[test]
    fn other_numbers_are_not_times() {
        let clock = Clock::In(TimeZone::UTC);
        for number in [i64::MIN, -2, 0, 1, FIRST - 1, i64::MAX] {
            assert_eq!(clock.seconds(number), None, "{number}");
        }
        assert_eq!(clock.millis(i64::MAX), None);
    }
}
