//! Durations for people: `2d3h`, `15m`, `850ms`.
//!
//! The text has at most two units, and is therefore short enough for a column. The rest is truncated, not rounded: a
//! key with a TTL of `2d3h` lives at least that long.

use std::fmt;
use std::time::Duration;

/// Displays a duration. Up to 99 years it has at most [`HumanDuration::WIDTH`] characters.
pub(crate) struct HumanDuration(pub(crate) Duration);

/// The units with their lengths in seconds, largest first. A year has 365 days.
const UNITS: [(u64, &str); 5] = [
    (365 * 86_400, "y"),
    (86_400, "d"),
    (3_600, "h"),
    (60, "m"),
    (1, "s"),
];

impl HumanDuration {
    /// The width of a column, such as for `99y364d`.
    pub(crate) const WIDTH: usize = 7;
}

impl fmt::Display for HumanDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&text(self.0))
    }
}

fn text(span: Duration) -> String {
    let seconds = span.as_secs();
    let Some(first) = UNITS.iter().position(|(length, _)| seconds >= *length) else {
        return match span.subsec_millis() {
            0 => "0s".to_owned(),
            millis => format!("{millis}ms"),
        };
    };
    let (length, unit) = UNITS[first];
    let rest = seconds % length;
    let second = UNITS.get(first + 1).filter(|(length, _)| rest >= *length);
    let second = second.map(|(length, unit)| format!("{}{unit}", rest / length));
    format!("{}{unit}{}", seconds / length, second.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_adjacent_units_are_shown_and_the_rest_is_truncated() {
        let table = [
            (0, "0s"),
            (1, "1ms"),
            (999, "999ms"),
            (1_000, "1s"),
            (59_999, "59s"),
            (60_000, "1m"),
            (930_000, "15m30s"),
            (3_600_000, "1h"),
            (3_659_999, "1h"),
            (11_520_000, "3h12m"),
            (183_600_000, "2d3h"),
            (86_400_000 + 59_000, "1d"),
            (364 * 86_400_000 + 23 * 3_600_000, "364d23h"),
            (366 * 86_400_000, "1y1d"),
            (365 * 86_400_000, "1y"),
            (u64::MAX, "584942417y129d"),
        ];
        for (millis, expected) in table {
            let shown = HumanDuration(Duration::from_millis(millis)).to_string();
            assert_eq!(shown, expected, "{millis} ms");
        }
    }

    #[test]
    fn the_text_can_be_padded() {
        let span = HumanDuration(Duration::from_secs(90));
        assert_eq!(
            format!("{span:>width$}|", width = HumanDuration::WIDTH),
            "  1m30s|"
        );
    }
}
