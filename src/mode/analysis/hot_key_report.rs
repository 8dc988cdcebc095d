//! `--hotkeys`: the keys with the highest counters of use, which servers keep under an LFU policy.

use std::io::{self, Write};

use anyhow::bail;
use redsh_engine::client::ScannedPage;
use redsh_engine::keys::{KeyFact, KeyQuery};
use redsh_engine::scan::ScanPosition;

use super::KeyAnalysis;
use super::hottest_keys::HottestKeys;
use super::report_lines::ReportLines;
use crate::mode::progress::ProgressLog;
use crate::render::quoted;

pub(super) struct HotKeyReport<W> {
    keys: u64,
    hottest: HottestKeys,
    log: ProgressLog,
    lines: ReportLines<W>,
}

impl<W: Write> HotKeyReport<W> {
    /// A report of the `count` hottest keys.
    pub(super) fn new(count: usize, log: ProgressLog, lines: ReportLines<W>) -> Self {
        HotKeyReport {
            keys: 0,
            hottest: HottestKeys::new(count),
            log,
            lines,
        }
    }

    fn count(&mut self, key: &[u8], counter: Option<u64>) {
        self.keys += 1;
        self.lines.counted(self.keys);
        let Some(counter) = counter else {
            self.log.tell(warning(key));
            return;
        };
        if self.hottest.add(key, counter) {
            self.lines.percentage();
            self.lines.add("Hot key '");
            self.lines.add(quoted(key));
            self.lines
                .add(format!("' found so far with counter {counter}\n"));
        }
    }
}

impl<W: Write> KeyAnalysis for HotKeyReport<W> {
    fn query(&self) -> KeyQuery {
        KeyQuery::of_all(KeyFact::Frequency)
    }

    fn begin(&mut self) -> io::Result<()> {
        self.lines.head("hot");
        self.lines.flush()
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        if let Some((_, error)) = page.refusals.first() {
            bail!("could not read the counters of the keys: {error}");
        }
        self.lines.begin_page(self.keys);
        for (key, facts) in page.keys.keys().zip(&page.facts) {
            self.count(key, facts.frequency);
        }
        Ok(self.lines.flush().map_err(redsh_engine::Error::Output)?)
    }

    fn keys(&self) -> u64 {
        self.keys
    }

    fn end(&mut self, rest: Option<&ScanPosition>) -> io::Result<()> {
        self.lines.begin_summary(self.keys, rest.is_some());
        for (counter, key) in self.hottest.keys() {
            self.lines
                .add(format!("hot key found with counter: {counter}\tkeyname: "));
            self.lines.add(quoted(key));
            self.lines.add("\n");
        }
        self.lines.flush()
    }
}

/// The warning of redis-cli about a key that has vanished.
fn warning(key: &[u8]) -> Vec<u8> {
    let before: &[u8] = b"Warning: OBJECT freq on '";
    [before, &quoted(key), b"' failed (may have been deleted)"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mode::progress::Progress;

    #[test]
    fn the_lines_are_those_of_redis_cli() {
        let mut out = Vec::new();
        let log = Progress::of_keys(|| None).log(false);
        let mut report = HotKeyReport::new(16, log, ReportLines::new(Some(3), &mut out));
        report.begin().expect("it is written");
        for (key, counter) in [("a", 5), ("b\n", 255), ("c", 0)] {
            report.lines.begin_page(report.keys);
            report.count(key.as_bytes(), Some(counter));
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
