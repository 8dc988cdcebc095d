//! Hash slots.

use std::fmt;

use crc16::{State, XMODEM};

/// A hash slot, from 0 to 16383.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u16);

impl Slot {
    /// The number of slots in a cluster.
    pub const COUNT: u16 = 16384;

    /// Slot 0.
    pub const FIRST: Slot = Slot(0);

    /// Slot 16383.
    pub const LAST: Slot = Slot(Slot::COUNT - 1);

    /// Creates a slot; `None` if the number is not below [`COUNT`](Self::COUNT).
    pub fn new(number: u16) -> Option<Self> {
        (number < Slot::COUNT).then_some(Slot(number))
    }

    /// Iterates over all slots in order.
    pub fn all() -> impl Iterator<Item = Slot> {
        (0..Slot::COUNT).map(Slot)
    }

    /// Creates a slot from a server's number.
    pub(super) fn from_wire(number: i64) -> Option<Self> {
        Slot::new(u16::try_from(number).ok()?)
    }

    /// Returns the slot of a key or sharded channel: CRC16 of the key, or of its hash tag.
    pub fn of(key: &[u8]) -> Self {
        Slot(State::<XMODEM>::calculate(hashed_part(key)) % Slot::COUNT)
    }

    /// Returns the number, from 0 to 16383.
    pub fn number(self) -> u16 {
        self.0
    }
}

/// The text between the first `{` and the next `}` if it is not empty, otherwise the whole key.
fn hashed_part(key: &[u8]) -> &[u8] {
    let tag = || {
        let open = memchr::memchr(b'{', key)?;
        let rest = &key[open + 1..];
        let close = memchr::memchr(b'}', rest)?;
        (close > 0).then(|| &rest[..close])
    };
    tag().unwrap_or(key)
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slots_are_those_of_cluster_keyslot() {
        // The replies of CLUSTER KEYSLOT.
        let cases: [(&[u8], u16); 10] = [
            (b"", 0),
            (b"a", 15495),
            (b"b", 3300),
            (b"foo", 12182),
            (b"{}x", 10595),
            (b"a{b}{c}", 3300),
            (b"{user1000}.following", 3443),
            (b"foo{{bar}}zap", 4015),
            (b"foo{bar", 15278),
            (b"123456789", 0x31C3),
        ];
        for (key, slot) in cases {
            assert_eq!(Slot::of(key).number(), slot, "{}", key.escape_ascii());
        }
    }

    #[test]
    fn numbers_beyond_the_last_slot_are_rejected() {
        assert_eq!(Slot::new(16383).map(Slot::number), Some(16383));
        assert_eq!(Slot::new(16384), None);
        assert_eq!([-1, 16384, 65536, i64::MAX].map(Slot::from_wire), [None; 4]);
    }

    proptest! {
        #[test]
        fn any_key_has_a_slot_and_shares_it_with_its_tag(key: Vec<u8>, tag in "[^{}]{1,8}") {
            prop_assert!(Slot::of(&key).number() < Slot::COUNT);
            let tagged = [b"{", tag.as_bytes(), b"}", &key].concat();
            prop_assert_eq!(Slot::of(&tagged), Slot::of(tag.as_bytes()));
        }
    }
}
