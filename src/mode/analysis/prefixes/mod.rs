//! `--prefixes`: memory, keys, times to live and idle times by the prefixes of the names.

mod prefix_totals;
mod segments;
mod stacks;
mod summed;
mod text;
mod tree;

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::{KeyFact, KeyQuery};
use redsh_engine::scan::ScanPosition;

use self::prefix_totals::PrefixTotals;
use self::segments::Segments;
use self::summed::{PrefixRow, SummedPrefixes};
use self::tree::PrefixTree;
use super::KeyAnalysis;
use super::data_report::head;
use super::unknown_facts::UnknownFacts;
use crate::cli::PrefixRun;
use crate::render::{Figure, FigureFormat, FigureSource, FigureTable};

const COLUMNS: [&str; 15] = [
    "prefix",
    "depth",
    "keys",
    "bytes",
    "own_keys",
    "own_bytes",
    "keys_without_ttl",
    "ttl_below_1m",
    "ttl_below_1h",
    "ttl_below_1d",
    "ttl_below_7d",
    "ttl_below_30d",
    "ttl_30d_or_more",
    "mean_idle_s",
    "max_error_bytes",
];

pub(super) struct PrefixReport<W> {
    run: PrefixRun,
    /// `None` prints a tree.
    format: Option<FigureFormat>,
    keys: u64,
    tree: PrefixTree,
    unknown: UnknownFacts,
    out: W,
}

impl<W: Write> PrefixReport<W> {
    pub(super) fn new(
        run: PrefixRun,
        format: Option<FigureFormat>,
        unknown: UnknownFacts,
        out: W,
    ) -> Self {
        PrefixReport {
            tree: PrefixTree::new(run.limit),
            run,
            format,
            keys: 0,
            unknown,
            out,
        }
    }

    /// Prints lines, or figures in a format.
    fn print(&mut self, prefixes: &SummedPrefixes, rest: Option<&ScanPosition>) -> io::Result<()> {
        let mut out = BufWriter::new(&mut self.out);
        let lines = match self.format {
            _ if self.run.is_stacks => stacks::stacks(prefixes, self.run.depth),
            None => text::tree(prefixes, self.run.depth, self.run.top),
            Some(format) => {
                let run = &self.run;
                let figures = PrefixFigures { prefixes, run };
                format.write(&head("prefixes", rest), &figures, &mut out)?;
                Vec::new()
            }
        };
        for line in lines {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }
}

impl<W: Write> KeyAnalysis for PrefixReport<W> {
    fn query(&self) -> KeyQuery {
        // The idle time comes first: the commands behind it may be uses of the key on old servers.
        let facts = [KeyFact::Idle, KeyFact::Ttl, KeyFact::Size];
        KeyQuery::new(&[], &facts, |_| true).expect("it requests facts")
    }

    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        self.unknown.refused(&page.refusals);
        for (key, facts) in page.keys.keys().zip(&page.facts) {
            let size = self.unknown.number(KeyFact::Size, key, facts);
            let totals = PrefixTotals::of_key(size, facts.ttl, facts.idle);
            self.tree
                .add(Segments::of(key, &self.run.separator), &totals);
            self.keys += 1;
        }
        Ok(())
    }

    fn keys(&self) -> u64 {
        self.keys
    }

    fn end(&mut self, rest: Option<&ScanPosition>) -> io::Result<()> {
        let tree = std::mem::replace(&mut self.tree, PrefixTree::new(self.run.limit));
        self.print(&SummedPrefixes::of(tree), rest)
    }
}

struct PrefixFigures<'p> {
    prefixes: &'p SummedPrefixes,
    run: &'p PrefixRun,
}

impl PrefixFigures<'_> {
    fn row(&self, row: &PrefixRow) -> Vec<Figure<'_>> {
        let (totals, own) = (self.prefixes.totals(row), self.prefixes.own(row));
        let prefix = self.prefixes.path(row).join(&*self.run.separator);
        let idle = totals.mean_idle().map(|idle| idle.as_secs());
        let mut figures = vec![
            Figure::Text(Cow::Owned(prefix)),
            Figure::Count(row.depth as u64),
            Figure::Count(totals.keys),
            Figure::Count(totals.bytes),
            Figure::count(own.map(|own| own.keys)),
            Figure::count(own.map(|own| own.bytes)),
            Figure::Count(totals.endless),
        ];
        figures.extend(totals.ttls.map(Figure::Count));
        figures.extend([idle, self.prefixes.error(row)].map(Figure::count));
        figures
    }
}

impl FigureSource for PrefixFigures<'_> {
    fn values(&self) -> Vec<(&'static str, Figure<'_>)> {
        let (all, folded) = (self.prefixes.all(), self.prefixes.folded());
        vec![
            ("keys", Figure::Count(all.keys)),
            ("bytes", Figure::Count(all.bytes)),
            ("separator", Figure::text(&self.run.separator)),
            ("prefix_limit", Figure::Count(self.run.limit as u64)),
            ("folded_keys", Figure::Count(folded.keys)),
            ("folded_bytes", Figure::Count(folded.bytes)),
            (
                "max_error_bytes",
                Figure::Count(self.prefixes.largest_error()),
            ),
        ]
    }

    fn tables(&self) -> Vec<FigureTable<'_>> {
        vec![self.csv_table()]
    }

    fn csv_table(&self) -> FigureTable<'_> {
        let (depth, top) = (self.run.depth, self.run.top);
        let all = usize::MAX;
        let rows = self.prefixes.rows(depth.unwrap_or(all), top.unwrap_or(all));
        let rows = rows.into_iter().filter(|row| !row.is_hidden());
        FigureTable {
            name: "prefixes",
            columns: &COLUMNS,
            rows: Box::new(rows.map(|row| self.row(&row))),
        }
    }
}
