//! The results, as a table.

use std::fmt;

use crate::faults::Fault;
use crate::ledger::Tally;
use crate::modes::Mode;

#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    /// The first violations, with their rows.
    examples: Vec<String>,
}

#[derive(Debug)]
struct Row {
    name: String,
    counts: [usize; 11],
}

const HEAD: [&str; 11] = [
    "commands",
    "replied",
    "refused",
    "unknown",
    "not run",
    "overtaken",
    "unreplicated",
    "lost",
    "duplicated",
    "misplaced",
    "misreported",
];

/// The columns that must be zero.
const VIOLATIONS: std::ops::Range<usize> = 7..11;

/// The most violations that are shown for a row.
const SHOWN: usize = 3;

impl Table {
    pub(crate) fn add(&mut self, mode: Mode, fault: Fault, tallies: &[Tally]) {
        let sum = |count: fn(&Tally) -> usize| tallies.iter().map(count).sum();
        let name = format!("{mode:?} {fault:?}");
        let violations = tallies.iter().flat_map(|tally| {
            [
                &tally.lost,
                &tally.duplicated,
                &tally.misplaced,
                &tally.misreported,
            ]
            .into_iter()
            .flatten()
        });
        self.examples
            .extend(violations.take(SHOWN).map(|told| format!("{name}: {told}")));
        self.rows.push(Row {
            name,
            counts: [
                sum(|tally| tally.commands),
                sum(|tally| tally.acknowledged),
                sum(|tally| tally.refused),
                sum(|tally| tally.unknown),
                sum(|tally| tally.not_run),
                sum(|tally| tally.overtaken),
                sum(|tally| tally.unreplicated),
                sum(|tally| tally.lost.len()),
                sum(|tally| tally.duplicated.len()),
                sum(|tally| tally.misplaced.len()),
                sum(|tally| tally.misreported.len()),
            ],
        });
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.rows
            .iter()
            .all(|row| row.counts[VIOLATIONS].iter().all(|count| *count == 0))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:24}", "round")?;
        HEAD.iter().try_for_each(|head| write!(f, "{head:>13}"))?;
        for row in &self.rows {
            write!(f, "\n{:24}", row.name)?;
            row.counts
                .iter()
                .try_for_each(|count| write!(f, "{count:>13}"))?;
        }
        self.examples
            .iter()
            .try_for_each(|told| write!(f, "\n{told}"))
    }
}
