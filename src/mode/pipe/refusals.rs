//! The refused commands: the first ones are reported one by one, the others are counted by error. Pure.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use redsh_engine::client::load::Refused;
use redsh_engine::command::{CommandTable, Keys};
use redsh_engine::resp::command_words;

use crate::render;

const REPORTED: u64 = 20;

/// How many kinds of errors are counted separately: a server, or a script on it, can return any number.
const KINDS: usize = 20;

/// Maximum bytes of a name or a key in a message.
const SHOWN: usize = 64;

/// The beginning of the reasons for which the loader does not send a command.
const NOT_SENT: &[u8] = b"not sent";

const MOVED_HINT: &str =
    "this server belongs to a cluster: add -c to send each command to the node of its keys";

const KEYLESS_HINT: &str = "--pipe-keyless=any sends commands without a key to one node, \
                            --pipe-keyless=all to every primary";

pub(super) struct Refusals {
    follows: bool,
    moved_hint: Option<&'static str>,
    keyless_hint: Option<&'static str>,
    reported: u64,
    /// The number of unreported refusals by the kind of their error.
    kinds: BTreeMap<String, u64>,
    table: LazyCell<CommandTable>,
}

impl Refusals {
    pub(super) fn new(follows: bool) -> Self {
        Refusals {
            follows,
            moved_hint: Some(MOVED_HINT),
            keyless_hint: Some(KEYLESS_HINT),
            reported: 0,
            kinds: BTreeMap::new(),
            table: LazyCell::new(CommandTable::builtin),
        }
    }

    /// Adds a refused command, and returns the lines that report it.
    pub(super) fn note(&mut self, command: &Refused<'_>) -> Vec<Vec<u8>> {
        if self.reported == REPORTED {
            self.count(command.error);
            return Vec::new();
        }
        self.reported += 1;
        let mut lines = vec![self.line(command)];
        lines.extend(self.hint(command.error).map(|hint| hint.into()));
        lines
    }

    /// Returns a hint for the first error that an option would prevent.
    fn hint(&mut self, error: &[u8]) -> Option<&'static str> {
        match () {
            () if error.starts_with(b"MOVED ") && !self.follows => self.moved_hint.take(),
            () if error.ends_with(b"has no key to select a node") => self.keyless_hint.take(),
            () => None,
        }
    }

    /// Returns a line about the unreported refusals. `None` if all were reported.
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

    /// Returns the first key of a command. Other arguments may be secret.
    fn key<'w>(&self, words: &'w [Vec<u8>]) -> Option<&'w Vec<u8>> {
        match self.table.find(words)?.keys(words) {
            Keys::At(places) => words.get(*places.first()?),
            _ => None,
        }
    }

    /// Counts an error by its kind: its first word, or `not sent` for one that no server returned.
    fn count(&mut self, error: &[u8]) {
        let kind = match error.starts_with(NOT_SENT) {
            true => NOT_SENT,
            false => error.split(|byte| *byte == b' ').next().unwrap_or_default(),
        };
        let kind = String::from_utf8_lossy(&kind[..kind.len().min(SHOWN)]).into_owned();
        let known = self.kinds.contains_key(&kind) || self.kinds.len() < KINDS;
        let kind = if known { kind } else { "others".to_owned() };
        *self.kinds.entry(kind).or_default() += 1;
    }
}

/// Returns the name of a command in a readable form.
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
    fn a_report_names_the_command_and_its_key_and_hides_values() {
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
    fn the_first_redirect_gives_a_hint() {
        let mut refusals = Refusals::new(false);
        let reported = |refusals: &mut _| lines(refusals, &["GET", "a"], "MOVED 1 a:1").len();
        assert_eq!((reported(&mut refusals), reported(&mut refusals)), (2, 1));
        assert_eq!(reported(&mut Refusals::new(true)), 1);
    }

    #[test]
    fn later_refusals_are_counted_by_kind() {
        let mut refusals = Refusals::new(false);
        assert_eq!(refusals.more(), None);
        for _ in 0..REPORTED {
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
    fn surplus_kinds_are_counted_together() {
        let mut refusals = Refusals::new(false);
        for number in 0..1000 {
            lines(&mut refusals, &["GET", "a"], &format!("E{number} x"));
        }
        assert_eq!(refusals.kinds.len(), KINDS + 1);
    }
}
