//! The minimum, maximum and average of latencies. Pure.

use std::time::Duration;

use crate::render::Format;

#[derive(Default)]
pub(super) struct LatencyFigures {
    min: Duration,
    max: Duration,
    total: Duration,
    count: u64,
}

impl LatencyFigures {
    pub(super) fn add(&mut self, latency: Duration) {
        self.min = match self.count {
            0 => latency,
            _ => self.min.min(latency),
        };
        self.max = self.max.max(latency);
        self.total += latency;
        self.count += 1;
    }

    /// Formats the figures as redis-cli 7.0, in milliseconds: the minimum is rounded down and the maximum up, so that the
    /// average, which has two decimals, is between them.
    pub(super) fn text(&self, format: Format) -> String {
        let (min, max) = (self.min.as_millis(), self.max.as_micros().div_ceil(1000));
        let average = 1000.0 * self.total.as_secs_f64() / self.count.max(1) as f64;
        let count = self.count;
        match format {
            Format::Standard => {
                format!("min: {min}, max: {max}, avg: {average:.2} ({count} samples)")
            }
            Format::Raw => format!("{min} {max} {average:.2} {count}\n"),
            Format::Csv => format!("{min},{max},{average:.2},{count}\n"),
            Format::Json | Format::QuotedJson => format!(
                "{{\"min\": {min}, \"max\": {max}, \"avg\": {average:.2}, \"count\": {count}}}\n"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_that_of_redis_cli() {
        let mut figures = LatencyFigures::default();
        for micros in [1200, 160, 3001] {
            figures.add(Duration::from_micros(micros));
        }
        for (format, expected) in [
            (Format::Standard, "min: 0, max: 4, avg: 1.45 (3 samples)"),
            (Format::Raw, "0 4 1.45 3\n"),
            (Format::Csv, "0,4,1.45,3\n"),
            (
                Format::Json,
                "{\"min\": 0, \"max\": 4, \"avg\": 1.45, \"count\": 3}\n",
            ),
        ] {
            assert_eq!(figures.text(format), expected);
        }
    }

    #[test]
    fn the_first_sample_is_the_minimum() {
        let mut figures = LatencyFigures::default();
        figures.add(Duration::from_millis(7));
        assert_eq!(figures.text(Format::Raw), "7 7 7.00 1\n");
    }
}
