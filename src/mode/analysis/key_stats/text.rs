//! The lines of `--keystats`, as redis-cli 8 prints them, except that names are never cut, and that figures which need at
//! least one key are left out if there is none. Pure.

use super::fold::KeyStats;
use crate::mode::analysis::data_report::KeyFold;
use crate::mode::analysis::totals::{TypeTotals, length_unit, ratio};
use crate::render::{harmless_line, quoted, redis_bytes};

pub(super) const HEAD: &str = "
# Scanning the entire keyspace to find the biggest keys and distribution information.
# Use -i 0.1 to sleep 0.1 sec per 100 SCAN commands (not usually needed).
# Use --cursor <n> to start the scan at the cursor <n> (usually after a Ctrl-C).
# Use --top <n> to display <n> top key sizes (default is 10).
# Ctrl-C to stop the scan.

";

/// The width of the progress bar.
const BAR: usize = 60;

/// The columns of a type's name in the list of the largest keys.
const TYPE_WIDTH: usize = 9;

/// Returns the lines that a terminal shows during the scan, and the report begins with. `share` is the part of the keys that
/// was scanned, at most 1.
pub(super) fn display(stats: &KeyStats, share: f64, has_bar: bool) -> Vec<String> {
    let mut lines = vec![
        match has_bar {
            true => bar(share),
            false => format!("{:6.2}% keys scanned", 100.0 * share),
        },
        format!("Keys sampled: {}", stats.keys()),
        format!("Keys size:    {}", redis_bytes(stats.bytes())),
        String::new(),
    ];
    lines.extend(largest(stats));
    lines.push("\n--- Top size per type ---".into());
    let types = stats.types();
    lines.extend(types.filter_map(|(memory, _)| largest_of_type(memory)));
    lines.push("\n--- Top length and cardinality per type ---".into());
    let types = stats.types();
    lines.extend(types.filter_map(|(_, lengths)| longest_of_type(lengths)));
    split(lines)
}

/// Returns the lines that follow the display at the end.
pub(super) fn tables(stats: &KeyStats) -> Vec<String> {
    let mut lines = vec![String::new()];
    lines.extend(sizes(stats));
    lines.push(String::new());
    lines.extend(name_lengths(stats));
    lines.push(String::new());
    lines.extend(types(stats));
    split(lines)
}

/// Splits lines that begin with an empty one.
fn split(lines: Vec<String>) -> Vec<String> {
    let lines = lines.iter().flat_map(|line| line.split('\n'));
    lines.map(str::to_owned).collect()
}

fn bar(share: f64) -> String {
    let done = (BAR as f64 * share).round() as usize;
    let (done, left) = ("|".repeat(done), "-".repeat(BAR.saturating_sub(done)));
    format!(
        "{:6.2}% \x1b[32m{done}\x1b[31m{left}\x1b[39m",
        100.0 * share
    )
}

fn largest(stats: &KeyStats) -> Vec<String> {
    let title = format!("--- Top {} key sizes ---", stats.largest.limit());
    let keys = stats.largest.sorted();
    let rows = keys.iter().zip(1..).map(|(key, number)| {
        let (size, name) = (redis_bytes(key.size), quoted(&key.name));
        let name = String::from_utf8_lossy(&name);
        format!(
            "{number:3} {size:>8} {:<10} {name}",
            format_args!("{:.TYPE_WIDTH$}", key.kind).to_string()
        )
    });
    std::iter::once(title).chain(rows).collect()
}

fn largest_of_type(memory: &TypeTotals) -> Option<String> {
    let key = memory.biggest.as_ref()?;
    let (name, size) = (harmless_line(&key.name), redis_bytes(key.size));
    Some(format!("{:<10} {name} is {size}", memory.name))
}

fn longest_of_type(lengths: &TypeTotals) -> Option<String> {
    let key = lengths.biggest.as_ref()?;
    let (name, length) = (harmless_line(&key.name), length(&lengths.name, key.size)?);
    Some(format!("{:<10} {name} has {length}", lengths.name))
}

/// Formats a length of keys of this type. `None` for the types of modules.
fn length(kind: &str, length: u64) -> Option<String> {
    Some(match length_unit(kind)? {
        "bytes" => redis_bytes(length),
        unit => format!("{length} {unit}"),
    })
}

fn sizes(stats: &KeyStats) -> Vec<String> {
    let mut lines = vec![
        "Key size Percentile Total keys".to_owned(),
        "-------- ---------- -----------".to_owned(),
    ];
    lines.extend(stats.distribution.quantiles().iter().map(|row| {
        let size = redis_bytes(row.size);
        format!("{size:>8} {:9.4}% {:>11}", row.percentile, row.keys)
    }));
    lines.push(match stats.distribution.is_empty() {
        true => "No key size samples collected".to_owned(),
        false => format!(
            "Note: 0.01% size precision, Mean: {}, StdDeviation: {}",
            redis_bytes(stats.distribution.mean() as u64),
            redis_bytes(stats.distribution.deviation() as u64)
        ),
    });
    lines
}

fn name_lengths(stats: &KeyStats) -> Vec<String> {
    let mut lines = vec![
        "Key name length Percentile Total keys".to_owned(),
        "--------------- ---------- -----------".to_owned(),
    ];
    lines.extend(stats.names.rows().map(|(length, keys)| {
        let (length, share) = (redis_bytes(length), 100.0 * ratio(keys, stats.keys()));
        format!("{length:>15} {share:9.4}% {keys:>11}")
    }));
    let total = redis_bytes(stats.name_bytes());
    let average = match stats.name_bytes().checked_div(stats.keys()) {
        None => "0".to_owned(),
        Some(average) => redis_bytes(average),
    };
    lines.push(format!("Total key length is {total} ({average} avg)"));
    lines
}

fn types(stats: &KeyStats) -> Vec<String> {
    let head = [
        "Type        Total keys  Keys % Tot size Avg size  Total length/card Avg ln/card",
        "--------- ------------ ------- -------- -------- ------------------ -----------",
    ];
    let rows = stats.types().map(|(memory, lengths)| {
        let share = 100.0 * ratio(memory.keys, stats.keys());
        let (size, average_size) = (memory.size, memory.size / memory.keys);
        let total = length(&lengths.name, lengths.size);
        let none = || " - ".to_owned();
        format!(
            "{:<10}{:>12} {share:6.2}% {:>8} {:>8} {:>18} {:>11}",
            memory.name,
            memory.keys,
            redis_bytes(size),
            redis_bytes(average_size),
            total.unwrap_or_else(none),
            average_length(lengths).unwrap_or_else(none)
        )
    });
    head.map(str::to_owned).into_iter().chain(rows).collect()
}

/// Formats the average length of keys of a type. `None` for the types of modules.
fn average_length(lengths: &TypeTotals) -> Option<String> {
    let average = ratio(lengths.size, lengths.keys);
    Some(match length_unit(&lengths.name)? {
        "bytes" => redis_bytes(average.round() as u64),
        _ => format!("{average:.2}"),
    })
}
