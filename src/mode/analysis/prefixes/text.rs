//! The tree of `--prefixes`: a line for each prefix, below the line of the shorter one. Pure.
//!
//! The columns have fixed widths and are separated by blanks. The prefix comes last, since it may contain anything.

use super::prefix_totals::PrefixTotals;
use super::summed::{PrefixRow, SummedPrefixes};
use crate::render::{HumanBytes, HumanDuration, harmless_line};

/// The depth of the tree, unless the user chooses one.
const DEPTH: usize = 3;

/// The prefixes below each one, unless the user chooses a number.
const TOP: usize = 10;

const HEAD: &str = concat!(
    "  size   share  keys no-ttl   <1m   <1h   <1d   <7d  <30d  more",
    "   idle  prefix"
);

/// Returns the lines: prefixes of at most `depth` segments, and at most `top` below each.
pub(super) fn tree(
    prefixes: &SummedPrefixes,
    depth: Option<usize>,
    top: Option<usize>,
) -> Vec<String> {
    let all = prefixes.all().bytes;
    let mut lines = vec![HEAD.to_owned()];
    for row in prefixes.rows(depth.unwrap_or(DEPTH), top.unwrap_or(TOP)) {
        let totals = prefixes.totals(&row);
        let name = name(prefixes, &row);
        lines.push(line(
            &totals,
            all,
            &format!("{}{name}", "  ".repeat(row.depth)),
        ));
    }
    lines.extend(notes(prefixes));
    lines
}

fn line(totals: &PrefixTotals, all: u64, name: &str) -> String {
    let share = 100.0 * totals.bytes as f64 / all.max(1) as f64;
    let idle = totals
        .mean_idle()
        .map_or_else(|| "?".to_owned(), |idle| HumanDuration(idle).to_string());
    let ttls = totals.ttls.map(|keys| match keys {
        0 => format!(" {:>5}", "-"),
        keys => format!(" {:>5}", short_count(keys)),
    });
    format!(
        "{:>6} {share:>6.1}% {:>5} {:>6}{} {idle:>6}  {name}",
        HumanBytes(totals.bytes),
        short_count(totals.keys),
        short_count(totals.endless),
        ttls.concat()
    )
}

fn name(prefixes: &SummedPrefixes, row: &PrefixRow) -> String {
    let path = prefixes.path(row);
    match path.last() {
        None => "all keys".to_owned(),
        Some(segment) if segment.is_empty() => "\"\"".to_owned(),
        Some(segment) if row.is_hidden() => format!("({})", harmless_line(segment)),
        Some(segment) => harmless_line(segment),
    }
}

/// The lines below the tree.
fn notes(prefixes: &SummedPrefixes) -> Vec<String> {
    let (alone, folded) = (prefixes.without_prefix(), prefixes.folded());
    let mut notes = vec![String::new(), format!("prefixes: {}", prefixes.len())];
    if alone.keys > 0 {
        let (keys, size) = (alone.keys, HumanBytes(alone.bytes));
        notes.push(format!("keys without a prefix: {keys}, {size}"));
    }
    if folded.keys > 0 {
        let (keys, size) = (folded.keys, HumanBytes(folded.bytes));
        let error = HumanBytes(prefixes.largest_error());
        notes.push(format!(
            "keys folded into …: {keys}, {size}; a row may lack up to {error} of them"
        ));
    }
    notes
}

/// Formats a number of keys in at most five characters: `9999`, `12k`, `1.2M`.
fn short_count(count: u64) -> String {
    if count < 10_000 {
        return count.to_string();
    }
    let (mut value, mut unit) = (count as f64 / 1000.0, "k");
    for next in ["M", "G", "T", "P", "E"] {
        if value < 999.5 {
            break;
        }
        (value, unit) = (value / 1000.0, next);
    }
    match value < 9.95 {
        true => format!("{value:.1}{unit}"),
        false => format!("{value:.0}{unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_few_digits() {
        for (count, text) in [
            (0, "0"),
            (9_999, "9999"),
            (10_000, "10k"),
            (999_499, "999k"),
            (999_500, "1.0M"),
            (1_249_000, "1.2M"),
            (12_000_000, "12M"),
            (u64::MAX, "18E"),
        ] {
            assert_eq!(short_count(count), text);
        }
    }
}
