//! LATENCY: the latest slow events, their history, and histograms of commands.

use redsh_engine::resp::Value;

use super::clock::Clock;
use super::figure;
use super::page::{ViewPage, elements, shown_option, shown_value, time};
use super::table::{Side, ViewColumn, ViewTable};
use crate::terminal::style::StyleRole;

/// The width of the longest bar.
const BAR: u64 = 40;

/// Draws LATENCY LATEST. Valkey also sends the sum and the count.
pub(super) fn draw_latest(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let mut table = ViewTable::new([
        ViewColumn::new(Side::Left, "event"),
        ViewColumn::new(Side::Left, "time"),
        ViewColumn::new(Side::Right, "latest"),
        ViewColumn::new(Side::Right, "max"),
        ViewColumn::new(Side::Right, "sum"),
        ViewColumn::new(Side::Right, "count"),
    ]);
    for entry in elements(reply)? {
        table.row(latest(entry.as_slice()?, &page.screen.clock)?);
    }
    table.draw(page);
    Some(())
}

fn latest(event: &[Value], clock: &Clock) -> Option<Vec<String>> {
    let (name, at, latest, max, sum, count) = match event {
        [name, at, latest, max] => (name, at, latest, max, None, None),
        [name, at, latest, max, sum, count] => (name, at, latest, max, Some(sum), Some(count)),
        _ => return None,
    };
    Some(vec![
        shown_value(name)?,
        time(at, clock)?,
        millis(latest)?,
        millis(max)?,
        sum.map_or(Some(String::new()), millis)?,
        shown_option(count)?,
    ])
}

pub(super) fn draw_history(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let mut samples = Vec::new();
    for sample in elements(reply)? {
        let [at, took] = sample.as_slice()? else {
            return None;
        };
        samples.push((time(at, &page.screen.clock)?, millis(took)?, natural(took)?));
    }
    let at = ViewColumn::new(Side::Left, "time");
    draw_bars(at, "took", samples, page);
    Some(())
}

/// Draws LATENCY HISTOGRAM: the number of calls up to each duration, for each command.
pub(super) fn draw_histogram(reply: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let mut commands = reply.pairs().peekable();
    commands.peek()?;
    for (number, (name, command)) in commands.enumerate() {
        if number > 0 {
            page.end_line();
        }
        draw_command(name, command, page)?;
    }
    Some(())
}

fn draw_command(name: &Value, command: &Value, page: &mut ViewPage<'_>) -> Option<()> {
    let (calls, buckets) = (command.field("calls")?, command.field("histogram_usec")?);
    // The view has no room for other fields.
    if command.pairs().count() > 2 {
        return None;
    }
    page.painted(StyleRole::Heading, &shown_value(name)?);
    page.text(&format!("  {} calls", shown_value(calls)?));
    page.end_line();
    let buckets: Option<Vec<_>> = buckets.pairs().map(bucket).collect();
    let bound = ViewColumn::new(Side::Right, "up to");
    draw_bars(bound, "calls", buckets?, page);
    Some(())
}

/// Formats a duration in microseconds, and the cumulative number of calls.
fn bucket((micros, calls): (&Value, &Value)) -> Option<(String, String, u64)> {
    let calls = natural(calls)?;
    Some((figure::micros(natural(micros)?), calls.to_string(), calls))
}

/// Draws a row for each pair of texts, with a bar whose length is proportional to the number.
fn draw_bars(
    first: ViewColumn,
    second: &str,
    rows: Vec<(String, String, u64)>,
    page: &mut ViewPage<'_>,
) {
    let most = rows.iter().map(|row| row.2).max().unwrap_or(0).max(1);
    let mut table = ViewTable::new([
        first,
        ViewColumn::new(Side::Right, second),
        ViewColumn::new(Side::Left, "").rank(1),
    ]);
    for (first, second, number) in rows {
        let length = u128::from(number) * u128::from(BAR) / u128::from(most);
        table.row(vec![first, second, "▇".repeat(length as usize)]);
    }
    table.draw(page);
}

fn natural(value: &Value) -> Option<u64> {
    u64::try_from(value.as_integer()?).ok()
}

fn millis(value: &Value) -> Option<String> {
    Some(format!("{}ms", value.as_integer()?))
}
