//! The commands of the test: keys by a power law, values of five random letters, as in redis-cli.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::num::NonZeroU64;

/// With this exponent, 20 % of the keys get 80 % of the requests.
const EXPONENT: f64 = 6.2;

const VALUE_LENGTH: usize = 5;

pub(super) struct Workload {
    /// The highest number of a key.
    keys: f64,
    random: RandomNumbers,
}

impl Workload {
    pub(super) fn new(keys: NonZeroU64) -> Self {
        // The standard library seeds each state randomly.
        let seed = RandomState::new().build_hasher().finish();
        Workload {
            keys: keys.get() as f64,
            random: RandomNumbers(seed | 1),
        }
    }

    pub(super) fn set(&mut self) -> [Vec<u8>; 3] {
        let value = (0..VALUE_LENGTH).map(|_| b'A' + (self.random.next() % 57) as u8);
        let value = value.collect();
        [b"SET".to_vec(), self.key(), value]
    }

    pub(super) fn get(&mut self) -> [Vec<u8>; 2] {
        [b"GET".to_vec(), self.key()]
    }

    fn key(&mut self) -> Vec<u8> {
        let number = number(self.random.fraction(), self.keys);
        format!("lru:{number}").into_bytes()
    }
}

/// Maps a number from 0 to 1 to a key from 1 to `keys`: the first keys are the most frequent.
fn number(fraction: f64, keys: f64) -> u64 {
    let power = EXPONENT + 1.0;
    let (low, high) = (1.0, (keys + 1.0).powf(power));
    let drawn = ((high - low) * fraction + low).powf(1.0 / power);
    // Rounding may exceed the bounds.
    (keys - drawn.floor() + 1.0).clamp(1.0, keys) as u64
}

/// The generator xorshift64*.
struct RandomNumbers(u64);

impl RandomNumbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 8
    }

    /// Returns a number from 0 to 1.
    fn fraction(&mut self) -> f64 {
        self.next() as f64 / (u64::MAX >> 8) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_within_the_keys() {
        for keys in [1.0, 10.0, 1e6] {
            assert_eq!(number(1.0, keys), 1);
            assert_eq!(number(0.0, keys), keys as u64);
        }
    }

    #[test]
    fn a_fifth_of_the_keys_gets_four_fifths_of_the_requests() {
        let numbers = (0..10_000).map(|drawn| number(f64::from(drawn) / 10_000.0, 1000.0));
        let few = numbers.filter(|number| *number <= 200).count();
        assert!((7_900..8_100).contains(&few), "{few}");
    }

    #[test]
    fn commands_have_keys_and_values_of_the_test() {
        let mut workload = Workload::new(NonZeroU64::new(10).expect("it is positive"));
        for _ in 0..1000 {
            let [_, key, value] = workload.set();
            assert!(key.starts_with(b"lru:"));
            assert!(value.iter().all(|letter| (b'A'..b'z').contains(letter)));
            assert_eq!((value.len(), workload.get().len()), (5, 2));
        }
    }
}
