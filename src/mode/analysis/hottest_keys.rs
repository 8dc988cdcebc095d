//! The keys with the highest counters of use, at most a given number. Pure.

pub(super) struct HottestKeys {
    most: usize,
    /// Each counter and key, the highest first; of equals the earlier one.
    keys: Vec<(u64, Vec<u8>)>,
}

impl HottestKeys {
    pub(super) fn new(most: usize) -> Self {
        HottestKeys {
            most,
            keys: Vec::new(),
        }
    }

    /// Adds a key, if its counter is high enough. Returns whether it is.
    pub(super) fn add(&mut self, key: &[u8], counter: u64) -> bool {
        let place = self.keys.partition_point(|(other, _)| *other >= counter);
        if counter == 0 || place >= self.most {
            return false;
        }
        self.keys.truncate(self.most - 1);
        self.keys.insert(place, (counter, key.to_vec()));
        true
    }

    pub(super) fn keys(&self) -> &[(u64, Vec<u8>)] {
        &self.keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_counters_are_kept_and_of_equals_the_earlier_keys() {
        let mut hottest = HottestKeys::new(3);
        let counters = [
            ("a", 5),
            ("b", 9),
            ("c", 0),
            ("d", 5),
            ("e", 5),
            ("f", 9),
            ("g", 1),
        ];
        let added = counters.map(|(key, counter)| hottest.add(key.as_bytes(), counter));
        assert_eq!(added, [true, true, false, true, false, true, false]);
        let keys: Vec<_> = hottest.keys().iter().map(|(_, key)| &**key).collect();
        assert_eq!(keys, [b"b", b"f", b"a"]);
    }
}
