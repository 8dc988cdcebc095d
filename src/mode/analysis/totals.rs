//! The number and size of the keys of each type, and the largest key of each. Pure; the memory grows only with the types.

use super::type_table::TypeTable;

/// The types that are listed even if no key has them, in the order in which redis-cli inserts them.
const TYPES: [&str; 6] = ["string", "list", "set", "hash", "zset", "stream"];

/// The type of a key whose server refuses TYPE.
pub(super) const UNKNOWN: &str = "unknown";

pub(super) struct KeyTotals {
    /// The number of keys.
    pub(super) keys: u64,
    /// The bytes of their names.
    pub(super) name_bytes: u64,
    table: TypeTable,
    types: Vec<TypeTotals>,
}

pub(super) struct TypeTotals {
    pub(super) name: String,
    pub(super) keys: u64,
    pub(super) size: u64,
    pub(super) biggest: Option<BiggestKey>,
}

/// The first of the largest keys of a type.
pub(super) struct BiggestKey {
    pub(super) name: Vec<u8>,
    pub(super) size: u64,
}

impl Default for KeyTotals {
    fn default() -> Self {
        KeyTotals::new(TypeTable::new(&TYPES))
    }
}

impl KeyTotals {
    /// Totals in the order in which later versions of redis-cli list the types.
    pub(super) fn in_newer_order() -> Self {
        KeyTotals::new(TypeTable::newer())
    }

    fn new(table: TypeTable) -> Self {
        KeyTotals {
            keys: 0,
            name_bytes: 0,
            types: table.names().map(TypeTotals::new).collect(),
            table,
        }
    }

    /// Notes keys that vanished before their types were known. They do not count.
    pub(super) fn note_vanished(&mut self, keys: usize) {
        // More lookups do not change the table.
        (0..keys.min(TYPES.len())).for_each(|_| self.table.miss());
    }

    /// Counts a key. Returns the totals of its type if it is the largest one so far.
    pub(super) fn add(&mut self, key: &[u8], kind: Option<&str>, size: u64) -> Option<&TypeTotals> {
        let kind = kind.unwrap_or(UNKNOWN);
        let number = self.table.number(kind);
        if number == self.types.len() {
            self.types.push(TypeTotals::new(kind));
        }
        self.keys += 1;
        self.name_bytes += key.len() as u64;
        let totals = &mut self.types[number];
        totals.add(key, size).then_some(totals)
    }

    /// The totals of all types, in the order in which redis-cli lists them.
    pub(super) fn types(&self) -> impl Iterator<Item = &TypeTotals> {
        self.table.order().map(|number| &self.types[number])
    }
}

impl TypeTotals {
    fn new(name: &str) -> Self {
        TypeTotals {
            name: name.to_owned(),
            keys: 0,
            size: 0,
            biggest: None,
        }
    }

    /// Returns whether the key is the largest one so far. A key of size 0 never is.
    fn add(&mut self, key: &[u8], size: u64) -> bool {
        self.keys += 1;
        self.size = self.size.saturating_add(size);
        let is_biggest = size > self.biggest.as_ref().map_or(0, |biggest| biggest.size);
        if is_biggest {
            self.biggest = Some(BiggestKey {
                name: key.to_vec(),
                size,
            });
        }
        is_biggest
    }
}

/// Returns the unit of the lengths of keys of this type. `None` for the types of modules.
pub(super) fn length_unit(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "string" => "bytes",
        "list" => "items",
        "set" | "zset" => "members",
        "hash" => "fields",
        "stream" => "entries",
        _ => return None,
    })
}

/// The ratio of two numbers; 0 if there are none.
pub(super) fn ratio(part: u64, of: u64) -> f64 {
    match of {
        0 => 0.0,
        of => part as f64 / of as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_largest_keys_is_kept() {
        let mut totals = KeyTotals::default();
        let mut add = |key: &str, size| totals.add(key.as_bytes(), Some("list"), size).is_some();
        let found = [
            add("a", 0),
            add("bb", 2),
            add("c", 2),
            add("d", 3),
            add("e", 1),
        ];
        assert_eq!(found, [false, true, false, true, false]);
        let list = totals.types().find(|totals| totals.name == "list");
        let list = list.expect("it is always listed");
        assert_eq!((list.keys, list.size), (5, 8));
        assert_eq!(list.biggest.as_ref().map(|key| &*key.name), Some(&b"d"[..]));
        assert_eq!((totals.keys, totals.name_bytes), (5, 6));
    }

    #[test]
    fn a_new_type_has_totals_of_its_own() {
        let mut totals = KeyTotals::default();
        totals.add(b"g", Some("graphdata"), 0);
        totals.add(b"k", None, 7);
        let named = |name: &str| totals.types().find(|totals| totals.name == name);
        assert_eq!(named("graphdata").map(|totals| totals.keys), Some(1));
        assert_eq!(named("unknown").map(|totals| totals.size), Some(7));
        assert_eq!(totals.types().count(), 8);
    }
}
