//! The text after each sample, and the end of a window. Pure: time is an argument.

use std::time::{Duration, Instant};

use super::figures::LatencyFigures;
use super::settings::LatencySettings;
use crate::render::Format;

/// Moves the cursor to the first column and clears the line.
const REDRAW: &str = "\x1b[0G\x1b[2K";

pub(super) struct LatencyWindow<'r> {
    settings: LatencySettings<'r>,
    started: Instant,
    figures: LatencyFigures,
}

impl<'r> LatencyWindow<'r> {
    pub(super) fn new(settings: LatencySettings<'r>, now: Instant) -> Self {
        LatencyWindow {
            settings,
            started: now,
            figures: LatencyFigures::default(),
        }
    }

    /// Adds a sample. Returns the text to print, and whether the run is over.
    ///
    /// A history is a line for each sample and one for each window, as in redis-cli. CSV and JSON have a line for each window
    /// only: a program could not tell the other lines from it.
    pub(super) fn add(&mut self, latency: Duration, now: Instant) -> (String, bool) {
        self.figures.add(latency);
        let LatencySettings { run, format, .. } = self.settings;
        let elapsed = now - self.started;
        let is_past = elapsed > self.settings.length;
        let is_for_each_sample = match format {
            Format::Standard => true,
            Format::Raw => run.is_history,
            Format::Csv | Format::Json | Format::QuotedJson => false,
        };
        if !is_past && !is_for_each_sample {
            return (String::new(), false);
        }
        let figures = self.figures.text(run, format);
        let range = self.end(elapsed, now).unwrap_or_default();
        match (format, run.is_history) {
            (Format::Standard, _) => (format!("{REDRAW}{figures}{range}"), false),
            (Format::Raw, true) => (figures + &range, false),
            (_, is_history) => (figures, !is_history),
        }
    }

    /// Ends the window of a history that is past, and returns the line about it.
    fn end(&mut self, elapsed: Duration, now: Instant) -> Option<String> {
        if !self.settings.run.is_history || elapsed <= self.settings.length {
            return None;
        }
        self.started = now;
        self.figures = LatencyFigures::default();
        Some(format!(" -- {:.2} seconds range\n", elapsed.as_secs_f64()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::LatencyRun;

    const STEP: Duration = Duration::from_millis(400);

    /// The texts after samples of 2 ms, 400 ms apart, in windows of a second.
    fn texts(format: Format, is_history: bool) -> Vec<(String, bool)> {
        let start = Instant::now();
        let run = LatencyRun {
            is_history,
            ..LatencyRun::default()
        };
        let settings = LatencySettings::new(&run, format, Duration::from_secs(1));
        let mut window = LatencyWindow::new(settings, start);
        let sample = |number| window.add(Duration::from_millis(2), start + STEP * number);
        (1..=4).map(sample).collect()
    }

    #[test]
    fn a_format_for_programs_ends_with_the_window() {
        let texts = texts(Format::Csv, false);
        let texts: Vec<_> = texts.iter().map(|(text, end)| (&**text, *end)).collect();
        let end = ("2,2,2.00,3\n", true);
        assert_eq!(texts[..3], [("", false), ("", false), end]);
    }

    #[test]
    fn the_standard_format_is_redrawn_and_never_ends() {
        let (text, is_over) = texts(Format::Standard, false).swap_remove(3);
        let expected = "\x1b[0G\x1b[2Kmin: 2, max: 2, avg: 2.00 (4 samples)";
        assert_eq!((&*text, is_over), (expected, false));
    }

    #[test]
    fn a_history_begins_again_after_each_window() {
        let history = texts(Format::Raw, true);
        let texts: Vec<_> = history.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "2 2 2.00 1\n",
                "2 2 2.00 2\n",
                "2 2 2.00 3\n -- 1.20 seconds range\n",
                "2 2 2.00 1\n"
            ]
        );
        assert!(history.iter().all(|(_, is_over)| !is_over));
    }

    #[test]
    fn a_history_for_programs_is_a_line_for_each_window() {
        let history = texts(Format::Csv, true);
        let texts: Vec<_> = history.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["", "", "2,2,2.00,3\n", ""]);
        assert!(history.iter().all(|(_, is_over)| !is_over));
    }
}
