//! A value for each slot.

use std::ops::{Index, IndexMut, RangeInclusive};

use super::Slot;

/// A value for each of the [`Slot::COUNT`] slots, such as its owner. Indexed by [`Slot`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotMap<T>(Box<[T]>);

impl<T> SlotMap<T> {
    /// Creates a map from the slots.
    pub fn from_fn(value: impl FnMut(Slot) -> T) -> Self {
        SlotMap(Slot::all().map(value).collect())
    }

    /// Iterates over the values in the order of the slots.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

impl<T: Clone> SlotMap<T> {
    /// Creates a map with the same value for every slot.
    pub fn filled(value: T) -> Self {
        Self::from_fn(|_| value.clone())
    }

    /// Sets the value of every slot.
    pub fn fill(&mut self, value: T) {
        self.0.fill(value);
    }

    /// Sets the value of a range of slots. A range that ends before it starts is empty.
    pub fn fill_range(&mut self, range: &RangeInclusive<Slot>, value: T) {
        let (start, end) = (index(*range.start()), index(*range.end()));
        self.0.get_mut(start..=end).unwrap_or_default().fill(value);
    }
}

impl<T> Index<Slot> for SlotMap<T> {
    type Output = T;

    fn index(&self, slot: Slot) -> &T {
        &self.0[index(slot)]
    }
}

impl<T> IndexMut<Slot> for SlotMap<T> {
    fn index_mut(&mut self, slot: Slot) -> &mut T {
        &mut self.0[index(slot)]
    }
}

fn index(slot: Slot) -> usize {
    usize::from(slot.number())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(number: u16) -> Slot {
        Slot::new(number).expect("a slot")
    }

    #[test]
    fn a_range_is_filled_from_its_first_to_its_last_slot() {
        let mut map = SlotMap::filled(0);
        map.fill_range(&(slot(1)..=Slot::LAST), 7);
        map.fill_range(&(slot(9)..=slot(3)), 8);
        map[slot(2)] = 9;
        assert_eq!(
            [0, 1, 2, 16383].map(|number| map[slot(number)]),
            [0, 7, 9, 7]
        );
    }
}
