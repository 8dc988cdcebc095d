//! The keys in the session's commands and replies, as completion candidates. Pure.
//!
//! Adding a key is cheap, as it happens for every command and reply. A prefix search scans all keys, which are few, and only
//! runs on TAB.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use redsh_engine::command::CommandTable;

use crate::session::key_names::{LONGEST, MOST};
use crate::words::key_words;

/// The distinct keys. Beyond [`MOST`], the least recent one is dropped.
#[derive(Debug, Default)]
pub(crate) struct SeenKeys {
    /// By the time of the last use.
    by_time: BTreeMap<u64, Arc<[u8]>>,
    times: HashMap<Arc<[u8]>, u64>,
    now: u64,
}

impl SeenKeys {
    pub(crate) fn add(&mut self, key: &[u8]) {
        if key.len() > LONGEST {
            return;
        }
        self.now += 1;
        let key = match self.times.remove_entry(key) {
            Some((key, time)) => {
                self.by_time.remove(&time);
                key
            }
            None => Arc::from(key),
        };
        self.by_time.insert(self.now, Arc::clone(&key));
        self.times.insert(key, self.now);
        if self.times.len() > MOST {
            self.drop_oldest();
        }
    }

    /// Adds the keys of a command, given without a repeat count and a node word.
    pub(crate) fn add_keys_of(&mut self, table: &CommandTable, words: &[Vec<u8>]) {
        let keys = key_words::of_call(table, words);
        keys.into_iter().for_each(|key| self.add(key));
    }

    pub(crate) fn with_prefix(&self, prefix: &[u8]) -> impl Iterator<Item = &[u8]> {
        let keys = self.by_time.values().rev().map(AsRef::as_ref);
        keys.filter(move |key: &&[u8]| key.starts_with(prefix))
    }

    pub(crate) fn clear(&mut self) {
        self.by_time.clear();
        self.times.clear();
    }

    fn drop_oldest(&mut self) {
        if let Some((_, key)) = self.by_time.pop_first() {
            self.times.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(keys: &[&str]) -> SeenKeys {
        let mut seen = SeenKeys::default();
        keys.iter().for_each(|key| seen.add(key.as_bytes()));
        seen
    }

    fn found(seen: &SeenKeys, prefix: &str) -> Vec<String> {
        let keys = seen.with_prefix(prefix.as_bytes());
        keys.map(|key| key.escape_ascii().to_string()).collect()
    }

    #[test]
    fn keys_are_distinct_and_the_most_recent_comes_first() {
        let seen = seen(&["user:1", "x", "user:2", "user:1"]);
        assert_eq!(found(&seen, "user"), ["user:1", "user:2"]);
        assert_eq!(found(&seen, ""), ["user:1", "user:2", "x"]);
        assert_eq!(found(&seen, "User"), [""; 0]);
    }

    #[test]
    fn the_least_recent_key_is_dropped() {
        let mut seen = seen(&["first", "second"]);
        for number in 0..MOST - 2 {
            seen.add(format!("n{number}").as_bytes());
        }
        seen.add(b"first");
        seen.add(b"one more");
        assert_eq!(seen.with_prefix(b"").count(), MOST);
        assert_eq!(found(&seen, "first"), ["first"]);
        assert_eq!(found(&seen, "second"), [""; 0]);
        assert_eq!(seen.times.len(), seen.by_time.len());
    }

    #[test]
    fn a_key_that_is_too_long_to_type_is_skipped() {
        let mut seen = SeenKeys::default();
        seen.add(&vec![b'x'; LONGEST + 1]);
        assert_eq!(seen.with_prefix(b"").count(), 0);
        seen.add(&vec![b'x'; LONGEST]);
        assert_eq!(seen.with_prefix(b"").count(), 1);
    }

    #[test]
    fn the_keys_of_commands_are_added() {
        let table = CommandTable::builtin();
        let mut seen = SeenKeys::default();
        for line in ["mset a 1 b 2", "eval s 1 c d", "ping e", "nope f", "GET"] {
            let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.into()).collect();
            seen.add_keys_of(&table, &words);
        }
        assert_eq!(found(&seen, ""), ["c", "b", "a"]);
        seen.clear();
        assert_eq!(found(&seen, ""), [""; 0]);
    }
}
