//! How often names occur, and with how many bytes. Pure.

use std::collections::HashMap;

/// The most names. Those that come later are counted together.
const MOST: usize = 10_000;

/// Occurrences, and their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Occurrences {
    pub(super) count: u64,
    pub(super) bytes: u64,
}

#[derive(Debug, Default)]
pub(super) struct Tally {
    names: HashMap<Vec<u8>, Occurrences>,
    others: Occurrences,
}

impl Occurrences {
    fn add(&mut self, other: Occurrences) {
        self.count += other.count;
        self.bytes += other.bytes;
    }
}

impl Tally {
    pub(super) fn add(&mut self, name: &[u8], occurrences: Occurrences) {
        if let Some(known) = self.names.get_mut(name) {
            known.add(occurrences);
        } else if self.names.len() < MOST {
            self.names.insert(name.to_owned(), occurrences);
        } else {
            self.others.add(occurrences);
        }
    }

    pub(super) fn merge(&mut self, other: Tally) {
        for (name, occurrences) in other.names {
            self.add(&name, occurrences);
        }
        self.others.add(other.others);
    }

    /// Returns the names that occur most, and the sum of all others if there are any.
    pub(super) fn top(&self, most: usize) -> (Vec<(&[u8], Occurrences)>, Option<Occurrences>) {
        let mut names: Vec<_> = self
            .names
            .iter()
            .map(|(name, it)| (&name[..], *it))
            .collect();
        names.sort_by(|(one, a), (other, b)| b.count.cmp(&a.count).then_with(|| one.cmp(other)));
        let mut others = self.others;
        for (_, occurrences) in names.drain(most.min(names.len())..) {
            others.add(occurrences);
        }
        (names, (others.count > 0).then_some(others))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(count: u64, bytes: u64) -> Occurrences {
        Occurrences { count, bytes }
    }

    #[test]
    fn the_names_that_occur_most_come_first_and_the_others_are_added() {
        let mut tally = Tally::default();
        for (name, bytes) in [("b", 1), ("a", 2), ("c", 3), ("c", 4), ("d", 5)] {
            tally.add(name.as_bytes(), times(1, bytes));
        }
        let (names, others) = tally.top(2);
        assert_eq!(names, [(&b"c"[..], times(2, 7)), (b"a", times(1, 2))]);
        assert_eq!(others, Some(times(2, 6)));
        assert_eq!(tally.top(4).1, None);
    }

    #[test]
    fn memory_is_bounded() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        for number in 0..MOST + 5 {
            one.add(number.to_string().as_bytes(), times(1, 1));
        }
        other.add(b"new", times(1, 1));
        one.merge(other);
        assert_eq!(one.names.len(), MOST);
        assert_eq!(one.others, times(6, 6));
    }
}
