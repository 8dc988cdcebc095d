//! The figures of `--bigkeys` and `--memkeys`: the largest key of each type, and the number and size of all keys.

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::{KeyFact, KeyQuery};

use super::data_report::KeyFold;
use super::totals::{KeyTotals, TypeTotals, length_unit};
use super::unknown_facts::UnknownFacts;
use crate::cli::KeyMeasure;
use crate::render::{Figure, FigureSource, FigureTable};

const COLUMNS: [&str; 6] = ["type", "keys", "total", "unit", "largest_key", "largest"];

pub(super) struct SizeFold {
    pub(super) measure: KeyMeasure,
    unknown: UnknownFacts,
    pub(super) totals: KeyTotals,
}

impl SizeFold {
    pub(super) fn new(measure: KeyMeasure, unknown: UnknownFacts) -> Self {
        SizeFold {
            measure,
            unknown,
            totals: KeyTotals::default(),
        }
    }

    /// Adds the keys of a page. After each, calls `counted` with the number of keys, and with the totals of its type if it is
    /// the largest one so far.
    pub(super) fn add_each(
        &mut self,
        page: &ScannedPage,
        mut counted: impl FnMut(u64, Option<&TypeTotals>),
    ) {
        self.unknown.refused(&page.refusals);
        self.totals.note_vanished(page.examined - page.keys.len());
        for (key, facts) in page.keys.keys().zip(&page.facts) {
            let size = self.unknown.number(fact(self.measure), key, facts);
            let keys = self.totals.keys + 1;
            counted(keys, self.totals.add(key, facts.kind.as_deref(), size));
        }
    }
}

impl KeyFold for SizeFold {
    fn query(&self) -> KeyQuery {
        let query = KeyQuery::by_type(fact(self.measure));
        match self.measure {
            KeyMeasure::Memory(Some(samples)) => query.with_samples(samples.get()),
            KeyMeasure::Memory(None) | KeyMeasure::Length => query,
        }
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        self.add_each(page, |_, _| {});
        Ok(())
    }

    fn keys(&self) -> u64 {
        self.totals.keys
    }
}

impl FigureSource for SizeFold {
    fn values(&self) -> Vec<(&'static str, Figure<'_>)> {
        vec![
            ("keys", Figure::Count(self.totals.keys)),
            ("name_bytes", Figure::Count(self.totals.name_bytes)),
        ]
    }

    fn tables(&self) -> Vec<FigureTable<'_>> {
        vec![self.csv_table()]
    }

    fn csv_table(&self) -> FigureTable<'_> {
        let types = self.totals.types().filter(|totals| totals.keys > 0);
        FigureTable {
            name: "types",
            columns: &COLUMNS,
            rows: Box::new(types.map(|totals| row(totals, self.measure))),
        }
    }
}

fn row(totals: &TypeTotals, measure: KeyMeasure) -> Vec<Figure<'_>> {
    let largest = totals.biggest.as_ref();
    let unit = match measure {
        KeyMeasure::Length => length_unit(&totals.name),
        KeyMeasure::Memory(_) => Some("bytes"),
    };
    vec![
        Figure::text(&totals.name),
        Figure::Count(totals.keys),
        Figure::count(unit.map(|_| totals.size)),
        unit.map_or(Figure::Unknown, Figure::text),
        largest.map_or(Figure::Unknown, |key| Figure::text(&key.name)),
        Figure::count(largest.map(|key| key.size)),
    ]
}

/// The fact by which keys are large.
fn fact(measure: KeyMeasure) -> KeyFact {
    match measure {
        KeyMeasure::Length => KeyFact::Length,
        KeyMeasure::Memory(_) => KeyFact::Size,
    }
}
