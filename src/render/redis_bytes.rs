//! Byte counts in the form of redis-cli's modes: two decimals and one letter. A K is 1024 bytes.

/// Formats a number of bytes: `512B`, `1.15M`, `2.00T`.
pub(crate) fn redis_bytes(bytes: u64) -> String {
    let units = ["K", "M", "G", "T"].into_iter().zip(1..);
    let unit = units
        .take_while(|(_, power)| bytes >> (10 * power) > 0)
        .last();
    match unit {
        None => format!("{bytes}B"),
        Some((unit, power)) => format!("{:.2}{unit}", bytes as f64 / 1024f64.powi(power)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_two_decimals_from_a_kilobyte_on() {
        for (bytes, text) in [
            (0, "0B"),
            (1023, "1023B"),
            (1024, "1.00K"),
            (2079, "2.03K"),
            (1 << 20, "1.00M"),
            (5 << 30, "5.00G"),
            (3 << 40, "3.00T"),
            (2048 << 40, "2048.00T"),
        ] {
            assert_eq!(redis_bytes(bytes), text);
        }
    }
}
