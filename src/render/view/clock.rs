//! Timestamps in local time. The only place that knows time zones.
//!
//! The package behind it reads the zone's file itself: the C library's way reads the environment, which is not safe beside
//! other threads, and the shell has some.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds from 1970 to 2000. A number below is no time but somebody's own count: stream ids such as `1-1`.
const FIRST: i64 = 946_684_800;

/// Where timestamps are read off.
#[derive(Debug, Clone, Default)]
pub(crate) enum Clock {
    /// The user's time zone, looked up when the first time is shown.
    #[default]
    Local,
    /// A zone that is known.
    #[cfg(test)]
    In(TimeZone),
}

impl Clock {
    /// The local time of so many seconds since 1970; `None` where that is no time since 2000.
    pub(super) fn seconds(&self, number: i64) -> Option<String> {
        let at = Timestamp::from_second(number).ok()?;
        self.local(at, "%Y-%m-%d %H:%M:%S")
    }

    /// As [`seconds`](Self::seconds), of milliseconds.
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
    fn a_time_is_told_as_the_clock_on_the_wall_would() {
        let clock = Clock::In(TimeZone::fixed(jiff::tz::offset(2)));
        let seconds = clock.seconds(1_700_000_000);
        assert_eq!(seconds.as_deref(), Some("2023-11-15 00:13:20"));
        let millis = clock.millis(1_700_000_000_123);
        assert_eq!(millis.as_deref(), Some("2023-11-15 00:13:20.123"));
    }

    #[test]
    fn a_number_that_is_no_time_is_left_alone() {
        let clock = Clock::In(TimeZone::UTC);
        for number in [i64::MIN, -2, 0, 1, FIRST - 1, i64::MAX] {
            assert_eq!(clock.seconds(number), None, "{number}");
        }
        assert_eq!(clock.millis(i64::MAX), None);
    }
}
