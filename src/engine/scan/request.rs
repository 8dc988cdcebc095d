//! The options of a scan, and its SCAN commands.

use std::time::Duration;

use super::is_match;
use crate::resp::encode_command;

/// The keys to find, and the pace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanOptions {
    /// The glob that keys must match.
    pub pattern: Option<Vec<u8>>,
    /// The type that keys must have, by the server's name for it.
    pub kind: Option<Vec<u8>>,
    /// The number of keys per step; `None` adapts to the server.
    pub count: Option<u64>,
    /// The pause between steps of a server. Without one, the next step is requested before the keys of the last
    /// one are passed on.
    pub pause: Duration,
    /// The number of steps between two pauses; 0 counts as 1.
    pub steps_per_pause: u32,
    /// Whether commands for the keys run on the same servers at the same time.
    pub is_shared: bool,
    /// Whether the connections ask the server not to count commands as uses of keys (CLIENT NO-TOUCH, from 7.2 on), and a
    /// replica to serve its keys (READONLY). A server that refuses is scanned all the same.
    pub is_unobtrusive: bool,
    /// The name of the connections (CLIENT SETNAME), by which an administrator can find and end the scan.
    pub client_name: Option<String>,
}

impl ScanOptions {
    /// Appends the SCAN for a cursor and a count.
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

    /// Returns whether a key matches the pattern.
    pub fn matches(&self, key: &[u8]) -> bool {
        let pattern = self.pattern.as_ref();
        pattern.is_none_or(|pattern| is_match(pattern, key))
    }

    /// Returns whether keys of this type are requested.
    pub fn wants(&self, kind: &[u8]) -> bool {
        let wanted = self.kind.as_ref();
        wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_become_arguments_of_scan() {
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
    fn keys_are_filtered_by_name_and_type() {
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
