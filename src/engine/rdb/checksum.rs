//! The checksum at the end of a snapshot: the CRC-64 of all bytes before it, in 8 bytes, since version 5 of the format.
//!
//! Source: <https://rdb.fnordig.de/file_format.html>.

use crc_fast::{CrcAlgorithm, Digest};

/// The bytes of a checksum.
const SIZE: usize = 8;

/// Computes the checksum of a snapshot while it arrives, and compares it with the one at its end.
#[derive(Debug)]
pub struct RdbChecksum {
    /// The checksum of all bytes before `tail`.
    digest: Digest,
    /// The last bytes, at most 8, which may be the snapshot's own checksum.
    tail: Vec<u8>,
}

/// The result of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecksumVerdict {
    /// The checksum is that of the bytes.
    Right,
    /// The server computes no checksums (`rdbchecksum no`): its place is 0.
    Absent,
    /// The checksum is not that of the bytes.
    Wrong {
        /// The checksum at the end of the snapshot.
        stated: u64,
        /// The checksum of the bytes.
        computed: u64,
    },
}

impl Default for RdbChecksum {
    fn default() -> Self {
        RdbChecksum {
            digest: Digest::new(CrcAlgorithm::Crc64Redis),
            tail: Vec::with_capacity(2 * SIZE),
        }
    }
}

impl RdbChecksum {
    /// Adds the next bytes of the snapshot.
    pub fn add(&mut self, bytes: &[u8]) {
        match bytes.len().checked_sub(SIZE) {
            Some(end) => {
                self.digest.update(&self.tail);
                self.digest.update(&bytes[..end]);
                self.tail.clear();
                self.tail.extend_from_slice(&bytes[end..]);
            }
            None => {
                self.tail.extend_from_slice(bytes);
                let end = self.tail.len().saturating_sub(SIZE);
                self.digest.update(&self.tail[..end]);
                self.tail.drain(..end);
            }
        }
    }

    /// Returns the verdict on the bytes so far, as on a whole snapshot.
    pub fn verdict(&self) -> ChecksumVerdict {
        let mut stated = [0; SIZE];
        stated[..self.tail.len()].copy_from_slice(&self.tail);
        let stated = u64::from_le_bytes(stated);
        let computed = self.digest.finalize();
        match stated {
            _ if stated == computed && self.tail.len() == SIZE => ChecksumVerdict::Right,
            0 if self.tail.len() == SIZE => ChecksumVerdict::Absent,
            _ => ChecksumVerdict::Wrong { stated, computed },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An empty snapshot of Redis 7.0.15 without its checksum.
    const EMPTY: &[u8] = b"REDIS0010\xfa\tredis-ver\x067.0.15\xfa\nredis-bits\xc0@\xfa\x05ctime\xc2\xcf\x83\x0ck\
        \xfa\x08used-mem\xc2\x00\xfc\x0e\x00\xfa\x0erepl-stream-db\xc0\x00\xfa\x07repl-id(\
        ae8ccd400a5e4cc41c97ca5f64f4671a08756913\xfa\x0brepl-offset\xc0\x00\xfa\x08aof-base\xc0\x00\xff";

    /// The checksum that the server wrote after these bytes.
    const OF_EMPTY: [u8; 8] = *b"h@-3]\x9f\xf5\x04";

    fn verdict(parts: &[&[u8]]) -> ChecksumVerdict {
        let mut checksum = RdbChecksum::default();
        parts.iter().for_each(|part| checksum.add(part));
        checksum.verdict()
    }

    #[test]
    fn the_checksum_is_that_of_the_server() {
        assert_eq!(verdict(&[EMPTY, &OF_EMPTY]), ChecksumVerdict::Right);
        let stated = u64::from_le_bytes(*b"h@-3]\x9f\xf5\x05");
        let computed = u64::from_le_bytes(OF_EMPTY);
        let expected = ChecksumVerdict::Wrong { stated, computed };
        assert_eq!(verdict(&[EMPTY, b"h@-3]\x9f\xf5\x05"]), expected);
    }

    #[test]
    fn a_server_may_compute_no_checksum() {
        assert_eq!(verdict(&[EMPTY, &[0; 8]]), ChecksumVerdict::Absent);
    }

    #[test]
    fn a_snapshot_that_breaks_off_is_wrong() {
        for bytes in [&b""[..], b"REDIS", &[0; 7], EMPTY] {
            let verdict = verdict(&[bytes]);
            assert!(matches!(verdict, ChecksumVerdict::Wrong { .. }));
        }
    }

    proptest! {
        #[test]
        fn the_reads_do_not_matter(sizes in proptest::collection::vec(1usize..40, 0..60)) {
            let whole = [EMPTY, &OF_EMPTY].concat();
            let mut checksum = RdbChecksum::default();
            let mut rest = &whole[..];
            for size in sizes {
                let (part, others) = rest.split_at(size.min(rest.len()));
                checksum.add(part);
                rest = others;
            }
            checksum.add(rest);
            prop_assert_eq!(checksum.verdict(), ChecksumVerdict::Right);
        }
    }
}
