//! The minimum, maximum, average and percentiles of latencies. Pure.

use std::time::Duration;

use super::histogram::LatencyHistogram;
use crate::cli::LatencyRun;
use crate::render::Format;

#[derive(Default)]
pub(super) struct LatencyFigures {
    min: Duration,
    max: Duration,
    total: Duration,
    pub(super) count: u64,
    histogram: LatencyHistogram,
}

/// The figures as text, in milliseconds.
pub(super) struct FigureTexts<'r> {
    pub(super) min: String,
    pub(super) max: String,
    pub(super) average: String,
    pub(super) count: u64,
    /// The name of each percentile, and its latency.
    pub(super) percentiles: Vec<(&'r str, String)>,
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
        self.histogram
            .add(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
    }

    /// Returns the latency in microseconds that this share of the samples does not exceed.
    pub(super) fn percentile(&self, share: f64) -> u64 {
        self.histogram.percentile(share)
    }

    /// Formats the figures as redis-cli 8.10 if they have microseconds, and otherwise as 7.0: the minimum is rounded down and the
    /// maximum up, so that the average, which has two decimals, is between them.
    pub(super) fn texts<'r>(&self, run: &'r LatencyRun) -> FigureTexts<'r> {
        let count = self.count;
        let average = 1000.0 * self.total.as_secs_f64() / count.max(1) as f64;
        let percentiles = run.percentiles.iter().map(|it| {
            let micros = self.percentile(it.share());
            (it.text.as_str(), millis(micros as f64))
        });
        let percentiles = percentiles.collect();
        match run.has_micros {
            true => FigureTexts {
                min: millis(self.min.as_micros() as f64),
                max: millis(self.max.as_micros() as f64),
                average: format!("{average:.3}"),
                count,
                percentiles,
            },
            false => FigureTexts {
                min: self.min.as_millis().to_string(),
                max: self.max.as_micros().div_ceil(1000).to_string(),
                average: format!("{average:.2}"),
                count,
                percentiles,
            },
        }
    }

    /// Formats the figures, with the end of a line in the formats for programs.
    pub(super) fn text(&self, run: &LatencyRun, format: Format) -> String {
        let texts = self.texts(run);
        match format {
            Format::Standard => texts.standard(),
            Format::Raw => texts.fields().join(" ") + "\n",
            Format::Csv => texts.fields().join(",") + "\n",
            Format::Json | Format::QuotedJson => format!("{{{}}}\n", texts.json_members()),
        }
    }
}

impl FigureTexts<'_> {
    fn standard(&self) -> String {
        let FigureTexts {
            min,
            max,
            average,
            count,
            ..
        } = self;
        let mut text = format!("min: {min}, max: {max}, avg: {average} ({count} samples)");
        for (name, latency) in &self.percentiles {
            text += &format!(", p{name}: {latency}");
        }
        text
    }

    pub(super) fn fields(&self) -> Vec<String> {
        let FigureTexts {
            min, max, average, ..
        } = self;
        let mut fields = vec![
            min.clone(),
            max.clone(),
            average.clone(),
            self.count.to_string(),
        ];
        fields.extend(self.percentiles.iter().map(|(_, latency)| latency.clone()));
        fields
    }

    /// The members of the JSON object, with redis-cli's blanks.
    pub(super) fn json_members(&self) -> String {
        let FigureTexts {
            min,
            max,
            average,
            count,
            ..
        } = self;
        let mut text =
            format!("\"min\": {min}, \"max\": {max}, \"avg\": {average}, \"count\": {count}");
        let percentiles = self.percentiles.iter();
        let percentiles = percentiles.map(|(name, latency)| format!("\"{name}\": {latency}"));
        let percentiles: Vec<String> = percentiles.collect();
        if !percentiles.is_empty() {
            text += &format!(", \"percentiles\": {{{}}}", percentiles.join(", "));
        }
        text
    }
}

fn millis(micros: f64) -> String {
    format!("{:.3}", micros / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(micros: &[u64]) -> LatencyFigures {
        let mut figures = LatencyFigures::default();
        for micros in micros {
            figures.add(Duration::from_micros(*micros));
        }
        figures
    }

    #[test]
    fn each_format_is_that_of_redis_cli() {
        let figures = figures(&[1200, 160, 3001]);
        let run = LatencyRun::default();
        for (format, expected) in [
            (Format::Standard, "min: 0, max: 4, avg: 1.45 (3 samples)"),
            (Format::Raw, "0 4 1.45 3\n"),
            (Format::Csv, "0,4,1.45,3\n"),
            (
                Format::Json,
                "{\"min\": 0, \"max\": 4, \"avg\": 1.45, \"count\": 3}\n",
            ),
        ] {
            assert_eq!(figures.text(&run, format), expected);
        }
    }

    #[test]
    fn microseconds_and_percentiles_are_those_of_redis_cli_8_10() {
        let figures = figures(&[31, 89, 120, 336]);
        let mut run = LatencyRun {
            has_micros: true,
            ..LatencyRun::default()
        };
        let short = "min: 0.031, max: 0.336, avg: 0.144 (4 samples)";
        assert_eq!(figures.text(&run, Format::Standard), short);
        run.percentiles = ["50", "99.9"]
            .map(|text| text.parse().expect("a percentile"))
            .to_vec();
        for (format, expected) in [
            (
                Format::Standard,
                "min: 0.031, max: 0.336, avg: 0.144 (4 samples), p50: 0.089, p99.9: 0.336",
            ),
            (Format::Raw, "0.031 0.336 0.144 4 0.089 0.336\n"),
            (Format::Csv, "0.031,0.336,0.144,4,0.089,0.336\n"),
            (
                Format::Json,
                "{\"min\": 0.031, \"max\": 0.336, \"avg\": 0.144, \"count\": 4, \
                 \"percentiles\": {\"50\": 0.089, \"99.9\": 0.336}}\n",
            ),
        ] {
            assert_eq!(figures.text(&run, format), expected);
        }
    }

    #[test]
    fn the_first_sample_is_the_minimum() {
        let text = figures(&[7000]).text(&LatencyRun::default(), Format::Raw);
        assert_eq!(text, "7 7 7.00 1\n");
    }
}
