//! Amounts of memory: `512`, `64KB`, `1.5GiB`.

use super::quantity;

/// In bytes. As in a server's configuration a kilobyte has 1024 of them; its `k`, which has 1000, is not taken, so that
/// nobody gets the other of the two.
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

/// The bytes that a text says, in any case of letters; a number alone is bytes. `None` where it says none.
pub(super) fn read(text: &str) -> Option<u64> {
    quantity::read(&text.to_ascii_lowercase(), &UNITS, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_alone_is_bytes_and_a_kilobyte_has_1024() {
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
