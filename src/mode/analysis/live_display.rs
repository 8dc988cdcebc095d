//! Lines that a terminal redraws in place while keys are scanned, as redis-cli 8 does.

use std::time::{Duration, Instant};

use unicode_width::UnicodeWidthChar;

use crate::terminal::size::ScreenSize;

/// How often the lines are redrawn.
const EVERY: Duration = Duration::from_millis(300);

/// Erases the line that the cursor is in.
const ERASE: &str = "\x1b[2K\r";

pub(super) struct LiveDisplay {
    /// When the lines were drawn last, or else the beginning.
    drawn: Instant,
}

impl LiveDisplay {
    pub(super) fn new() -> Self {
        LiveDisplay {
            drawn: Instant::now(),
        }
    }

    /// Whether the lines are to be redrawn. The next time is counted from here.
    pub(super) fn is_due(&mut self) -> bool {
        let is_due = self.drawn.elapsed() >= EVERY;
        if is_due {
            self.drawn = Instant::now();
        }
        is_due
    }
}

/// Returns the text that draws lines and moves the cursor back to the first one. Lines that do not fit into the screen would
/// make the cursor miss it, so they are cut.
pub(super) fn redraw(lines: &[String], screen: Option<ScreenSize>) -> String {
    let (rows, columns) = screen.map_or((lines.len(), usize::MAX), |screen| {
        (screen.rows.saturating_sub(1), screen.columns)
    });
    let shown = &lines[..lines.len().min(rows)];
    let text: String = shown
        .iter()
        .map(|line| format!("{ERASE}{}\n", cut(line, columns)))
        .collect();
    match shown.len() {
        0 => text,
        rows => format!("{text}\x1b[{rows}A\r"),
    }
}

/// Returns the text that draws the lines for the last time, over the ones before.
pub(super) fn draw_last(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| format!("{ERASE}{line}\n"));
    lines.collect()
}

/// The beginning of a line that fits into the columns. A line with escape sequences, the progress bar, is not cut.
fn cut(line: &str, columns: usize) -> &str {
    if line.contains('\x1b') {
        return line;
    }
    let mut width = 0;
    let end = line.char_indices().find(|(_, character)| {
        width += character.width().unwrap_or(0);
        width > columns
    });
    end.map_or(line, |(end, _)| &line[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_cursor_returns_to_the_first_line() {
        let lines = lines(&["one", ""]);
        let drawn = "\x1b[2K\rone\n\x1b[2K\r\n";
        assert_eq!(redraw(&lines, None), format!("{drawn}\x1b[2A\r"));
        assert_eq!(draw_last(&lines), drawn);
    }

    #[test]
    fn lines_are_cut_at_the_edges_of_the_screen() {
        let screen = Some(ScreenSize {
            columns: 4,
            rows: 3,
        });
        let lines = lines(&["12345", "äöü世界", "hidden"]);
        let expected = "\x1b[2K\r1234\n\x1b[2K\räöü\n\x1b[2A\r";
        assert_eq!(redraw(&lines, screen), expected);
        let bar = "\x1b[32m||||||\x1b[39m".to_owned();
        assert!(redraw(std::slice::from_ref(&bar), screen).contains(&bar));
    }
}
