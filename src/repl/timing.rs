//! `:time`: what is said of how long a command took, run by run. Pure.

use std::time::Duration;

use unicode_width::UnicodeWidthStr;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// How many bars there are at the most.
const WIDTH: usize = 40;

/// The line for these times, in the order of the runs, of which so many were answered by errors; empty for none. On a screen that is too narrow for them the bars are on
/// a line of their own.
pub(super) fn told(times: &[Duration], errors: usize, columns: usize) -> String {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let Some((first, last)) = sorted.first().zip(sorted.last()) else {
        return String::new();
    };
    let figures = format!(
        "{} runs{}: min {}, median {}, p99 {}, max {}",
        times.len(),
        failed(errors, times.len()),
        shown(*first),
        shown(percentile(&sorted, 50)),
        shown(percentile(&sorted, 99)),
        shown(*last),
    );
    let line = format!("{figures}  {}", sparkline(times));
    match line.width() <= columns {
        true => line + "\n",
        false => format!("{figures}\n{}\n", sparkline(times)),
    }
}

/// An error takes its own time, and often a shorter one: figures that are of errors are to be known as such.
fn failed(errors: usize, runs: usize) -> String {
    match errors {
        0 => String::new(),
        _ if errors == runs => ", all answered by errors".to_owned(),
        _ => format!(", {errors} of them answered by errors"),
    }
}

/// By nearest rank, of at least one.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

/// Three digits that matter, in the unit that fits.
fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..1000.0 => format!("{micros:.0} µs"),
        ..1e6 => format!("{:.2} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

/// A bar for each run, or for the longest of several that follow each other, from nothing to the longest of all.
fn sparkline(times: &[Duration]) -> String {
    let longest = times.iter().max().map_or(0.0, Duration::as_secs_f64);
    let together = times.len().div_ceil(WIDTH).max(1);
    let bar = |times: &[Duration]| {
        let time = times.iter().max().map_or(0.0, Duration::as_secs_f64);
        let share = if longest > 0.0 { time / longest } else { 0.0 };
        // A share is between 0 and 1.
        BARS[((share * 7.0).round() as usize).min(7)]
    };
    times.chunks(together).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(micros: &[u64]) -> Vec<Duration> {
        micros
            .iter()
            .map(|time| Duration::from_micros(*time))
            .collect()
    }

    #[test]
    fn a_line_says_how_the_times_are_spread() {
        assert_eq!(
            told(&times(&[100, 200, 400, 800]), 0, 80),
            "4 runs: min 100 µs, median 200 µs, p99 800 µs, max 800 µs  ▂▃▅█\n"
        );
        assert_eq!(told(&[], 0, 80), "");
    }

    #[test]
    fn runs_that_were_answered_by_errors_are_counted() {
        let begins = |errors, beginning: &str| {
            let told = told(&times(&[100, 200]), errors, 80);
            assert!(told.starts_with(beginning), "{told}");
        };
        begins(1, "2 runs, 1 of them answered by errors: min 100 µs,");
        begins(2, "2 runs, all answered by errors: min 100 µs,");
    }

    #[test]
    fn on_a_narrow_screen_the_bars_are_not_broken() {
        assert_eq!(
            told(&times(&[100, 200, 400, 800]), 0, 59),
            "4 runs: min 100 µs, median 200 µs, p99 800 µs, max 800 µs\n▂▃▅█\n"
        );
    }

    #[test]
    fn units_fit_the_time() {
        for (micros, expected) in [(7, "7 µs"), (1500, "1.50 ms"), (2_250_000, "2.25 s")] {
            assert_eq!(shown(Duration::from_micros(micros)), expected);
        }
    }

    #[test]
    fn many_runs_are_a_line_too() {
        let line = sparkline(&times(&vec![5; 1000]));
        assert_eq!(line.chars().count(), WIDTH);
    }
}
