//! The progress line of a long run, on stderr if that is a terminal. Only this module uses the indicatif package.
//!
//! The line appears after half a second, which most runs do not reach, and is erased at the end. Messages that are printed
//! meanwhile go through a [`ProgressLog`], which keeps them apart from the line.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use redsh_engine::net::{Address, Notice};

use crate::process::stderr;
use crate::render::HumanBytes;

/// How long a run lasts before the line appears.
const FIRST: Duration = Duration::from_millis(500);

const EVERY: Duration = Duration::from_millis(100);

/// The templates of a line with a known and an unknown total. In 80 columns there is room for a note of 30 characters.
struct LineTemplates {
    known: &'static str,
    unknown: &'static str,
}

const BYTES: LineTemplates = LineTemplates {
    known: "[{bar:16}] {percent:>3}% of {total_bytes}, {eta} left, {wide_msg}",
    unknown: "{bytes}, {wide_msg}",
};

const KEYS: LineTemplates = LineTemplates {
    known: "[{bar:16}] {percent:>3}% of {human_len} keys, {eta} left, {wide_msg}",
    unknown: "{human_pos} keys, {wide_msg}",
};

/// A progress line. Dropping it erases the line.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Where the line is drawn, until it is drawn for the first time.
    target: Option<ProgressDrawTarget>,
    started: Instant,
    /// When the line is redrawn; `None` if it is never drawn.
    due: Option<Instant>,
}

/// Messages on stderr, apart from the line.
#[derive(Debug, Clone)]
pub(crate) struct ProgressLog {
    bar: ProgressBar,
    /// Whether new connections are reported.
    verbose: bool,
}

impl Progress {
    /// The progress through the bytes of stdin, whose total is known if it is a file. Not drawn if stdin is a terminal.
    pub(crate) fn of_stdin() -> Self {
        let target = on_stderr(!io::stdin().is_terminal());
        Progress::new(target, &BYTES, left_on_stdin())
    }

    /// The progress through keys. `total` is called only if the line is drawn. Not drawn if stdout is a terminal, which
    /// shows the keys.
    pub(crate) fn of_keys(total: impl FnOnce() -> Option<u64>) -> Self {
        let target = on_stderr(!io::stdout().is_terminal());
        let total = target.is_some().then(total).flatten();
        Progress::new(target, &KEYS, total)
    }

    /// The progress of a transfer whose total is not known yet. Not drawn unless `is_wanted`.
    pub(crate) fn of_transfer(is_wanted: bool) -> Self {
        Progress::new(on_stderr(is_wanted), &BYTES, None)
    }

    /// Sets the total of a transfer.
    pub(crate) fn expect_bytes(&mut self, total: u64) {
        self.bar.set_length(total);
        self.bar.set_style(style(&BYTES, Some(total)));
    }

    fn new(
        target: Option<ProgressDrawTarget>,
        templates: &LineTemplates,
        total: Option<u64>,
    ) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        bar.set_style(style(templates, total));
        let started = Instant::now();
        Progress {
            bar,
            due: target.is_some().then(|| started + FIRST),
            target,
            started,
        }
    }

    /// Whether the line is to be redrawn. Reads the clock, so do not call it for each of millions of items.
    pub(crate) fn is_due(&self) -> bool {
        self.due.is_some_and(|due| Instant::now() >= due)
    }

    pub(crate) fn set(&mut self, done: u64, note: String) {
        self.bar.set_message(note);
        self.bar.set_position(done);
        if let Some(target) = self.target.take() {
            self.bar.set_draw_target(target);
            self.bar.tick();
        }
        self.due = self.due.map(|_| Instant::now() + EVERY);
    }

    /// Formats a count as a rate per second since the run began.
    pub(crate) fn per_second(&self, count: u64) -> String {
        per_second(count, self.started.elapsed())
    }

    /// Formats a number of bytes as a rate since the run began.
    pub(crate) fn bytes_per_second(&self, bytes: u64) -> String {
        format!("{}/s", HumanBytes(rate(bytes, self.started.elapsed())))
    }

    /// Returns the log for messages that are printed meanwhile. With `verbose`, new connections are reported.
    pub(crate) fn log(&self, verbose: bool) -> ProgressLog {
        let bar = self.bar.clone();
        ProgressLog { bar, verbose }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl ProgressLog {
    /// Prints a line, given without its end, to stderr.
    pub(crate) fn tell(&self, line: impl AsRef<[u8]>) {
        self.bar.suspend(|| stderr::tell(line));
    }

    /// Reports a new connection, if that is wanted, and its notices.
    pub(crate) fn connected(&self, address: &Address, notices: &[Notice]) {
        if self.verbose {
            self.tell(format!("connected to {address}"));
        }
        for notice in notices {
            self.tell(notice.to_string());
        }
    }
}

/// Returns stderr if it is a terminal and the line is `wanted`.
fn on_stderr(wanted: bool) -> Option<ProgressDrawTarget> {
    (wanted && io::stderr().is_terminal()).then(ProgressDrawTarget::stderr)
}

fn style(templates: &LineTemplates, total: Option<u64>) -> ProgressStyle {
    let template = total.map_or(templates.unknown, |_| templates.known);
    let style = ProgressStyle::with_template(template).expect("the templates are right");
    style.progress_chars("=> ")
}

fn per_second(count: u64, elapsed: Duration) -> String {
    HumanCount(rate(count, elapsed)).to_string()
}

fn rate(count: u64, elapsed: Duration) -> u64 {
    (count as f64 / elapsed.as_secs_f64().max(f64::EPSILON)) as u64
}

/// The number of bytes of stdin that were not read yet, if it is a file.
fn left_on_stdin() -> Option<u64> {
    #[cfg(unix)]
    {
        use std::io::Seek;
        use std::os::fd::AsFd;
        let stdin = io::stdin().as_fd().try_clone_to_owned().ok()?;
        let mut file = std::fs::File::from(stdin);
        let metadata = file.metadata().ok()?;
        let read = file.stream_position().ok()?;
        metadata
            .is_file()
            .then(|| metadata.len().saturating_sub(read))
    }
    #[cfg(not(unix))]
    None
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;

    use super::*;

    /// The drawn text, with a mark for each line that is erased.
    #[derive(Debug, Clone, Default)]
    struct Screen(Arc<Mutex<String>>);

    impl Screen {
        fn add(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }

        fn target(&self) -> Option<ProgressDrawTarget> {
            Some(ProgressDrawTarget::term_like(Box::new(self.clone())))
        }

        /// The text that was drawn since the last call.
        fn drawn(&self) -> String {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            100
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.add(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.add(text)
        }
        fn clear_line(&self) -> io::Result<()> {
            self.add("<cleared>")
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_shows_the_progress_and_is_erased() {
        let screen = Screen::default();
        let mut progress = Progress::new(screen.target(), &BYTES, Some(1 << 20));
        assert_eq!(screen.drawn(), "");
        progress.set(1 << 18, "3 commands/s".to_owned());
        let drawn = screen.drawn();
        assert!(drawn.contains("[====>"), "{drawn}");
        assert!(drawn.contains("]  25% of 1.00 MiB, "), "{drawn}");
        assert!(drawn.contains(" left, 3 commands/s"), "{drawn}");
        drop(progress);
        let end = screen.drawn();
        assert!(end.ends_with("<cleared>"), "{end}");
    }

    #[test]
    fn without_a_total_there_is_no_percentage() {
        let screen = Screen::default();
        let mut progress = Progress::new(screen.target(), &KEYS, None);
        progress.set(12_345, "0 seen".to_owned());
        let drawn = screen.drawn();
        assert!(drawn.trim_end().ends_with("12,345 keys, 0 seen"), "{drawn}");
    }

    #[test]
    fn a_message_stands_on_a_line_of_its_own() {
        let screen = Screen::default();
        let mut progress = Progress::new(screen.target(), &KEYS, Some(10));
        let log = progress.log(false);
        log.bar.suspend(|| screen.add("said").unwrap());
        assert_eq!(screen.drawn(), "said");
        progress.set(1, "x".to_owned());
        screen.drawn();
        log.bar.suspend(|| screen.add("said").unwrap());
        let drawn = screen.drawn();
        assert!(drawn.starts_with("<cleared>said"), "{drawn}");
        assert!(drawn.contains("10% of 10 keys"), "{drawn}");
    }

    #[test]
    fn a_line_that_is_not_drawn_is_never_due() {
        let mut progress = Progress::new(None, &BYTES, Some(1));
        progress.due = progress.due.map(|_| Instant::now());
        assert!(!progress.is_due());
        progress.set(1, String::new());
        assert!(!progress.is_due());
        let mut shown = Progress::new(Screen::default().target(), &BYTES, Some(1));
        shown.due = Some(Instant::now());
        assert!(shown.is_due());
    }

    #[test]
    fn a_rate_counts_from_the_beginning() {
        assert_eq!(per_second(3600, Duration::from_secs(3)), "1,200");
        assert_eq!(per_second(0, Duration::ZERO), "0");
    }
}
