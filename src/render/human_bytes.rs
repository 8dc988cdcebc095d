//! Byte counts for people: `512B`, `1.2MB`, `340GB`.
//!
//! A KB is 1024 bytes, as in the configuration of servers.

use std::fmt;

/// Displays a number of bytes, rounded to three digits, in at most [`HumanBytes::WIDTH`] characters.
pub(crate) struct HumanBytes(pub(crate) u64);

const UNITS: [&str; 7] = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

impl HumanBytes {
    /// The width of a column, such as for `1023KB`.
    pub(crate) const WIDTH: usize = 6;
}

impl fmt::Display for HumanBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&text(self.0))
    }
}

fn text(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes}B");
    }
    let bytes = u128::from(bytes);
    let shown = (1..UNITS.len()).find_map(|unit| in_unit(bytes, unit));
    shown.expect("2^64 is 16 EB")
}

/// Formats the number in a unit, if it is below 1024 there after rounding.
fn in_unit(bytes: u128, unit: usize) -> Option<String> {
    let length = 1u128 << (10 * unit);
    let rounded = |parts: u128| (bytes * parts + length / 2) / length;
    match (rounded(10), rounded(1)) {
        (tenths @ 0..1000, _) => Some(format!("{}.{}{}", tenths / 10, tenths % 10, UNITS[unit])),
        (_, whole @ 0..1024) => Some(format!("{whole}{}", UNITS[unit])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_shows_three_digits() {
        let table = [
            (0, "0B"),
            (1023, "1023B"),
            (1024, "1.0KB"),
            (1_258_291, "1.2MB"),
            (99 * 1024 + 900, "99.9KB"),
            (99 * 1024 + 1000, "100KB"),
            (1023 * 1024 + 511, "1023KB"),
            (1024 * 1024 - 1, "1.0MB"),
            (340 << 30, "340GB"),
            (u64::MAX, "16.0EB"),
        ];
        for (bytes, expected) in table {
            assert_eq!(HumanBytes(bytes).to_string(), expected, "{bytes} bytes");
        }
    }

    #[test]
    fn the_text_can_be_padded() {
        let bytes = HumanBytes(56);
        assert_eq!(
            format!("{bytes:>width$}|", width = HumanBytes::WIDTH),
            "   56B|"
        );
    }
}
