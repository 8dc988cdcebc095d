//! A set of slots.

use std::fmt;
use std::ops::RangeInclusive;

use super::Slot;

const WORDS: usize = Slot::COUNT as usize / 64;

/// A set of slots, as a bit set of 2 KiB.
#[derive(Clone, PartialEq, Eq)]
pub struct SlotSet(Box<[u64; WORDS]>);

impl SlotSet {
    /// Adds a slot.
    pub fn insert(&mut self, slot: Slot) {
        let (word, bit) = place(slot);
        self.0[word] |= bit;
    }

    /// Adds a range of slots. A range that ends before it starts is empty.
    pub fn insert_range(&mut self, range: &RangeInclusive<Slot>) {
        let (start, end) = (range.start().number(), range.end().number());
        for (word, first) in self.0.iter_mut().zip((0..).step_by(64)) {
            let after = lowest_bits((end + 1).saturating_sub(first));
            *word |= after & !lowest_bits(start.saturating_sub(first));
        }
    }

    /// Returns whether a slot is in the set.
    pub fn contains(&self, slot: Slot) -> bool {
        let (word, bit) = place(slot);
        self.0[word] & bit != 0
    }

    /// Adds all slots of another set.
    pub fn add(&mut self, other: &SlotSet) {
        let words = self.0.iter_mut().zip(other.0.iter());
        words.for_each(|(word, more)| *word |= more);
    }

    /// Removes the slots that are not in the other set.
    pub fn keep(&mut self, other: &SlotSet) {
        let words = self.0.iter_mut().zip(other.0.iter());
        words.for_each(|(word, kept)| *word &= kept);
    }

    /// Returns the slots that are not in the other set.
    pub fn without(&self, other: &SlotSet) -> SlotSet {
        self.iter().filter(|slot| !other.contains(*slot)).collect()
    }

    /// Returns the number of slots.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Returns whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Iterates over the slots in order.
    pub fn iter(&self) -> impl Iterator<Item = Slot> {
        Slot::all().filter(|slot| self.contains(*slot))
    }
}

fn place(slot: Slot) -> (usize, u64) {
    (usize::from(slot.number() / 64), 1 << (slot.number() % 64))
}

/// Returns a word with this number of bits set, or with all of them.
fn lowest_bits(count: u16) -> u64 {
    let unset = 64_u32.saturating_sub(count.into());
    u64::MAX.checked_shr(unset).unwrap_or(0)
}

impl Default for SlotSet {
    fn default() -> Self {
        SlotSet(Box::new([0; WORDS]))
    }
}

impl FromIterator<Slot> for SlotSet {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> Self {
        let mut set = SlotSet::default();
        slots.into_iter().for_each(|slot| set.insert(slot));
        set
    }
}

impl fmt::Debug for SlotSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = self.iter().map(Slot::number);
        f.debug_set().entries(numbers).finish()
    }
}

#[cfg(test)]
impl SlotSet {
    /// Returns the set of these slots.
    pub(crate) fn of_numbers(numbers: &[u16]) -> SlotSet {
        let slots = numbers.iter().filter_map(|number| Slot::new(*number));
        slots.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_contains_the_slots_that_were_added() {
        let set = SlotSet::of_numbers(&[0, 63, 64, 16383, 64]);
        let numbers: Vec<u16> = set.iter().map(Slot::number).collect();
        assert_eq!(numbers, [0, 63, 64, 16383]);
        assert_eq!(set.len(), 4);
        assert!(!set.is_empty() && SlotSet::default().is_empty());
    }

    #[test]
    fn a_range_is_added_with_its_ends() {
        for (start, end) in [
            (0, 0),
            (0, 16383),
            (5, 3),
            (60, 70),
            (63, 64),
            (64, 127),
            (128, 16383),
        ] {
            let range = Slot::new(start).unwrap()..=Slot::new(end).unwrap();
            let mut set = SlotSet::of_numbers(&[1, 9000]);
            set.insert_range(&range);
            let numbers: Vec<u16> = (start..=end).chain([1, 9000]).collect();
            assert_eq!(set, SlotSet::of_numbers(&numbers), "{start}-{end}");
        }
    }

    #[test]
    fn sets_are_joined_and_intersected() {
        let mut joined = SlotSet::of_numbers(&[1, 2]);
        joined.add(&SlotSet::of_numbers(&[2, 300]));
        assert_eq!(joined, SlotSet::of_numbers(&[1, 2, 300]));
        joined.keep(&SlotSet::of_numbers(&[2, 300, 400]));
        assert_eq!(joined, SlotSet::of_numbers(&[2, 300]));
        assert_eq!(
            joined.without(&SlotSet::of_numbers(&[2, 3])),
            SlotSet::of_numbers(&[300])
        );
    }
}
