//! The keys that a session has come across, typed or in replies: for completion. Pure.
//!
//! To take one in costs next to nothing, since that is done for each command and each name in a reply. To look for those
//! that begin with something goes through all of them, which are never many; that is done when TAB is pressed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use redsh_engine::command::CommandTable;

use crate::session::key_names::{LONGEST, MOST};
use crate::words::key_words;

/// The keys, each but once; with one more than [`MOST`], that which was not seen for the longest time is forgotten.
#[derive(Debug, Default)]
pub(crate) struct SeenKeys {
    /// By when they were seen for the last time.
    by_time: BTreeMap<u64, Arc<[u8]>>,
    times: HashMap<Arc<[u8]>, u64>,
    now: u64,
}

impl SeenKeys {
    /// Takes a key in, as the most recent one. One that is longer than anyone would type is left out.
    pub(crate) fn see(&mut self, key: &[u8]) {
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
            self.forget_the_oldest();
        }
    }

    /// Takes in the keys of a command: its words, without a number or nodes before them.
    pub(crate) fn see_call(&mut self, table: &CommandTable, words: &[Vec<u8>]) {
        let keys = key_words::of_call(table, words);
        keys.into_iter().for_each(|key| self.see(key));
    }

    /// The keys that begin so, the most recent first.
    pub(crate) fn beginning_with(&self, prefix: &[u8]) -> impl Iterator<Item = &[u8]> {
        let keys = self.by_time.values().rev().map(AsRef::as_ref);
        keys.filter(move |key: &&[u8]| key.starts_with(prefix))
    }

    /// Forgets all of them: the database is another one.
    pub(crate) fn clear(&mut self) {
        self.by_time.clear();
        self.times.clear();
    }

    fn forget_the_oldest(&mut self) {
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
        keys.iter().for_each(|key| seen.see(key.as_bytes()));
        seen
    }

    fn found(seen: &SeenKeys, prefix: &str) -> Vec<String> {
        let keys = seen.beginning_with(prefix.as_bytes());
        keys.map(|key| key.escape_ascii().to_string()).collect()
    }

    #[test]
    fn the_most_recent_key_comes_first_and_each_but_once() {
        let seen = seen(&["user:1", "x", "user:2", "user:1"]);
        assert_eq!(found(&seen, "user"), ["user:1", "user:2"]);
        assert_eq!(found(&seen, ""), ["user:1", "user:2", "x"]);
        assert_eq!(found(&seen, "User"), [""; 0]);
    }

    #[test]
    fn what_was_not_seen_for_the_longest_time_is_forgotten() {
        let mut seen = seen(&["first", "second"]);
        for number in 0..MOST - 2 {
            seen.see(format!("n{number}").as_bytes());
        }
        seen.see(b"first");
        seen.see(b"one more");
        assert_eq!(seen.beginning_with(b"").count(), MOST);
        assert_eq!(found(&seen, "first"), ["first"]);
        assert_eq!(found(&seen, "second"), [""; 0]);
        assert_eq!(seen.times.len(), seen.by_time.len());
    }

    #[test]
    fn a_key_that_is_longer_than_anyone_types_is_left_out() {
        let mut seen = SeenKeys::default();
        seen.see(&vec![b'x'; LONGEST + 1]);
        assert_eq!(seen.beginning_with(b"").count(), 0);
        seen.see(&vec![b'x'; LONGEST]);
        assert_eq!(seen.beginning_with(b"").count(), 1);
    }

    #[test]
    fn keys_are_seen_in_commands() {
        let table = CommandTable::builtin();
        let mut seen = SeenKeys::default();
        for line in ["mset a 1 b 2", "eval s 1 c d", "ping e", "nope f", "GET"] {
            let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.into()).collect();
            seen.see_call(&table, &words);
        }
        assert_eq!(found(&seen, ""), ["c", "b", "a"]);
        seen.clear();
        assert_eq!(found(&seen, ""), [""; 0]);
    }
}
