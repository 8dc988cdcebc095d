//! `:time`: measures a command, and summarizes the times of its runs.

use std::time::{Duration, Instant};

use redsh_engine::client::changes_connection;
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::Verb;
use redsh_engine::resp::Value;
use unicode_width::UnicodeWidthStr;

use crate::process::stdout::Sink;
use crate::render;
use crate::repl::peek::IN_TRANSACTION;
use crate::session::Session;

const CHANGES_CONNECTION: &str = ":time cannot run a command that changes the connection\n";

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

const MOST_BARS: usize = 40;

/// Returns why a command cannot be measured, if so.
pub(super) fn refusal(session: &mut Session<Sink>, words: &[Vec<u8>]) -> Option<&'static str> {
    if session.status().in_transaction {
        return Some(IN_TRANSACTION);
    }
    let verb = Verb::of(words);
    let keeps_connection = verb.is_plain() && !changes_connection(words);
    (!keeps_connection || NodeWord::is_meant(words)).then_some(CHANGES_CONNECTION)
}

/// Runs a command several times, and returns a report for a screen of this width.
pub(super) fn measure(
    session: &mut Session<Sink>,
    times: u64,
    words: &[Vec<u8>],
    columns: usize,
) -> anyhow::Result<String> {
    let mut runs = Runs::default();
    let command = [words.to_vec()];
    for _ in 0..times {
        let start = Instant::now();
        let replies = session.ask(&command)?;
        runs.add(start.elapsed(), &replies);
    }
    Ok(runs.report(columns))
}

#[derive(Default)]
struct Runs {
    times: Vec<Duration>,
    failed: usize,
    first_error: Option<String>,
}

impl Runs {
    fn add(&mut self, time: Duration, replies: &[Value]) {
        self.times.push(time);
        for error in replies.iter().filter_map(Value::as_error) {
            self.failed += 1;
            self.first_error
                .get_or_insert_with(|| render::harmless_line(error));
        }
    }

    /// Returns a line with the figures and a bar per run; the bars move to a second line on a narrow screen.
    fn report(&self, columns: usize) -> String {
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        let Some((first, last)) = sorted.first().zip(sorted.last()) else {
            return String::new();
        };
        let figures = format!(
            "{}min {}, median {}, p99 {}, max {}",
            self.heading(),
            shown(*first),
            shown(percentile(&sorted, 50)),
            shown(percentile(&sorted, 99)),
            shown(*last),
        );
        let bars = sparkline(&self.times);
        let line = format!("{figures}  {bars}");
        match line.width() <= columns {
            true => line + "\n",
            false => format!("{figures}\n{bars}\n"),
        }
    }

    /// Names failed runs: an error often takes less time than a result.
    fn heading(&self) -> String {
        let runs = self.times.len();
        match &self.first_error {
            Some(error) if self.failed >= runs => format!("all {runs} runs failed: {error}; "),
            Some(_) => format!("{runs} runs, {} failed: ", self.failed),
            None => format!("{runs} runs: "),
        }
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

/// Formats a time with about three significant digits.
fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..1000.0 => format!("{micros:.0} µs"),
        ..1e6 => format!("{:.2} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

/// Returns a bar per run, or per group of consecutive runs, whose height is that of the longest run in it.
fn sparkline(times: &[Duration]) -> String {
    let longest = times.iter().max().map_or(0.0, Duration::as_secs_f64);
    let per_bar = times.len().div_ceil(MOST_BARS).max(1);
    let bar = |times: &[Duration]| {
        let time = times.iter().max().map_or(0.0, Duration::as_secs_f64);
        let share = if longest > 0.0 { time / longest } else { 0.0 };
        BARS[((share * 7.0).round() as usize).min(7)]
    };
    times.chunks(per_bar).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(micros: &[u64]) -> Vec<Duration> {
        let times = micros.iter();
        times.map(|time| Duration::from_micros(*time)).collect()
    }

    /// A report on runs, the first of which fail.
    fn report(micros: &[u64], failed: usize, columns: usize) -> String {
        let mut runs = Runs::default();
        for (place, time) in times(micros).into_iter().enumerate() {
            let is_failed = place < failed;
            let error = is_failed.then(|| Value::Error(b"ERR no\x1b".to_vec()));
            runs.add(time, error.as_slice());
        }
        runs.report(columns)
    }

    #[test]
    fn the_report_shows_the_distribution_of_the_times() {
        assert_eq!(
            report(&[100, 200, 400, 800], 0, 80),
            "4 runs: min 100 µs, median 200 µs, p99 800 µs, max 800 µs  ▂▃▅█\n"
        );
        assert_eq!(report(&[], 0, 80), "");
    }

    #[test]
    fn failed_runs_are_counted() {
        let begins = |failed, beginning: &str| {
            let report = report(&[100, 200], failed, 80);
            assert!(report.starts_with(beginning), "{report}");
        };
        begins(1, "2 runs, 1 failed: min 100 µs,");
        begins(2, "all 2 runs failed: ERR no\\x1b; min 100 µs,");
    }

    #[test]
    fn bars_have_a_line_of_their_own_on_a_narrow_screen() {
        assert_eq!(
            report(&[100, 200, 400, 800], 0, 59),
            "4 runs: min 100 µs, median 200 µs, p99 800 µs, max 800 µs\n▂▃▅█\n"
        );
    }

    #[test]
    fn times_have_a_fitting_unit() {
        for (micros, expected) in [(7, "7 µs"), (1500, "1.50 ms"), (2_250_000, "2.25 s")] {
            assert_eq!(shown(Duration::from_micros(micros)), expected);
        }
    }

    #[test]
    fn many_runs_share_bars() {
        let line = sparkline(&times(&vec![5; 1000]));
        assert_eq!(line.chars().count(), MOST_BARS);
    }
}
