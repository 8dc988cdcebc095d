//! The values of columns, from two samples of a server, and their formats. Pure.

use std::time::Duration;

use super::sample::StatSample;
use crate::cli::StatColumn;
use crate::render::json_text;
use crate::render::redis_bytes;

/// A server at two moments.
#[derive(Clone, Copy)]
pub(super) struct StatWindow<'s> {
    pub(super) now: &'s StatSample,
    /// The sample before, and the time since then; `None` for the first sample.
    pub(super) before: Option<(&'s StatSample, Duration)>,
}

/// The value of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum StatValue {
    Count(u64),
    Bytes(u64),
    Decimal(f64),
    Text(&'static str),
    /// A rate at the first sample, or a ratio whose divisor is 0.
    Unknown,
}

impl StatWindow<'_> {
    pub(super) fn value(&self, column: StatColumn) -> StatValue {
        let now = self.now;
        match column {
            StatColumn::Keys => StatValue::Count(now.keys),
            StatColumn::Memory => StatValue::Bytes(now.memory),
            StatColumn::Clients => StatValue::Count(now.clients),
            StatColumn::Blocked => StatValue::Count(now.blocked),
            StatColumn::Commands => StatValue::Count(now.commands),
            StatColumn::Connections => StatValue::Count(now.connections),
            StatColumn::Child => StatValue::Text(now.child),
            StatColumn::Operations => self
                .rate(|it| it.commands)
                .map_or(StatValue::Unknown, StatValue::Count),
            StatColumn::HitRate => {
                let hits = self.more(|it| it.hits);
                let reads = self.more(|it| it.hits.saturating_add(it.misses));
                ratio(hits.saturating_mul(100), reads)
            }
            StatColumn::Evicted => self
                .rate(|it| it.evicted)
                .map_or(StatValue::Unknown, StatValue::Count),
            StatColumn::Expired => self
                .rate(|it| it.expired)
                .map_or(StatValue::Unknown, StatValue::Count),
            StatColumn::NetworkIn => self
                .rate(|it| it.bytes_in)
                .map_or(StatValue::Unknown, StatValue::Bytes),
            StatColumn::NetworkOut => self
                .rate(|it| it.bytes_out)
                .map_or(StatValue::Unknown, StatValue::Bytes),
            StatColumn::Lag => StatValue::Bytes(now.lag),
            StatColumn::Fragmentation => ratio(now.resident, now.memory),
            StatColumn::Processor => self.processor(),
            StatColumn::CommandTime => {
                let micros = self.more(|it| it.call_micros);
                ratio(micros, self.more(|it| it.calls))
            }
        }
    }

    /// How much a figure has grown since the sample before; since the server started without one. A server that has restarted
    /// counts from 0 again.
    fn more(&self, figure: impl Fn(&StatSample) -> u64) -> u64 {
        let before = self.before.map_or(0, |(before, _)| figure(before));
        figure(self.now).saturating_sub(before)
    }

    /// The growth per second.
    fn rate(&self, figure: impl Fn(&StatSample) -> u64) -> Option<u64> {
        let (_, elapsed) = self.before?;
        let rate = self.more(figure) as f64 / elapsed.as_secs_f64();
        Some(rate.round() as u64)
    }

    fn processor(&self) -> StatValue {
        match self.before {
            None => StatValue::Unknown,
            Some((before, elapsed)) => {
                let seconds = (self.now.processor - before.processor).max(0.0);
                StatValue::Decimal(100.0 * seconds / elapsed.as_secs_f64())
            }
        }
    }
}

fn ratio(part: u64, whole: u64) -> StatValue {
    match whole {
        0 => StatValue::Unknown,
        whole => StatValue::Decimal(part as f64 / whole as f64),
    }
}

impl StatValue {
    /// Formats the value for people.
    pub(super) fn standard(self) -> String {
        match self {
            StatValue::Count(count) => count.to_string(),
            StatValue::Bytes(bytes) => redis_bytes(bytes),
            StatValue::Decimal(number) => format!("{number:.2}"),
            StatValue::Text(text) => text.to_owned(),
            StatValue::Unknown => "-".to_owned(),
        }
    }

    /// Formats the value as a field of CSV. The texts need no quotes.
    pub(super) fn csv(self) -> String {
        match self {
            StatValue::Bytes(bytes) => bytes.to_string(),
            StatValue::Unknown => String::new(),
            other => other.standard(),
        }
    }

    pub(super) fn json(self) -> String {
        match self {
            StatValue::Text(text) => json_text(text),
            StatValue::Unknown => "null".to_owned(),
            other => other.csv(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(factor: u64) -> StatSample {
        StatSample {
            keys: 7,
            memory: 2048,
            resident: 4096,
            commands: 100 * factor,
            hits: 30 * factor,
            misses: 10 * factor,
            evicted: 4 * factor,
            bytes_in: 5000 * factor,
            processor: 0.5 * factor as f64,
            calls: 10 * factor,
            call_micros: 25 * factor,
            child: "SAVE",
            ..StatSample::default()
        }
    }

    #[test]
    fn rates_are_by_the_time_between_two_samples() {
        let (before, now) = (sample(1), sample(3));
        let window = StatWindow {
            now: &now,
            before: Some((&before, Duration::from_secs(4))),
        };
        for (column, value) in [
            (StatColumn::Keys, StatValue::Count(7)),
            (StatColumn::Operations, StatValue::Count(50)),
            (StatColumn::HitRate, StatValue::Decimal(75.0)),
            (StatColumn::Evicted, StatValue::Count(2)),
            (StatColumn::NetworkIn, StatValue::Bytes(2500)),
            (StatColumn::Fragmentation, StatValue::Decimal(2.0)),
            (StatColumn::Processor, StatValue::Decimal(25.0)),
            (StatColumn::CommandTime, StatValue::Decimal(2.5)),
        ] {
            assert_eq!(window.value(column), value, "{column:?}");
        }
    }

    #[test]
    fn a_first_sample_has_no_rates_and_a_restarted_server_counts_from_0() {
        let (one, three) = (sample(1), sample(3));
        let first = StatWindow {
            now: &one,
            before: None,
        };
        assert_eq!(first.value(StatColumn::Operations), StatValue::Unknown);
        assert_eq!(first.value(StatColumn::Processor), StatValue::Unknown);
        assert_eq!(first.value(StatColumn::HitRate), StatValue::Decimal(75.0));
        let restarted = StatWindow {
            now: &one,
            before: Some((&three, Duration::from_secs(1))),
        };
        assert_eq!(restarted.value(StatColumn::Operations), StatValue::Count(0));
        assert_eq!(
            restarted.value(StatColumn::Processor),
            StatValue::Decimal(0.0)
        );
        assert_eq!(restarted.value(StatColumn::CommandTime), StatValue::Unknown);
    }

    #[test]
    fn each_format_has_its_values() {
        for (value, standard, csv, json) in [
            (StatValue::Bytes(2048), "2.00K", "2048", "2048"),
            (StatValue::Decimal(0.125), "0.12", "0.12", "0.12"),
            (StatValue::Text("SAVE"), "SAVE", "SAVE", "\"SAVE\""),
            (StatValue::Unknown, "-", "", "null"),
        ] {
            assert_eq!(
                (&*value.standard(), &*value.csv(), &*value.json()),
                (standard, csv, json)
            );
        }
    }
}
