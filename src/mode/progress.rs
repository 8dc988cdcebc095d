//! How far a long run has come: a line on stderr while it lasts, where that is a terminal. The one module that knows the
//! indicatif package.
//!
//! Nothing is shown in the first half second, which most runs do not outlast, and nothing is left behind. Whoever has
//! something to say while the line is there says it through a [`ProgressLog`], or it would be torn.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::process::stderr;

/// How long a run has to last to be worth a line.
const FIRST: Duration = Duration::from_millis(500);

/// How often the line is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// How a line looks whose end is known, and one whose is not. In 80 columns there is room for 30 characters of a note.
struct Look {
    known: &'static str,
    unknown: &'static str,
}

const BYTES: Look = Look {
    known: "[{bar:16}] {percent:>3}% of {total_bytes}, {eta} left, {wide_msg}",
    unknown: "{bytes}, {wide_msg}",
};

const KEYS: Look = Look {
    known: "[{bar:16}] {percent:>3}% of {human_len} keys, {eta} left, {wide_msg}",
    unknown: "{human_pos} keys, {wide_msg}",
};

/// A line on how far a run has come. It is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Where the line is to be drawn, until it is for the first time.
    target: Option<ProgressDrawTarget>,
    started: Instant,
    /// When it is to be drawn again; `None` where it never is.
    due: Option<Instant>,
}

/// Says lines while there is a line on how far a run has come.
#[derive(Debug, Clone)]
pub(crate) struct ProgressLog(ProgressBar);

impl Progress {
    /// Of bytes that are read from stdin, with how many there are where it is a file. Not shown where they are typed.
    pub(crate) fn of_stdin() -> Self {
        let target = on_stderr(!io::stdin().is_terminal());
        Progress::new(target, &BYTES, left_on_stdin())
    }

    /// Of keys, with how many there are where that is known, which is asked only where it is shown. Not shown where stdout
    /// is a terminal, as the keys are.
    pub(crate) fn of_keys(total: impl FnOnce() -> Option<u64>) -> Self {
        let target = on_stderr(!io::stdout().is_terminal());
        let total = target.is_some().then(total).flatten();
        Progress::new(target, &KEYS, total)
    }

    fn new(target: Option<ProgressDrawTarget>, look: &Look, total: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        bar.set_style(style(look, total));
        let started = Instant::now();
        Progress {
            bar,
            due: target.is_some().then(|| started + FIRST),
            target,
            started,
        }
    }

    /// Whether it is time to say how far the run has come. A look at the clock: not to be asked for each of millions.
    pub(crate) fn is_due(&self) -> bool {
        self.due.is_some_and(|due| Instant::now() >= due)
    }

    /// So much is done of what is counted; `note` is said beside it.
    pub(crate) fn set(&mut self, done: u64, note: String) {
        self.bar.set_message(note);
        self.bar.set_position(done);
        if let Some(target) = self.target.take() {
            self.bar.set_draw_target(target);
            self.bar.tick();
        }
        self.due = self.due.map(|_| Instant::now() + EVERY);
    }

    /// How many of so many that is a second since the run began, for people.
    pub(crate) fn per_second(&self, count: u64) -> String {
        per_second(count, self.started.elapsed())
    }

    /// For those who have something to say in the meantime.
    pub(crate) fn voice(&self) -> ProgressLog {
        ProgressLog(self.bar.clone())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl ProgressLog {
    /// Says a line on stderr, given without its end.
    pub(crate) fn tell(&self, line: impl AsRef<[u8]>) {
        self.0.suspend(|| stderr::tell(line));
    }
}

/// Stderr, if that is a terminal and the line is `wanted`.
fn on_stderr(wanted: bool) -> Option<ProgressDrawTarget> {
    (wanted && io::stderr().is_terminal()).then(ProgressDrawTarget::stderr)
}

fn style(look: &Look, total: Option<u64>) -> ProgressStyle {
    let template = total.map_or(look.unknown, |_| look.known);
    let style = ProgressStyle::with_template(template).expect("the templates are right");
    style.progress_chars("=> ")
}

fn per_second(count: u64, elapsed: Duration) -> String {
    let rate = count as f64 / elapsed.as_secs_f64().max(f64::EPSILON);
    HumanCount(rate as u64).to_string()
}

/// How many bytes are still to be read from stdin, where that is a file.
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

    /// What is drawn, with a mark for each line that is cleared.
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

        /// What was drawn since this was last asked.
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
    fn a_line_shows_how_far_it_is_and_goes_away() {
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
    fn without_an_end_there_is_no_share_of_it() {
        let screen = Screen::default();
        let mut progress = Progress::new(screen.target(), &KEYS, None);
        progress.set(12_345, "0 seen".to_owned());
        let drawn = screen.drawn();
        assert!(drawn.trim_end().ends_with("12,345 keys, 0 seen"), "{drawn}");
    }

    #[test]
    fn a_line_that_is_said_in_the_meantime_stands_alone() {
        let screen = Screen::default();
        let mut progress = Progress::new(screen.target(), &KEYS, Some(10));
        progress.voice().0.suspend(|| screen.add("said").unwrap());
        assert_eq!(screen.drawn(), "said");
        progress.set(1, "x".to_owned());
        screen.drawn();
        progress.voice().0.suspend(|| screen.add("said").unwrap());
        let drawn = screen.drawn();
        assert!(drawn.starts_with("<cleared>said"), "{drawn}");
        assert!(drawn.contains("10% of 10 keys"), "{drawn}");
    }

    #[test]
    fn what_is_not_shown_is_never_due() {
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
    fn a_rate_is_since_the_beginning() {
        assert_eq!(per_second(3600, Duration::from_secs(3)), "1,200");
        assert_eq!(per_second(0, Duration::ZERO), "0");
    }
}
