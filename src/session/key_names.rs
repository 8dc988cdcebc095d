//! The names in replies that are keys: those of KEYS, SCAN and RANDOMKEY.

use std::io;

use redsh_engine::resp::{AttributeFilter, Event, EventSink};

pub(crate) const MOST: usize = 10_000;

/// The longest key that is kept, in bytes. Longer keys are not worth completing, and would take much memory.
pub(crate) const LONGEST: usize = 512;

/// Listens to one reply, and keeps the keys in it: the first [`MOST`] of those that are no longer than [`LONGEST`].
#[derive(Debug)]
pub(crate) struct KeyNames {
    pub(crate) keys: Vec<Vec<u8>>,
    /// The number of aggregates around each key.
    depth: usize,
    /// The number of open aggregates.
    open: usize,
    attributes: AttributeFilter,
    /// The name that arrives, unless it is too long.
    name: Option<Vec<u8>>,
}

impl KeyNames {
    /// For the reply of this command: its words, without a number or nodes before them. `None` where it has no keys.
    pub(crate) fn of(words: &[Vec<u8>]) -> Option<Self> {
        let depth = match words.first()?.to_ascii_lowercase().as_slice() {
            b"randomkey" => 0,
            b"keys" => 1,
            b"scan" => 2,
            _ => return None,
        };
        Some(KeyNames {
            keys: Vec::new(),
            depth,
            open: 0,
            attributes: AttributeFilter::default(),
            name: None,
        })
    }

    fn add(&mut self, bytes: &[u8]) {
        match &mut self.name {
            Some(name) if name.len() + bytes.len() <= LONGEST => name.extend_from_slice(bytes),
            name => *name = None,
        }
    }
}

impl EventSink for KeyNames {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.attributes.matches(&event) {
            return Ok(());
        }
        match event {
            Event::BeginString(..) => {
                let is_key = self.open == self.depth && self.keys.len() < MOST;
                self.name = is_key.then(Vec::new);
            }
            Event::Bytes(bytes) => self.add(bytes),
            Event::EndString => self.keys.extend(self.name.take()),
            Event::Begin(..) => self.open += 1,
            Event::End => self.open = self.open.saturating_sub(1),
            Event::Scalar(_) | Event::Wait => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::resp::{Null, Value};

    use super::*;

    fn keys(command: &str, reply: &Value) -> Option<Vec<String>> {
        let words: Vec<Vec<u8>> = command.split(' ').map(|word| word.into()).collect();
        let mut names = KeyNames::of(&words)?;
        reply.replay(&mut names).expect("it takes everything");
        let keys = names.keys.into_iter();
        Some(keys.map(|key| key.escape_ascii().to_string()).collect())
    }

    fn bulk(text: &str) -> Value {
        Value::Bulk(text.into())
    }

    #[test]
    fn keys_are_where_each_command_has_them() {
        let list = Value::Array(vec![bulk("a"), bulk("b")]);
        let scan = Value::Array(vec![bulk("17"), list.clone()]);
        let found = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(keys("KEYS *", &list), found(&["a", "b"]));
        assert_eq!(keys("scan 0", &scan), found(&["a", "b"]));
        assert_eq!(keys("RandomKey", &bulk("a")), found(&["a"]));
        assert_eq!(keys("RANDOMKEY", &Value::Null(Null::Bulk)), found(&[]));
        assert_eq!(keys("KEYS", &Value::Error("ERR wrong".into())), found(&[]));
        assert_eq!(keys("SMEMBERS a", &list), None);
    }

    #[test]
    fn attributes_have_no_keys() {
        let attributes = vec![(bulk("x"), Value::Array(vec![bulk("y")]))];
        let list = Value::Array(vec![Value::Attributed(
            attributes.clone(),
            Box::new(bulk("a")),
        )]);
        let list = Value::Attributed(attributes, Box::new(list));
        assert_eq!(keys("keys *", &list), Some(vec!["a".to_owned()]));
    }

    #[test]
    fn long_keys_and_keys_beyond_the_limit_are_not_kept() {
        let long = "x".repeat(LONGEST + 1);
        let many = (0..2 * MOST).map(|number| bulk(&number.to_string()));
        let list = Value::Array([bulk(&long)].into_iter().chain(many).collect());
        let kept = keys("KEYS *", &list).expect("KEYS has keys");
        assert_eq!((kept.len(), kept[0].as_str()), (MOST, "0"));
    }
}
