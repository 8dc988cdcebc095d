//! Durations such as `90` and `1.5h`.

use std::time::Duration;

use super::quantity;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// In milliseconds, the resolution of a key's TTL.
const UNITS: [(&str, u64); 6] = [
    ("ms", 1),
    ("s", SECOND),
    ("m", MINUTE),
    ("h", HOUR),
    ("d", DAY),
    ("w", 7 * DAY),
];

/// Parses a duration; a number without a unit is seconds. Returns `None` for a syntax error.
pub(super) fn read(text: &str) -> Option<Duration> {
    quantity::read(text, &UNITS, SECOND).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_a_unit_is_seconds() {
        let table = [
            ("90", Some(90_000)),
            ("90s", Some(90_000)),
            ("250ms", Some(250)),
            ("2m", Some(120_000)),
            ("1.5h", Some(5_400_000)),
            ("1d", Some(86_400_000)),
            ("2w", Some(1_209_600_000)),
            ("1y", None),
            ("1M", None),
            ("1h30m", None),
        ];
        for (text, milliseconds) in table {
            assert_eq!(
                read(text),
                milliseconds.map(Duration::from_millis),
                "{text}"
            );
        }
    }
}
