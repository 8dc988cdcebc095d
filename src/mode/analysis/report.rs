//! The lines of `--bigkeys` and `--memkeys`, as redis-cli 7.0 prints them.

use std::io::{self, Write};

use super::totals::{KeyTotals, TypeTotals};
use crate::cli::KeyMeasure;
use crate::render::quoted;

const HEAD: &str = "
# Scanning the entire keyspace to find biggest keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

";

/// The number of keys after which a line reports that the walk goes on.
const MILESTONE: u64 = 1_000_000;

pub(super) struct Report<W> {
    measure: KeyMeasure,
    /// The number of keys of the servers; `None` if they do not report it.
    total: Option<u64>,
    /// The share of the keys that were counted before the current page.
    percentage: f64,
    /// Lines that are not printed yet.
    lines: Vec<u8>,
    out: W,
}

impl<W: Write> Report<W> {
    pub(super) fn new(measure: KeyMeasure, total: Option<u64>, out: W) -> Self {
        Report {
            measure,
            total,
            percentage: 0.0,
            lines: Vec::new(),
            out,
        }
    }

    pub(super) fn begin(&mut self) -> io::Result<()> {
        self.line(HEAD.as_bytes());
        self.flush()
    }

    /// Begins a page after this number of keys.
    pub(super) fn begin_page(&mut self, keys: u64) {
        self.percentage = match self.total {
            None | Some(0) => 0.0,
            Some(total) => 100.0 * keys as f64 / total as f64,
        };
    }

    /// Reports the largest key of a type so far.
    pub(super) fn found(&mut self, totals: &TypeTotals) {
        if let Some(biggest) = &totals.biggest {
            let percentage = self.percentage;
            let (kind, unit) = (&totals.name, self.unit(&totals.name));
            self.line(format!("[{percentage:05.2}%] Biggest {kind:<6} found so far '").as_bytes());
            self.line(&quoted(&biggest.name));
            self.line(format!("' with {} {unit}\n", biggest.size).as_bytes());
        }
    }

    /// Reports that this number of keys was counted, if it is a round one.
    pub(super) fn counted(&mut self, keys: u64) {
        if keys.is_multiple_of(MILESTONE) {
            let percentage = self.percentage;
            self.line(format!("[{percentage:05.2}%] Sampled {keys} keys so far\n").as_bytes());
        }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let written = self.out.write_all(&self.lines);
        self.lines.clear();
        written.and_then(|()| self.out.flush())
    }

    /// Prints the summary, with the percentage if the walk was stopped early.
    pub(super) fn end(&mut self, totals: &KeyTotals, was_stopped: bool) -> io::Result<()> {
        self.line(b"\n-------- summary -------\n\n");
        if was_stopped {
            self.line(format!("[{:05.2}%] ", self.percentage).as_bytes());
        }
        self.line(&names(totals));
        for kind in totals.types() {
            if let Some(biggest) = &kind.biggest {
                self.line(format!("Biggest {:>6} found '", kind.name).as_bytes());
                self.line(&quoted(&biggest.name));
                let unit = self.unit(&kind.name);
                self.line(format!("' has {} {unit}\n", biggest.size).as_bytes());
            }
        }
        self.line(b"\n");
        for kind in totals.types() {
            let line = average(kind, totals.keys, self.unit(&kind.name));
            self.line(line.as_bytes());
        }
        self.flush()
    }

    fn line(&mut self, text: &[u8]) {
        self.lines.extend_from_slice(text);
    }

    fn unit(&self, kind: &str) -> &'static str {
        match self.measure {
            KeyMeasure::Memory(_) => "bytes",
            KeyMeasure::Length => match kind {
                "string" => "bytes",
                "list" => "items",
                "set" | "zset" => "members",
                "hash" => "fields",
                "stream" => "entries",
                _ => "?",
            },
        }
    }
}

fn names(totals: &KeyTotals) -> Vec<u8> {
    let KeyTotals {
        keys, name_bytes, ..
    } = totals;
    let average = ratio(*name_bytes, *keys);
    format!(
        "Sampled {keys} keys in the keyspace!\n\
         Total key length in bytes is {name_bytes} (avg len {average:.2})\n\n"
    )
    .into_bytes()
}

fn average(kind: &TypeTotals, all: u64, unit: &str) -> String {
    let TypeTotals {
        name, keys, size, ..
    } = kind;
    let share = 100.0 * ratio(*keys, all);
    let average = ratio(*size, *keys);
    format!("{keys} {name}s with {size} {unit} ({share:05.2}% of keys, avg size {average:.2})\n")
}

/// The ratio of two numbers; 0 if there are none.
fn ratio(part: u64, of: u64) -> f64 {
    match of {
        0 => 0.0,
        of => part as f64 / of as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(measure: KeyMeasure, keys: &[(&str, &str, u64)], was_stopped: bool) -> String {
        let mut out = Vec::new();
        let mut report = Report::new(measure, Some(4), &mut out);
        let mut totals = KeyTotals::default();
        report.begin().expect("it is written");
        for &(key, kind, size) in keys {
            report.begin_page(totals.keys);
            if let Some(biggest) = totals.add(key.as_bytes(), Some(kind), size) {
                report.found(biggest);
            }
        }
        report.end(&totals, was_stopped).expect("it is written");
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn the_lines_are_those_of_redis_cli() {
        let keys = [
            ("a\n", "string", 5),
            ("l", "list", 3),
            ("l2", "list", 4),
            ("m", "graphdata", 0),
        ];
        let expected = [
            HEAD,
            "[00.00%] Biggest string found so far '\"a\\n\"' with 5 bytes\n",
            "[25.00%] Biggest list   found so far '\"l\"' with 3 items\n",
            "[50.00%] Biggest list   found so far '\"l2\"' with 4 items\n",
            "\n-------- summary -------\n\n",
            "Sampled 4 keys in the keyspace!\n",
            "Total key length in bytes is 6 (avg len 1.50)\n\n",
            "Biggest   list found '\"l2\"' has 4 items\n",
            "Biggest string found '\"a\\n\"' has 5 bytes\n\n",
            "2 lists with 7 items (50.00% of keys, avg size 3.50)\n",
            "0 hashs with 0 fields (00.00% of keys, avg size 0.00)\n",
            "1 strings with 5 bytes (25.00% of keys, avg size 5.00)\n",
            "0 streams with 0 entries (00.00% of keys, avg size 0.00)\n",
            "0 sets with 0 members (00.00% of keys, avg size 0.00)\n",
            "1 graphdatas with 0 ? (25.00% of keys, avg size 0.00)\n",
            "0 zsets with 0 members (00.00% of keys, avg size 0.00)\n",
        ];
        let reported = report(KeyMeasure::Length, &keys, false);
        assert_eq!(reported, expected.concat());
    }

    #[test]
    fn memory_is_in_bytes_and_an_interrupted_walk_has_a_percentage() {
        let keys = [("a", "zset", 100), ("b", "zset", 1), ("c", "set", 7)];
        let reported = report(KeyMeasure::Memory(None), &keys, true);
        assert!(reported.contains("Biggest zset   found so far '\"a\"' with 100 bytes\n"));
        assert!(reported.contains("\n[50.00%] Sampled 3 keys in the keyspace!\n"));
        assert!(reported.contains("2 zsets with 101 bytes (66.67% of keys, avg size 50.50)\n"));
    }

    #[test]
    fn every_million_of_keys_is_reported() {
        let mut out = Vec::new();
        let mut report = Report::new(KeyMeasure::Length, None, &mut out);
        for keys in [1, 999_999, 1_000_000, 1_000_001] {
            report.counted(keys);
        }
        report.flush().expect("it is written");
        assert_eq!(out, b"[00.00%] Sampled 1000000 keys so far\n");
    }
}
