//! SipHash-1-2 with a key of zeros, by which redis-cli places the types in its table. The hasher of the standard library has
//! other rounds. Pure.

/// Returns the hash of some bytes.
pub(super) fn siphash(bytes: &[u8]) -> u64 {
    let mut state = SipState([
        0x736f_6d65_7073_6575,
        0x646f_7261_6e64_6f6d,
        0x6c79_6765_6e65_7261,
        0x7465_6462_7974_6573,
    ]);
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        state.add(little_endian(word));
    }
    let length = (bytes.len() as u64) << 56;
    state.add(little_endian(words.remainder()) | length);
    state.finish()
}

fn little_endian(bytes: &[u8]) -> u64 {
    let bytes = bytes.iter().rev();
    bytes.fold(0, |word, byte| word << 8 | u64::from(*byte))
}

struct SipState([u64; 4]);

impl SipState {
    fn add(&mut self, word: u64) {
        self.0[3] ^= word;
        self.round();
        self.0[0] ^= word;
    }

    fn finish(mut self) -> u64 {
        self.0[2] ^= 0xff;
        self.round();
        self.round();
        self.0.iter().fold(0, |hash, part| hash ^ part)
    }

    fn round(&mut self) {
        let [v0, v1, v2, v3] = &mut self.0;
        *v0 = v0.wrapping_add(*v1);
        *v1 = v1.rotate_left(13) ^ *v0;
        *v0 = v0.rotate_left(32);
        *v2 = v2.wrapping_add(*v3);
        *v3 = v3.rotate_left(16) ^ *v2;
        *v0 = v0.wrapping_add(*v3);
        *v3 = v3.rotate_left(21) ^ *v0;
        *v2 = v2.wrapping_add(*v1);
        *v1 = v1.rotate_left(17) ^ *v2;
        *v2 = v2.rotate_left(32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_the_buckets_of_redis_cli() {
        // From the order in which redis-cli prints them.
        let buckets = [
            ("list", 1),
            ("hash", 1),
            ("string", 2),
            ("stream", 2),
            ("set", 4),
            ("zset", 7),
            ("vectorset", 0),
            ("TSDB-TYPE", 3),
            ("CMSk-TYPE", 6),
            ("graphdata", 7),
            ("ReJSON-RL", 7),
            ("MBbloomCF", 1),
        ];
        for (name, bucket) in buckets {
            assert_eq!(siphash(name.as_bytes()) % 8, bucket, "{name}");
        }
    }
}
