//! Splits a command whose keys are in several slots into one command per slot, and merges the replies.
//!
//! Each part is atomic, the whole is not. So commands are split only on request.

use std::collections::HashMap;

use super::{Slot, in_key_order, merge};
use crate::command::{ResponsePolicy, Tips};
use crate::resp::Value;

/// A command split by slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossSlotCommand {
    /// How to merge the replies to the parts. `None`: element by element, in the order of the keys.
    policy: Option<ResponsePolicy>,
    parts: Vec<Part>,
}

/// The part of the command for one slot.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    words: Vec<Vec<u8>>,
    /// The indexes of its keys in the whole command.
    keys: Vec<usize>,
}

impl CrossSlotCommand {
    /// Splits MGET, MSET, DEL, UNLINK, EXISTS and TOUCH. Returns `None` for other commands, for keys in a single
    /// slot, and for an MSET that lacks a value, which the server refuses.
    pub fn of(words: &[Vec<u8>]) -> Option<Self> {
        let (name, arguments) = words.split_first()?;
        let (policy, step) = rule_of(name)?;
        if !arguments.len().is_multiple_of(step) {
            return None;
        }
        let mut parts: Vec<Part> = Vec::new();
        let mut by_slot = HashMap::new();
        for (key, group) in arguments.chunks(step).enumerate() {
            let part = *by_slot.entry(Slot::of(&group[0])).or_insert(parts.len());
            if part == parts.len() {
                parts.push(Part {
                    words: vec![name.clone()],
                    keys: Vec::new(),
                });
            }
            parts[part].words.extend_from_slice(group);
            parts[part].keys.push(key);
        }
        (parts.len() > 1).then_some(CrossSlotCommand { policy, parts })
    }

    /// Iterates over the commands to send, in the order of each slot's first key.
    pub fn commands(&self) -> impl Iterator<Item = &[Vec<u8>]> {
        self.parts.iter().map(|part| part.words.as_slice())
    }

    /// Merges the replies to the [commands](Self::commands), given in their order. Returns the first error, if any.
    pub fn merge(self, replies: Vec<Value>) -> Value {
        let error = replies.iter().find(|reply| reply.as_error().is_some());
        if let Some(error) = error {
            return error.clone();
        }
        let merged = match self.policy {
            None => {
                let keys = self.parts.iter().map(|part| part.keys.len()).sum();
                let parts = self.parts.into_iter().map(|part| part.keys);
                in_key_order(keys, parts.zip(replies).collect())
            }
            response => {
                let tips = Tips {
                    response,
                    ..Tips::default()
                };
                merge(&tips, replies).ok()
            }
        };
        merged
            .unwrap_or_else(|| Value::Error(b"the replies of the slots cannot be merged".to_vec()))
    }
}

/// The policy to merge by, and the number of words per key.
fn rule_of(name: &[u8]) -> Option<(Option<ResponsePolicy>, usize)> {
    match name.to_ascii_uppercase().as_slice() {
        b"MGET" => Some((None, 1)),
        b"MSET" => Some((Some(ResponsePolicy::AllSucceeded), 2)),
        b"DEL" | b"UNLINK" | b"EXISTS" | b"TOUCH" => Some((Some(ResponsePolicy::Sum), 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Option<CrossSlotCommand> {
        let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.into()).collect();
        CrossSlotCommand::of(&words)
    }

    fn commands(line: &str) -> Vec<String> {
        let split = split(line).expect("it can be split");
        let command = |words: &[Vec<u8>]| String::from_utf8(words.join(&b' ')).unwrap();
        split.commands().map(command).collect()
    }

    #[test]
    fn keys_of_a_slot_stay_together_and_in_order() {
        let cases = [
            ("MGET a b", vec!["MGET a", "MGET b"]),
            ("mget a b {a}1 a", vec!["mget a {a}1 a", "mget b"]),
            ("MSET a 1 b 2 a 3", vec!["MSET a 1 a 3", "MSET b 2"]),
            ("DEL a b {b}", vec!["DEL a", "DEL b {b}"]),
            ("unlink a b", vec!["unlink a", "unlink b"]),
            ("EXISTS a b", vec!["EXISTS a", "EXISTS b"]),
            ("TOUCH a b", vec!["TOUCH a", "TOUCH b"]),
        ];
        for (line, expected) in cases {
            assert_eq!(commands(line), expected, "{line}");
        }
    }

    #[test]
    fn other_commands_are_not_split() {
        for line in [
            "MGET",
            "MGET a",
            "MGET {a}1 {a}2",
            "MSET a 1 b",
            "MSETNX a 1 b 2",
            "SUNION a b",
            "GET a",
            "",
        ] {
            assert_eq!(split(line), None, "{line}");
        }
        assert_eq!(CrossSlotCommand::of(&[]), None);
    }

    #[test]
    fn replies_are_merged() {
        let bulk = |text: &str| Value::Bulk(text.into());
        let number = Value::Integer;
        let ok = || Value::Simple(b"OK".to_vec());
        let error = || Value::Error(b"OOM no".to_vec());
        let list = |values: &[Value]| Value::Array(values.to_vec());
        let cases = [
            (
                "MGET a b {a}1",
                vec![list(&[bulk("1"), bulk("3")]), list(&[bulk("2")])],
                list(&[bulk("1"), bulk("2"), bulk("3")]),
            ),
            ("MSET a 1 b 2", vec![ok(), ok()], ok()),
            ("DEL a b", vec![number(1), number(0)], number(1)),
            ("EXISTS a b a", vec![number(2), number(1)], number(3)),
            ("DEL a b", vec![number(1), error()], error()),
            ("MGET a b", vec![list(&[bulk("1")]), error()], error()),
        ];
        for (line, replies, expected) in cases {
            assert_eq!(split(line).unwrap().merge(replies), expected, "{line}");
        }
        let odd = split("MGET a b").unwrap().merge(vec![ok(), number(1)]);
        assert!(odd.as_error().is_some());
    }
}
