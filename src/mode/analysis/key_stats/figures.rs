//! The exact figures of `--keystats`. JSON has a table for each part of the report, CSV one table of all parts, whose first
//! column names the part.

use super::fold::KeyStats;
use crate::mode::analysis::data_report::KeyFold;
use crate::mode::analysis::totals::length_unit;
use crate::render::{Figure, FigureSource, FigureTable};

const CSV: [&str; 7] = [
    "part",
    "key",
    "type",
    "keys",
    "bytes",
    "length",
    "percentile",
];

const TYPES: [&str; 9] = [
    "type",
    "keys",
    "bytes",
    "length",
    "unit",
    "largest_key",
    "largest_bytes",
    "longest_key",
    "longest_length",
];

/// The rows of a table.
type Rows<'f> = Vec<Vec<Figure<'f>>>;

impl FigureSource for KeyStats {
    fn values(&self) -> Vec<(&'static str, Figure<'_>)> {
        let is_known = !self.distribution.is_empty();
        let decimal = |number| match is_known {
            true => Figure::Decimal(number),
            false => Figure::Unknown,
        };
        vec![
            ("keys", Figure::Count(self.keys())),
            ("name_bytes", Figure::Count(self.name_bytes())),
            ("bytes", Figure::Count(self.bytes())),
            ("mean_bytes", decimal(self.distribution.mean())),
            ("deviation_bytes", decimal(self.distribution.deviation())),
        ]
    }

    fn tables(&self) -> Vec<FigureTable<'_>> {
        vec![
            table("largest", &["key", "type", "bytes"], self.largest_rows()),
            table("types", &TYPES, self.type_rows()),
            table("sizes", &["bytes", "percentile", "keys"], self.size_rows()),
            table("name_lengths", &["length", "keys"], self.name_rows()),
        ]
    }

    fn csv_table(&self) -> FigureTable<'_> {
        let total = vec![
            Figure::Unknown,
            Figure::Unknown,
            Figure::Count(self.keys()),
            Figure::Count(self.bytes()),
            Figure::Count(self.name_bytes()),
            Figure::Unknown,
        ];
        let types = self.type_rows();
        let parts: [(&'static str, Rows<'_>); 7] = [
            ("total", vec![total]),
            (
                "largest",
                select(&self.largest_rows(), [0, 1, NONE, 2, NONE, NONE]),
            ),
            ("type", select(&types, [NONE, 0, 1, 2, 3, NONE])),
            (
                "largest of type",
                select(&types, [5, 0, NONE, 6, NONE, NONE]),
            ),
            (
                "longest of type",
                select(&types, [7, 0, NONE, NONE, 8, NONE]),
            ),
            (
                "size",
                select(&self.size_rows(), [NONE, NONE, 2, 0, NONE, 1]),
            ),
            (
                "name length",
                select(&self.name_rows(), [NONE, NONE, 1, NONE, 0, NONE]),
            ),
        ];
        let rows = parts.into_iter().flat_map(|(part, rows)| {
            let rows = rows.into_iter();
            rows.map(move |row| [vec![Figure::text(part)], row].concat())
        });
        FigureTable {
            name: "keystats",
            columns: &CSV,
            rows: Box::new(rows),
        }
    }
}

fn table<'f>(
    name: &'static str,
    columns: &'static [&'static str],
    rows: Rows<'f>,
) -> FigureTable<'f> {
    FigureTable {
        name,
        columns,
        rows: Box::new(rows.into_iter()),
    }
}

/// The place of a figure that a row does not have.
const NONE: usize = usize::MAX;

/// Returns the figures at these places of each row.
fn select<'f>(rows: &Rows<'f>, places: [usize; CSV.len() - 1]) -> Rows<'f> {
    let selected = rows.iter().map(|row| {
        let figure = |place| row.get(place).cloned().unwrap_or(Figure::Unknown);
        places.map(figure).into()
    });
    selected.collect()
}

impl KeyStats {
    fn largest_rows(&self) -> Rows<'_> {
        let rows = self.largest.sorted().into_iter().map(|key| {
            vec![
                Figure::text(&key.name),
                Figure::text(&key.kind),
                Figure::Count(key.size),
            ]
        });
        rows.collect()
    }

    fn type_rows(&self) -> Rows<'_> {
        let rows = self.types().map(|(memory, lengths)| {
            let unit = length_unit(&lengths.name);
            let (largest, longest) = (memory.biggest.as_ref(), lengths.biggest.as_ref());
            vec![
                Figure::text(&memory.name),
                Figure::Count(memory.keys),
                Figure::Count(memory.size),
                Figure::count(unit.map(|_| lengths.size)),
                unit.map_or(Figure::Unknown, Figure::text),
                largest.map_or(Figure::Unknown, |key| Figure::text(&key.name)),
                Figure::count(largest.map(|key| key.size)),
                longest.map_or(Figure::Unknown, |key| Figure::text(&key.name)),
                Figure::count(longest.map(|key| key.size)),
            ]
        });
        rows.collect()
    }

    fn size_rows(&self) -> Rows<'_> {
        let rows = self.distribution.quantiles().into_iter().map(|row| {
            vec![
                Figure::Count(row.size),
                Figure::Decimal(row.percentile),
                Figure::Count(row.keys),
            ]
        });
        rows.collect()
    }

    fn name_rows(&self) -> Rows<'_> {
        let rows = self.names.rows();
        rows.map(|(length, keys)| vec![Figure::Count(length), Figure::Count(keys)])
            .collect()
    }
}
