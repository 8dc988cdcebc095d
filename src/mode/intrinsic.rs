//! `--intrinsic-latency`: how long the system keeps this process from running, which no server on this machine can avoid.

use std::hint::black_box;
use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::reconnecting::print;
use crate::process::exit::Exit;
use crate::process::interrupt;

/// Measures for this time, or until Ctrl-C.
pub(crate) fn run(time: Duration, out: &mut impl Write) -> anyhow::Result<Exit> {
    let interrupted = interrupt::flag()?;
    let mut record = IntrinsicRecord::default();
    let started = Instant::now();
    let mut before = started;
    loop {
        shuffle();
        let now = Instant::now();
        if let Some(line) = record.add(now - before) {
            print(out, &line)?;
        }
        let elapsed = now - started;
        let was_interrupted = interrupted.load(Ordering::Relaxed);
        // As in redis-cli, there is one line at least.
        if record.max > 0 && (was_interrupted || elapsed >= time) {
            let measured = if was_interrupted { elapsed } else { time };
            print(out, &record.summary(measured))?;
            return Ok(Exit::Success);
        }
        before = Instant::now();
    }
}

/// Some work of about a microsecond, the same in each run.
fn shuffle() {
    let mut cards: [u8; 256] = std::array::from_fn(|card| card as u8);
    let (mut i, mut j) = (0u8, 0u8);
    for _ in 0..1000 {
        i = i.wrapping_add(1);
        j = j.wrapping_add(cards[usize::from(i)]);
        cards.swap(usize::from(i), usize::from(j));
    }
    black_box(cards);
}

/// The number of runs, and the longest one.
#[derive(Default)]
struct IntrinsicRecord {
    runs: u64,
    max: u128,
}

impl IntrinsicRecord {
    /// Adds a run. Returns the line about it if it is the longest one so far, in whole microseconds.
    fn add(&mut self, run: Duration) -> Option<String> {
        self.runs += 1;
        let micros = run.as_micros();
        if micros <= self.max {
            return None;
        }
        self.max = micros;
        Some(format!("Max latency so far: {micros} microseconds.\n"))
    }

    /// Returns the lines about all runs within this time.
    fn summary(&self, time: Duration) -> String {
        let runs = self.runs;
        let average = time.as_micros() as f64 / runs as f64;
        let nanos = average * 1000.0;
        let ratio = self.max as f64 / average;
        format!(
            "\n{runs} total runs (avg latency: {average:.4} microseconds / {nanos:.2} nanoseconds per run).\n\
             Worst run took {ratio:.0}x longer than the average latency.\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_new_maximum_is_a_line() {
        let mut record = IntrinsicRecord::default();
        let lines = [900, 1_100, 1_900, 7_000, 3_000].map(Duration::from_nanos);
        let lines = lines.map(|run| record.add(run));
        let line = |text: &str| Some(format!("Max latency so far: {text} microseconds.\n"));
        assert_eq!(lines, [None, line("1"), None, line("7"), None]);
    }

    #[test]
    fn the_summary_is_that_of_redis_cli() {
        let record = IntrinsicRecord {
            runs: 11_917_483,
            max: 5_474,
        };
        let expected = "\n11917483 total runs (avg latency: 0.0839 microseconds / 83.91 nanoseconds per run).\n\
                        Worst run took 65236x longer than the average latency.\n";
        assert_eq!(record.summary(Duration::from_secs(1)), expected);
    }

    #[test]
    fn no_time_has_no_average() {
        let record = IntrinsicRecord { runs: 4, max: 1 };
        let expected = "\n4 total runs (avg latency: 0.0000 microseconds / 0.00 nanoseconds per run).\n\
                        Worst run took infx longer than the average latency.\n";
        assert_eq!(record.summary(Duration::ZERO), expected);
    }
}
