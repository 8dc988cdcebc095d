//! `--bigkeys` and `--memkeys`: the largest key of each type, and the number and size of all keys.

use std::io::{self, Write};

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::KeyQuery;
use redsh_engine::scan::ScanPosition;

use super::KeyAnalysis;
use super::data_report::KeyFold;
use super::report_lines::ReportLines;
use super::size_fold::SizeFold;
use super::totals::{TypeTotals, length_unit, ratio};
use crate::cli::KeyMeasure;
use crate::render::quoted;

pub(super) struct SizeReport<W> {
    fold: SizeFold,
    lines: ReportLines<W>,
}

impl<W: Write> SizeReport<W> {
    pub(super) fn new(fold: SizeFold, lines: ReportLines<W>) -> Self {
        SizeReport { fold, lines }
    }
}

impl<W: Write> KeyAnalysis for SizeReport<W> {
    fn query(&self) -> KeyQuery {
        self.fold.query()
    }

    fn begin(&mut self) -> io::Result<()> {
        self.lines.head("biggest");
        self.lines.flush()
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        let (measure, lines) = (self.fold.measure, &mut self.lines);
        lines.begin_page(self.fold.totals.keys);
        self.fold.add_each(page, |keys, biggest| {
            if let Some(totals) = biggest {
                found(totals, measure, lines);
            }
            lines.counted(keys);
        });
        Ok(lines.flush().map_err(redsh_engine::Error::Output)?)
    }

    fn keys(&self) -> u64 {
        self.fold.keys()
    }

    fn end(&mut self, rest: Option<&ScanPosition>) -> io::Result<()> {
        let (fold, lines) = (&self.fold, &mut self.lines);
        let totals = &fold.totals;
        lines.begin_summary(totals.keys, rest.is_some());
        let average = ratio(totals.name_bytes, totals.keys);
        lines.add(format!(
            "Total key length in bytes is {} (avg len {average:.2})\n\n",
            totals.name_bytes
        ));
        for kind in totals.types() {
            biggest(kind, fold.measure, lines);
        }
        lines.add("\n");
        for kind in totals.types() {
            lines.add(summary(kind, totals.keys, unit(fold.measure, &kind.name)));
        }
        lines.flush()
    }
}

/// Adds the line about the largest key of a type so far.
fn found<W: Write>(totals: &TypeTotals, measure: KeyMeasure, lines: &mut ReportLines<W>) {
    if let Some(key) = &totals.biggest {
        let (kind, unit) = (&totals.name, unit(measure, &totals.name));
        lines.percentage();
        lines.add(format!("Biggest {kind:<6} found so far '"));
        lines.add(quoted(&key.name));
        lines.add(format!("' with {} {unit}\n", key.size));
    }
}

/// Adds the line of the summary about the largest key of a type.
fn biggest<W: Write>(totals: &TypeTotals, measure: KeyMeasure, lines: &mut ReportLines<W>) {
    if let Some(key) = &totals.biggest {
        let (kind, unit) = (&totals.name, unit(measure, &totals.name));
        lines.add(format!("Biggest {kind:>6} found '"));
        lines.add(quoted(&key.name));
        lines.add(format!("' has {} {unit}\n", key.size));
    }
}

fn summary(kind: &TypeTotals, all: u64, unit: &str) -> String {
    let TypeTotals {
        name, keys, size, ..
    } = kind;
    let share = 100.0 * ratio(*keys, all);
    let average = ratio(*size, *keys);
    format!("{keys} {name}s with {size} {unit} ({share:05.2}% of keys, avg size {average:.2})\n")
}

fn unit(measure: KeyMeasure, kind: &str) -> &'static str {
    match measure {
        KeyMeasure::Memory(_) => "bytes",
        KeyMeasure::Length => length_unit(kind).unwrap_or("?"),
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::keys::Facts;

    use super::*;
    use crate::mode::analysis::unknown_facts::UnknownFacts;
    use crate::mode::progress::Progress;

    fn report(
        measure: KeyMeasure,
        keys: &[(&str, &'static str, u64)],
        was_stopped: bool,
    ) -> String {
        let mut out = Vec::new();
        let unknown = UnknownFacts::new(Progress::of_keys(|| None).log(false));
        let fold = SizeFold::new(measure, unknown);
        let mut report = SizeReport::new(fold, ReportLines::new(Some(4), &mut out));
        report.begin().expect("it is written");
        for &(key, kind, size) in keys {
            report.add(&page(key, kind, size)).expect("it is written");
        }
        let rest = was_stopped.then_some(&ScanPosition::START);
        report.end(rest).expect("it is written");
        String::from_utf8(out).expect("it is text")
    }

    /// A page of one key.
    fn page(key: &str, kind: &'static str, size: u64) -> ScannedPage {
        let facts = Facts {
            kind: Some(kind.into()),
            length: Some(size),
            size: Some(size),
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
        let keys = [
            ("a\n", "string", 5),
            ("l", "list", 3),
            ("l2", "list", 4),
            ("m", "graphdata", 0),
        ];
        let expected = "
# Scanning the entire keyspace to find biggest keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

[00.00%] Biggest string found so far '\"a\\n\"' with 5 bytes
[25.00%] Biggest list   found so far '\"l\"' with 3 items
[50.00%] Biggest list   found so far '\"l2\"' with 4 items

-------- summary -------

Sampled 4 keys in the keyspace!
Total key length in bytes is 6 (avg len 1.50)

Biggest   list found '\"l2\"' has 4 items
Biggest string found '\"a\\n\"' has 5 bytes

2 lists with 7 items (50.00% of keys, avg size 3.50)
0 hashs with 0 fields (00.00% of keys, avg size 0.00)
1 strings with 5 bytes (25.00% of keys, avg size 5.00)
0 streams with 0 entries (00.00% of keys, avg size 0.00)
0 sets with 0 members (00.00% of keys, avg size 0.00)
1 graphdatas with 0 ? (25.00% of keys, avg size 0.00)
0 zsets with 0 members (00.00% of keys, avg size 0.00)
";
        assert_eq!(report(KeyMeasure::Length, &keys, false), expected);
    }

    #[test]
    fn memory_is_in_bytes_and_an_interrupted_walk_has_a_percentage() {
        let keys = [("a", "zset", 100), ("b", "zset", 1), ("c", "set", 7)];
        let reported = report(KeyMeasure::Memory(None), &keys, true);
        assert!(reported.contains("Biggest zset   found so far '\"a\"' with 100 bytes\n"));
        assert!(reported.contains("\n[50.00%] Sampled 3 keys in the keyspace!\n"));
        assert!(reported.contains("2 zsets with 101 bytes (66.67% of keys, avg size 50.50)\n"));
    }
}
