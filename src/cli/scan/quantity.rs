//! Durations and memory sizes: numbers with a unit, such as `1.5h` and `64KB`.

use std::time::Duration;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// In milliseconds, the resolution of a key's TTL.
const DURATIONS: [(&str, u64); 6] = [
    ("ms", 1),
    ("s", SECOND),
    ("m", MINUTE),
    ("h", HOUR),
    ("d", DAY),
    ("w", 7 * DAY),
];

/// In bytes. As in a server's configuration, a kilobyte is 1024 bytes. Its `k` for 1000 bytes is not supported, to avoid
/// confusion.
const SIZES: [(&str, u64); 9] = [
    ("b", 1),
    ("kb", 1 << 10),
    ("kib", 1 << 10),
    ("mb", 1 << 20),
    ("mib", 1 << 20),
    ("gb", 1 << 30),
    ("gib", 1 << 30),
    ("tb", 1 << 40),
    ("tib", 1 << 40),
];

/// Parses a duration; a number without a unit is seconds. Returns `None` for a syntax error.
pub(super) fn duration(text: &str) -> Option<Duration> {
    read(text, &DURATIONS, SECOND).map(Duration::from_millis)
}

/// Parses a size, ignoring case; a number without a unit is bytes. Returns `None` for a syntax error.
pub(super) fn size(text: &str) -> Option<u64> {
    read(&text.to_ascii_lowercase(), &SIZES, 1)
}

/// Parses a quantity and returns it in the smallest unit. `units` maps names to factors; `bare` is the factor for a number
/// without a unit. Fractions of the smallest unit are dropped. Returns `None` for a syntax error or an overflow.
fn read(text: &str, units: &[(&str, u64)], bare: u64) -> Option<u64> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let scale = match unit.trim_ascii_start() {
        "" => Some(bare),
        unit => units
            .iter()
            .find_map(|&(name, scale)| (name == unit).then_some(scale)),
    }?;
    scaled(number, scale)
}

/// Multiplies in integers, so that exact decimal fractions stay exact.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (number, "0"),
    };
    let whole: u64 = if whole.is_empty() && number.starts_with('.') {
        0
    } else {
        whole.parse().ok()?
    };
    let parts = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let fraction: u64 = fraction.parse().ok()?;
    let fraction = u128::from(fraction) * u128::from(scale) / parts;
    whole
        .checked_mul(scale)?
        .checked_add(u64::try_from(fraction).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_scaled_by_its_unit() {
        let table = [
            ("7", Some(70)),
            ("0", Some(0)),
            ("007", Some(70)),
            ("7a", Some(7)),
            ("7 a", Some(7)),
            ("7ab", Some(7_000)),
            ("1.5ab", Some(1_500)),
            (".5ab", Some(500)),
            ("1.0009ab", Some(1_000)),
            ("18446744073709551615a", Some(u64::MAX)),
            ("18446744073709551616a", None),
            ("18446744073709551615", None),
            ("1.99999999999999999999999999999999999999999a", None),
            ("", None),
            ("a", None),
            (".", None),
            (".a", None),
            ("1.", None),
            ("1.2.3", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("7b", None),
            ("7A", None),
            ("7a7", None),
            ("\u{661}", None),
        ];
        for (text, expected) in table {
            assert_eq!(
                read(text, &[("a", 1), ("ab", 1_000)], 10),
                expected,
                "{text}"
            );
        }
    }

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
                duration(text),
                milliseconds.map(Duration::from_millis),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_without_a_unit_is_bytes_and_a_kilobyte_is_1024_bytes() {
        let table = [
            ("0", Some(0)),
            ("512", Some(512)),
            ("512B", Some(512)),
            ("1KB", Some(1_024)),
            ("1kb", Some(1_024)),
            ("1KiB", Some(1_024)),
            ("1.5MB", Some(1_572_864)),
            ("2MiB", Some(2_097_152)),
            ("1GB", Some(1_073_741_824)),
            ("1TiB", Some(1_099_511_627_776)),
            ("1K", None),
            ("1M", None),
            ("1PB", None),
            ("-1KB", None),
        ];
        for (text, bytes) in table {
            assert_eq!(size(text), bytes, "{text}");
        }
    }
}
