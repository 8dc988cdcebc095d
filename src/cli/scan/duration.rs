//! Lengths of time: `90`, `1.5h`.

use std::time::Duration;

use super::quantity;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// In milliseconds, the finest that a server counts keys' lives in.
const UNITS: [(&str, u64); 6] = [
    ("ms", 1),
    ("s", SECOND),
    ("m", MINUTE),
    ("h", HOUR),
    ("d", DAY),
    ("w", 7 * DAY),
];

/// The length of time that a text is; a number alone is seconds. `None` where it is none.
pub(super) fn read(text: &str) -> Option<Duration> {
    quantity::read(text, &UNITS, SECOND).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_alone_is_seconds() {
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
