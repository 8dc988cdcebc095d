//! The totals of MONITOR's lines. Pure.

use redsh_engine::command::{CommandTable, Keys};
use redsh_engine::monitor::MonitorLine;

use super::tally::{Occurrences, Tally};

/// The bytes of a key that are kept: a key may be as long as a value.
const KEPT: usize = 256;

/// The number of the largest arguments that are kept.
const LARGEST: usize = 5;

/// The name of keys without a prefix.
const NO_PREFIX: &[u8] = b"(no prefix)";

#[derive(Debug, Default)]
pub(super) struct TrafficTotals {
    /// All commands, and the bytes of their words.
    pub(super) all: Occurrences,
    pub(super) commands: Tally,
    pub(super) prefixes: Tally,
    pub(super) clients: Tally,
    pub(super) databases: Tally,
    /// The largest arguments, the largest first.
    pub(super) largest: Vec<LargeArgument>,
}

/// An argument that is large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LargeArgument {
    pub(super) bytes: u64,
    pub(super) command: Vec<u8>,
    /// The first key of the command, if it has one.
    pub(super) key: Option<Vec<u8>>,
    pub(super) client: Vec<u8>,
}

impl TrafficTotals {
    pub(super) fn add(&mut self, line: &MonitorLine<'_>, table: &CommandTable) {
        let bytes = line.words.iter().map(|word| word.len() as u64).sum();
        let once = Occurrences { count: 1, bytes };
        self.all.count += 1;
        self.all.bytes += bytes;
        let spec = table.find(&line.words);
        let name = match spec {
            Some(spec) => spec
                .name
                .to_ascii_uppercase()
                .replace('|', " ")
                .into_bytes(),
            None => line.words[0].to_ascii_uppercase(),
        };
        self.commands.add(&name, once);
        self.clients.add(line.host(), once);
        self.databases.add(line.db.to_string().as_bytes(), once);
        let places = match spec.map(|spec| spec.keys(&line.words)) {
            Some(Keys::At(places)) => places,
            Some(Keys::None | Keys::AskServer) | None => Vec::new(),
        };
        for (number, place) in places.iter().enumerate() {
            // The bytes of a command count once.
            let bytes = if number == 0 { bytes } else { 0 };
            let once = Occurrences { count: 1, bytes };
            self.prefixes.add(prefix(&line.words[*place]), once);
        }
        let key = places.first().map(|place| &line.words[*place]);
        self.add_largest(line, &name, key);
    }

    fn add_largest(&mut self, line: &MonitorLine<'_>, name: &[u8], key: Option<&Vec<u8>>) {
        let arguments = line.words[1..].iter().map(|word| word.len() as u64);
        let largest = arguments.max().unwrap_or(0);
        let is_full = self.largest.len() == LARGEST;
        let least = self.largest.last().map_or(0, |least| least.bytes);
        if largest == 0 || is_full && largest <= least {
            return;
        }
        let argument = LargeArgument {
            bytes: largest,
            command: name.to_vec(),
            key: key.map(|key| key[..key.len().min(KEPT)].to_vec()),
            client: line.client.to_vec(),
        };
        self.insert(argument);
    }

    fn insert(&mut self, argument: LargeArgument) {
        let place = self
            .largest
            .partition_point(|it| it.bytes >= argument.bytes);
        self.largest.insert(place, argument);
        self.largest.truncate(LARGEST);
    }

    /// Adds the totals of another server.
    pub(super) fn merge(&mut self, other: TrafficTotals) {
        self.all.count += other.all.count;
        self.all.bytes += other.all.bytes;
        self.commands.merge(other.commands);
        self.prefixes.merge(other.prefixes);
        self.clients.merge(other.clients);
        self.databases.merge(other.databases);
        for argument in other.largest {
            self.insert(argument);
        }
    }
}

/// The part of a key up to its first colon.
fn prefix(key: &[u8]) -> &[u8] {
    match memchr::memchr(b':', key) {
        Some(colon) => &key[..=colon],
        None => NO_PREFIX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(lines: &[&str]) -> TrafficTotals {
        let table = CommandTable::builtin();
        let mut totals = TrafficTotals::default();
        for line in lines {
            let line = MonitorLine::parse(line.as_bytes()).expect("a line");
            totals.add(&line, &table);
        }
        totals
    }

    fn names(tally: &Tally) -> Vec<(String, u64, u64)> {
        let (names, _) = tally.top(10);
        let names = names.into_iter();
        let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
        names
            .map(|(name, it)| (text(name), it.count, it.bytes))
            .collect()
    }

    #[test]
    fn lines_are_counted_by_command_prefix_client_and_database() {
        let totals = totals(&[
            r#"1.5 [0 10.0.0.1:1] "get" "user:1""#,
            r#"1.5 [0 10.0.0.1:2] "MSET" "user:2" "abc" "x" "y""#,
            r#"1.5 [3 10.0.0.2:1] "config" "get" "save""#,
        ]);
        assert_eq!(
            totals.all,
            Occurrences {
                count: 3,
                bytes: 37
            }
        );
        let commands = [("CONFIG GET", 13), ("GET", 9), ("MSET", 15)];
        let commands = commands.map(|(name, bytes)| (name.to_owned(), 1, bytes));
        assert_eq!(names(&totals.commands), commands);
        let prefixes = [
            ("user:".to_owned(), 2, 24),
            ("(no prefix)".to_owned(), 1, 0),
        ];
        assert_eq!(names(&totals.prefixes), prefixes);
        assert_eq!(names(&totals.clients)[0].0, "10.0.0.1");
        assert_eq!(
            names(&totals.databases),
            [("0".to_owned(), 2, 24), ("3".to_owned(), 1, 13)]
        );
    }

    #[test]
    fn the_largest_arguments_are_kept() {
        let line = |bytes: usize| format!("1.5 [0 c:1] \"SET\" \"k\" \"{}\"", "x".repeat(bytes));
        let lines: Vec<String> = [3, 9, 5, 7, 2, 8].map(line).to_vec();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut totals = totals(&lines);
        let bytes =
            |totals: &TrafficTotals| totals.largest.iter().map(|it| it.bytes).collect::<Vec<_>>();
        assert_eq!(bytes(&totals), [9, 8, 7, 5, 3]);
        assert_eq!(totals.largest[0].key.as_deref(), Some(&b"k"[..]));
        totals.merge(self::totals(&["1.5 [0 c:1] \"PING\" \"123456\""]));
        assert_eq!(bytes(&totals), [9, 8, 7, 6, 5]);
    }
}
