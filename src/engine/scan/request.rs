//! What a scan is to find, and how that is asked for.

use std::time::Duration;

use super::{ScanPace, is_match};
use crate::resp::encode_command;

/// Which keys are looked for, and how fast.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanOptions {
    /// The glob that a key has to match.
    pub pattern: Option<Vec<u8>>,
    /// The name of the type that a key has to be of; the server says which there are.
    pub kind: Option<Vec<u8>>,
    /// How many keys a server looks at in a step; `None` finds out what it can take.
    pub count: Option<u64>,
    /// The pause between two steps of a server. Where there is none, the next step is asked for before the keys of the last
    /// one are handed out.
    pub pause: Duration,
    /// Commands for the keys go to the same servers at the same time.
    pub is_shared: bool,
}

impl ScanOptions {
    /// The steps that these options ask for.
    pub fn pace(&self) -> ScanPace {
        match self.count {
            Some(count) => ScanPace::fixed(count),
            None if self.is_shared => ScanPace::shared(),
            None => ScanPace::adaptive(),
        }
    }

    /// Appends the SCAN that goes on at a cursor.
    pub fn encode(&self, cursor: u64, count: u64, out: &mut Vec<u8>) {
        let (cursor, count) = (cursor.to_string(), count.to_string());
        let mut words: Vec<&[u8]> = vec![b"SCAN", cursor.as_bytes()];
        if let Some(pattern) = &self.pattern {
            words.extend([b"MATCH", pattern.as_slice()]);
        }
        words.extend([b"COUNT", count.as_bytes()]);
        if let Some(kind) = &self.kind {
            words.extend([b"TYPE", kind.as_slice()]);
        }
        encode_command(&words, out);
    }

    /// Whether a key is looked for, by its name.
    pub fn matches(&self, key: &[u8]) -> bool {
        self.pattern
            .as_ref()
            .is_none_or(|pattern| is_match(pattern, key))
    }

    /// Whether keys of this type are looked for.
    pub fn wants(&self, kind: &[u8]) -> bool {
        self.kind
            .as_ref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wanted_is_asked_for() {
        let mut options = ScanOptions::default();
        let mut wire = Vec::new();
        options.encode(0, 10, &mut wire);
        assert_eq!(
            wire,
            b"*4\r\n$4\r\nSCAN\r\n$1\r\n0\r\n$5\r\nCOUNT\r\n$2\r\n10\r\n"
        );

        (options.pattern, options.kind) = (Some(b"a*".to_vec()), Some(b"list".to_vec()));
        wire.clear();
        options.encode(7, 5, &mut wire);
        let words = "SCAN 7 MATCH a* COUNT 5 TYPE list".split(' ');
        let mut expected = Vec::new();
        encode_command(&words.collect::<Vec<_>>(), &mut expected);
        assert_eq!(wire, expected);
    }

    #[test]
    fn a_key_is_wanted_by_its_name_and_its_type() {
        let options = ScanOptions {
            pattern: Some(b"a*".to_vec()),
            kind: Some(b"List".to_vec()),
            ..ScanOptions::default()
        };
        assert!(options.matches(b"ab") && !options.matches(b"b"));
        assert!(options.wants(b"list") && !options.wants(b"string"));
        let all = ScanOptions::default();
        assert!(all.matches(b"") && all.wants(b"hash"));
    }
}
