//! The lines that all analyses have, in the words of redis-cli 7.0, and the percentage in front of them.

use std::io::{self, Write};

/// The number of keys after which a line reports that the walk goes on.
const MILESTONE: u64 = 1_000_000;

pub(super) struct ReportLines<W> {
    /// The number of keys of the servers; `None` if they do not report it.
    total: Option<u64>,
    /// The share of the keys that were counted before the current page.
    percentage: f64,
    /// Text that is not printed yet.
    pending: Vec<u8>,
    out: W,
}

impl<W: Write> ReportLines<W> {
    pub(super) fn new(total: Option<u64>, out: W) -> Self {
        ReportLines {
            total,
            percentage: 0.0,
            pending: Vec::new(),
            out,
        }
    }

    /// Adds the head, for an analysis that finds keys of this kind.
    pub(super) fn head(&mut self, kind: &str) {
        self.add(format!(
            "\n# Scanning the entire keyspace to find {kind} keys as well as\n\
             # average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec\n\
             # per 100 SCAN commands (not usually needed).\n\n"
        ));
    }

    /// Begins a page after this number of keys.
    pub(super) fn begin_page(&mut self, keys: u64) {
        self.percentage = match self.total {
            None | Some(0) => 0.0,
            Some(total) => 100.0 * keys as f64 / total as f64,
        };
    }

    /// Adds the percentage.
    pub(super) fn percentage(&mut self) {
        self.add(format!("[{:05.2}%] ", self.percentage));
    }

    /// Adds a line about this number of keys, if it is a round one.
    pub(super) fn counted(&mut self, keys: u64) {
        if keys.is_multiple_of(MILESTONE) {
            self.percentage();
            self.add(format!("Sampled {keys} keys so far\n"));
        }
    }

    /// Begins the summary, with the percentage if the walk was stopped early.
    pub(super) fn begin_summary(&mut self, keys: u64, was_stopped: bool) {
        self.add("\n-------- summary -------\n\n");
        if was_stopped {
            self.percentage();
        }
        self.add(format!("Sampled {keys} keys in the keyspace!\n"));
    }

    pub(super) fn add(&mut self, text: impl AsRef<[u8]>) {
        self.pending.extend_from_slice(text.as_ref());
    }

    /// Prints everything that was added.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let written = self.out.write_all(&self.pending);
        self.pending.clear();
        written.and_then(|()| self.out.flush())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_million_of_keys_is_reported() {
        let mut out = Vec::new();
        let mut lines = ReportLines::new(Some(4_000_000), &mut out);
        lines.begin_page(999_998);
        for keys in [1, 999_999, 1_000_000, 1_000_001] {
            lines.counted(keys);
        }
        lines.flush().expect("it is written");
        assert_eq!(out, b"[25.00%] Sampled 1000000 keys so far\n");
    }

    #[test]
    fn an_unknown_total_is_no_percentage() {
        for total in [None, Some(0)] {
            let mut out = Vec::new();
            let mut lines = ReportLines::new(total, &mut out);
            lines.begin_page(5);
            lines.begin_summary(7, true);
            lines.flush().expect("it is written");
            let expected =
                "\n-------- summary -------\n\n[00.00%] Sampled 7 keys in the keyspace!\n";
            assert_eq!(out, expected.as_bytes());
        }
    }
}
