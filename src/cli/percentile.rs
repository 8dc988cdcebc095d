//! The percentiles of `--latency-percentiles`.

use std::str::FromStr;

/// A percentile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Percentile {
    /// As the user wrote it: `99.9`.
    pub(crate) text: String,
    /// In millionths of a percent, so that it can be compared.
    millionths: u32,
}

/// A list of percentiles.
#[derive(Debug, Clone, Default)]
pub(super) struct PercentileList(pub(super) Vec<Percentile>);

impl Percentile {
    /// Returns the share of the samples that are not above it, from 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        f64::from(self.millionths) / 1e8
    }
}

impl FromStr for Percentile {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim_ascii();
        let percent: f64 = text.parse().map_err(|_| ())?;
        match (0.0..=100.0).contains(&percent) {
            true => Ok(Percentile {
                text: text.to_owned(),
                millionths: (percent * 1e6).round() as u32,
            }),
            false => Err(()),
        }
    }
}

impl FromStr for PercentileList {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let percentiles = text.split(',').map(str::parse);
        percentiles.collect::<Result<_, _>>().map(PercentileList)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_keeps_its_spelling() {
        let PercentileList(list) = "50, 99.9,100".parse().expect("a list");
        let read: Vec<_> = list.iter().map(|it| (&*it.text, it.share())).collect();
        assert_eq!(read, [("50", 0.5), ("99.9", 0.999), ("100", 1.0)]);
    }

    #[test]
    fn other_values_are_refused() {
        for text in ["", "50,", "-1", "100.1", "p99", "NaN"] {
            text.parse::<PercentileList>().expect_err(text);
        }
    }
}
