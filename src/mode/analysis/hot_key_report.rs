//! `--hotkeys`: the keys with the highest counters of use, which servers keep under an LFU policy.

use std::io::{self, Write};

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::KeyQuery;
use redsh_engine::scan::ScanPosition;

use super::KeyAnalysis;
use super::data_report::KeyFold;
use super::hot_key_fold::{HotKey, HotKeyFold};
use super::report_lines::ReportLines;
use crate::render::quoted;

pub(super) struct HotKeyReport<W> {
    fold: HotKeyFold,
    lines: ReportLines<W>,
}

impl<W: Write> HotKeyReport<W> {
    pub(super) fn new(fold: HotKeyFold, lines: ReportLines<W>) -> Self {
        HotKeyReport { fold, lines }
    }
}

impl<W: Write> KeyAnalysis for HotKeyReport<W> {
    fn query(&self) -> KeyQuery {
        self.fold.query()
    }

    fn begin(&mut self) -> io::Result<()> {
        self.lines.head("hot");
        self.lines.flush()
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        let lines = &mut self.lines;
        lines.begin_page(self.fold.keys);
        self.fold.add_each(page, |keys, hot| {
            lines.counted(keys);
            if let Some(key) = hot {
                found(&key, lines);
            }
        })?;
        Ok(lines.flush().map_err(redsh_engine::Error::Output)?)
    }

    fn keys(&self) -> u64 {
        self.fold.keys
    }

    fn end(&mut self, rest: Option<&ScanPosition>) -> io::Result<()> {
        self.lines.begin_summary(self.fold.keys, rest.is_some());
        for (counter, key) in self.fold.hottest.keys() {
            self.lines
                .add(format!("hot key found with counter: {counter}\tkeyname: "));
            self.lines.add(quoted(key));
            self.lines.add("\n");
        }
        self.lines.flush()
    }
}

/// Adds the line about a key that is one of the hottest so far.
fn found<W: Write>(key: &HotKey<'_>, lines: &mut ReportLines<W>) {
    lines.percentage();
    lines.add("Hot key '");
    lines.add(quoted(key.name));
    lines.add(format!("' found so far with counter {}\n", key.counter));
}

#[cfg(test)]
mod tests {
    use redsh_engine::keys::Facts;

    use super::*;
    use crate::mode::progress::Progress;

    /// A page of one key.
    fn page(key: &str, counter: u64) -> ScannedPage {
        let facts = Facts {
            frequency: Some(counter),
            ..Facts::default()
        };
        ScannedPage {
            keys: [key.as_bytes()].into_iter().collect(),
            facts: vec![facts],
            examined: 1,
            ..ScannedPage::default()
        }
    }

    #[test]
    fn the_lines_are_those_of_redis_cli() {
        let mut out = Vec::new();
        let log = Progress::of_keys(|| None).log(false);
        let fold = HotKeyFold::new(16, log);
        let mut report = HotKeyReport::new(fold, ReportLines::new(Some(3), &mut out));
        report.begin().expect("it is written");
        for (key, counter) in [("a", 5), ("b\n", 255), ("c", 0)] {
            report.add(&page(key, counter)).expect("it is written");
        }
        report.end(None).expect("it is written");
        let expected = "
# Scanning the entire keyspace to find hot keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

[00.00%] Hot key '\"a\"' found so far with counter 5
[33.33%] Hot key '\"b\\n\"' found so far with counter 255

-------- summary -------

Sampled 3 keys in the keyspace!
hot key found with counter: 255\tkeyname: \"b\\n\"
hot key found with counter: 5\tkeyname: \"a\"
";
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}
