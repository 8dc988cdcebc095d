//! The commands that were refused: the first ones one by one, the others by what was said. Pure.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use redsh_engine::client::load::Refused;
use redsh_engine::command::{CommandTable, Keys};
use redsh_engine::resp::command_words;

use crate::render;

/// How many are told one by one.
const TOLD: u64 = 20;

/// How many kinds of errors are told apart: a server, or a script in it, can make up any number.
const KINDS: usize = 20;

/// Bytes of a name or a key that are shown.
const SHOWN: usize = 64;

/// What was refused so far.
pub(super) struct Refusals {
    /// Commands go by their slots, so that a redirect is no hint.
    follows: bool,
    hinted: bool,
    told: u64,
    /// How many of those that were not told have an error of each kind.
    kinds: BTreeMap<String, u64>,
    table: LazyCell<CommandTable>,
}

impl Refusals {
    /// Nothing so far.
    pub(super) fn new(follows: bool) -> Self {
        Refusals {
            follows,
            hinted: false,
            told: 0,
            kinds: BTreeMap::new(),
            table: LazyCell::new(CommandTable::builtin),
        }
    }

    /// Takes one in, and returns the lines to be said of it.
    pub(super) fn note(&mut self, command: &Refused<'_>) -> Vec<Vec<u8>> {
        if self.told == TOLD {
            self.count(command.error);
            return Vec::new();
        }
        self.told += 1;
        let mut lines = vec![self.line(command)];
        if command.error.starts_with(b"MOVED ") && !self.follows && !self.hinted {
            self.hinted = true;
            lines.push(
                b"this server is one of a cluster: add -c, and each command goes to the node of its keys"
                    .to_vec(),
            );
        }
        lines
    }

    /// How many more there were, by kind; `None` where all have been told.
    pub(super) fn more(&self) -> Option<String> {
        let count: u64 = self.kinds.values().sum();
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let kinds: Vec<_> = kinds
            .iter()
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        (count > 0).then(|| format!("{count} more were refused: {}", kinds.join(", ")))
    }

    /// `command 17 at byte 1204: SET "key": ERR …`
    fn line(&self, command: &Refused<'_>) -> Vec<u8> {
        let words = command_words(command.wire);
        let name = words.first().map(|name| shown(name)).unwrap_or_default();
        let key = self.key(&words).map(|key| {
            let quoted = render::quoted(&key[..key.len().min(SHOWN)]);
            [b" ", quoted.as_slice()].concat()
        });
        let place = format!("command {} at byte {}: ", command.number, command.offset);
        [
            place.as_bytes(),
            &name,
            &key.unwrap_or_default(),
            b": ",
            command.error,
        ]
        .concat()
    }

    /// The command's first key. Other arguments may be secrets.
    fn key<'w>(&self, words: &'w [Vec<u8>]) -> Option<&'w Vec<u8>> {
        match self.table.find(words)?.keys(words) {
            Keys::At(places) => words.get(*places.first()?),
            _ => None,
        }
    }

    /// Counts an error by its first word, which says its kind.
    fn count(&mut self, error: &[u8]) {
        let kind = error.split(|byte| *byte == b' ').next().unwrap_or_default();
        let kind = String::from_utf8_lossy(&kind[..kind.len().min(SHOWN)]).into_owned();
        let known = self.kinds.contains_key(&kind) || self.kinds.len() < KINDS;
        let kind = if known { kind } else { "others".to_owned() };
        *self.kinds.entry(kind).or_default() += 1;
    }
}

/// A command's name, such as people can read it.
fn shown(name: &[u8]) -> Vec<u8> {
    let name = &name[..name.len().min(SHOWN)];
    if name.iter().all(u8::is_ascii_graphic) {
        name.to_vec()
    } else {
        render::quoted(name)
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::resp::encode_command;

    use super::*;

    fn lines(refusals: &mut Refusals, words: &[&str], error: &str) -> Vec<String> {
        let mut wire = Vec::new();
        encode_command(words, &mut wire);
        let command = Refused {
            number: 17,
            offset: 1204,
            wire: &wire,
            error: error.as_bytes(),
        };
        let lines = refusals.note(&command);
        let text = |line| String::from_utf8(line).expect("text");
        lines.into_iter().map(text).collect()
    }

    #[test]
    fn a_refusal_says_which_command_and_why_and_no_value() {
        let mut refusals = Refusals::new(false);
        assert_eq!(
            lines(&mut refusals, &["LPUSH", "a b", "secret"], "WRONGTYPE x"),
            ["command 17 at byte 1204: LPUSH \"a b\": WRONGTYPE x"]
        );
        assert_eq!(
            lines(&mut refusals, &["AUTH", "secret"], "WRONGPASS x"),
            ["command 17 at byte 1204: AUTH: WRONGPASS x"]
        );
    }

    #[test]
    fn the_first_redirect_says_what_is_missing() {
        let mut refusals = Refusals::new(false);
        let told = |refusals: &mut _| lines(refusals, &["GET", "a"], "MOVED 1 a:1").len();
        assert_eq!((told(&mut refusals), told(&mut refusals)), (2, 1));
        assert_eq!(told(&mut Refusals::new(true)), 1);
    }

    #[test]
    fn behind_the_first_they_are_counted_by_kind() {
        let mut refusals = Refusals::new(false);
        assert_eq!(refusals.more(), None);
        for _ in 0..TOLD {
            assert_eq!(lines(&mut refusals, &["GET", "a"], "ERR x").len(), 1);
        }
        for error in ["ERR a", "OOM b", "ERR c"] {
            assert!(lines(&mut refusals, &["GET", "a"], error).is_empty());
        }
        assert_eq!(
            refusals.more().as_deref(),
            Some("3 more were refused: 2 ERR, 1 OOM")
        );
    }

    #[test]
    fn kinds_without_number_are_counted_together() {
        let mut refusals = Refusals::new(false);
        for number in 0..1000 {
            lines(&mut refusals, &["GET", "a"], &format!("E{number} x"));
        }
        assert_eq!(refusals.kinds.len(), KINDS + 1);
    }
}
