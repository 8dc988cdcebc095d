//! Memory sizes such as `512`, `64KB` and `1.5GiB`.

use super::quantity;

/// In bytes. As in a server's configuration, a kilobyte is 1024 bytes. Its `k` for 1000 bytes is not supported, to avoid
/// confusion.
const UNITS: [(&str, u64); 9] = [
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

/// Parses a size, ignoring case; a number without a unit is bytes. Returns `None` for a syntax error.
pub(super) fn read(text: &str) -> Option<u64> {
    quantity::read(&text.to_ascii_lowercase(), &UNITS, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(read(text), bytes, "{text}");
        }
    }
}
