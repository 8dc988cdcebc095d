//! Waiting in a test, with an end.

use std::thread;
use std::time::{Duration, Instant};

/// After this something hangs, and its test fails. Far beyond what anything takes: a guard, not a measure.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// Between two looks.
pub(crate) const LOOK: Duration = Duration::from_millis(2);

/// Waits until it holds; fails the test, saying what never came about, when it does not.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    assert!(in_time(|| holds().then_some(())).is_some(), "never: {what}");
}

/// Lets a connection be unused for so long that redsh looks at it before using it again.
pub fn idle() {
    thread::sleep(Duration::from_millis(150));
}

/// What is there before the deadline.
pub(crate) fn in_time<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + DEADLINE;
    while Instant::now() < deadline {
        if let Some(found) = look() {
            return Some(found);
        }
        thread::sleep(LOOK);
    }
    None
}
