//! Sizes and durations for people.

const SPANS: [(u64, char); 4] = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];

/// Formats a size as servers do: `1.50K`, `2.00M`. Returns `None` below a kilobyte.
pub(super) fn bytes(number: u64) -> Option<String> {
    const UNITS: [char; 5] = ['K', 'M', 'G', 'T', 'P'];
    let mut size = number as f64 / 1024.0;
    let mut units = UNITS.into_iter();
    let mut unit = units.next().filter(|_| size >= 1.0)?;
    while size >= 1024.0
        && let Some(next) = units.next()
    {
        size /= 1024.0;
        unit = next;
    }
    Some(format!("{size:.2}{unit}"))
}

/// Formats a duration in seconds: `1d2h3m4s`, without zeros.
pub(super) fn seconds(mut number: u64) -> String {
    if number == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (seconds, unit) in SPANS {
        let count = number / seconds;
        number %= seconds;
        if count > 0 {
            text.push_str(&format!("{count}{unit}"));
        }
    }
    text
}

/// Formats a duration in microseconds: `7µs`, `12.345ms`, `3.2s`.
pub(super) fn micros(number: u64) -> String {
    match number {
        0..1_000 => format!("{number}µs"),
        1_000..1_000_000 => format!("{}ms", decimal(number, 3)),
        _ => format!("{}s", decimal(number, 6)),
    }
}

/// Formats a number with decimals, without trailing zeros.
fn decimal(number: u64, decimals: usize) -> String {
    let unit = 10_u64.pow(decimals as u32);
    let text = format!("{}.{:0decimals$}", number / unit, number % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_formatted_as_by_servers() {
        let table = [
            (0, None),
            (1023, None),
            (1024, Some("1.00K")),
            (1536, Some("1.50K")),
            (1_048_576, Some("1.00M")),
            (u64::MAX, Some("16384.00P")),
        ];
        for (number, expected) in table {
            assert_eq!(bytes(number).as_deref(), expected, "{number}");
        }
    }

    #[test]
    fn a_duration_is_exact() {
        let table = [(0, "0s"), (59, "59s"), (3600, "1h"), (93_784, "1d2h3m4s")];
        for (number, expected) in table {
            assert_eq!(seconds(number), expected);
        }
        let table = [
            (7, "7µs"),
            (1_000, "1ms"),
            (12_345, "12.345ms"),
            (3_200_000, "3.2s"),
            (10_000_000, "10s"),
        ];
        for (number, expected) in table {
            assert_eq!(micros(number), expected);
        }
    }
}
