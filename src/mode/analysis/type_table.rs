//! The order in which redis-cli lists the types: that of its hash table, which grows step by step with every lookup.
//!
//! The six types of redis-cli are inserted first, which makes the table grow from 4 to 8 buckets. Each later lookup or
//! insertion moves one bucket, so that the order is final after the second key. Pure.

use super::siphash::siphash;

/// The buckets of a new table.
const FIRST_BUCKETS: usize = 4;

/// The empty buckets that one step skips at most.
const SKIPPED: usize = 10;

/// Numbers for names, in the order of their insertion.
pub(super) struct TypeTable {
    names: Vec<String>,
    /// The numbers of the names in each bucket.
    buckets: Vec<Vec<usize>>,
    growing: Option<Growth>,
}

/// The larger table that replaces the old one.
struct Growth {
    buckets: Vec<Vec<usize>>,
    /// The first bucket of the old table that was not moved yet.
    next: usize,
}

impl TypeTable {
    /// A table with these names.
    pub(super) fn new(names: &[&str]) -> Self {
        let mut table = TypeTable {
            names: Vec::new(),
            buckets: vec![Vec::new(); FIRST_BUCKETS],
            growing: None,
        };
        for name in names {
            table.insert(name);
        }
        table
    }

    /// The table of later versions of redis-cli: it has grown before the first lookup, and its order differs.
    pub(super) fn newer() -> Self {
        let names = ["hash", "list", "string", "stream", "set", "zset"];
        let mut table = TypeTable {
            names: Vec::new(),
            buckets: vec![Vec::new(); 2 * FIRST_BUCKETS],
            growing: None,
        };
        for name in names {
            table.insert(name);
        }
        table
    }

    /// The names, in the order of their insertion.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Returns the number of a name, which is inserted if it is new.
    pub(super) fn number(&mut self, name: &str) -> usize {
        self.step();
        let known = self.names.iter().position(|known| known == name);
        known.unwrap_or_else(|| self.insert(name))
    }

    /// Looks up a name that is not in the table.
    pub(super) fn miss(&mut self) {
        self.step();
    }

    /// Returns the numbers of all names, in the order of the table.
    pub(super) fn order(&self) -> impl Iterator<Item = usize> {
        let larger = self.growing.iter().flat_map(|growth| &growth.buckets);
        self.buckets.iter().chain(larger).flatten().copied()
    }

    fn insert(&mut self, name: &str) -> usize {
        self.step();
        if self.growing.is_none() && self.names.len() >= self.buckets.len() {
            let buckets = vec![Vec::new(); 2 * self.buckets.len()];
            self.growing = Some(Growth { buckets, next: 0 });
        }
        let number = self.names.len();
        self.names.push(name.to_owned());
        let buckets = match &mut self.growing {
            Some(growth) => &mut growth.buckets,
            None => &mut self.buckets,
        };
        put(buckets, name, number);
        number
    }

    /// Moves one bucket to the larger table, if there is one.
    fn step(&mut self) {
        let Some(growth) = &mut self.growing else {
            return;
        };
        let left = self.buckets[growth.next..].iter();
        let empty = left.take_while(|bucket| bucket.is_empty()).count();
        growth.next += empty.min(SKIPPED);
        if empty >= SKIPPED {
            return;
        }
        if let Some(bucket) = self.buckets.get_mut(growth.next) {
            for number in std::mem::take(bucket) {
                put(&mut growth.buckets, &self.names[number], number);
            }
            growth.next += 1;
        }
        if self.buckets.iter().all(Vec::is_empty) {
            self.buckets = std::mem::take(&mut growth.buckets);
            self.growing = None;
        }
    }
}

/// Puts a number at the front of the bucket of its name.
fn put(buckets: &mut [Vec<usize>], name: &str, number: usize) {
    // The number of buckets is a power of two.
    let bucket = siphash(name.as_bytes()) as usize & (buckets.len() - 1);
    buckets[bucket].insert(0, number);
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: [&str; 6] = ["string", "list", "set", "hash", "zset", "stream"];

    fn order(table: &TypeTable) -> String {
        let names = table.order().map(|number| table.names[number].as_str());
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_order_is_that_of_redis_cli_after_any_number_of_lookups() {
        let mut table = TypeTable::new(&TYPES);
        assert_eq!(order(&table), "hash list string stream set zset");
        table.miss();
        assert_eq!(order(&table), "string list hash stream set zset");
        assert_eq!(table.number("string"), 0);
        for _ in 0..3 {
            assert_eq!(order(&table), "list hash string stream set zset");
            assert_eq!(table.number("stream"), 5);
        }
    }

    #[test]
    fn a_new_type_goes_to_the_front_of_its_bucket() {
        let mut table = TypeTable::new(&TYPES);
        table.number("string");
        table.number("string");
        assert_eq!(table.number("graphdata"), 6);
        assert_eq!(order(&table), "list hash string stream set graphdata zset");
        assert_eq!(table.number("graphdata"), 6);
    }

    #[test]
    fn the_order_of_newer_versions_does_not_depend_on_lookups() {
        let mut table = TypeTable::newer();
        for _ in 0..3 {
            assert_eq!(order(&table), "list hash stream string set zset");
            table.number("zset");
        }
        table.number("graphdata");
        assert_eq!(order(&table), "list hash stream string set graphdata zset");
    }

    #[test]
    fn every_type_is_listed_once_while_the_table_grows() {
        let mut table = TypeTable::new(&TYPES);
        for number in 0..100 {
            table.number(&format!("type{}", number % 60));
            let mut numbers: Vec<_> = table.order().collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (0..table.names.len()).collect::<Vec<_>>());
        }
    }
}
