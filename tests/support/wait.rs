//! Waiting in a test, with a limit.

use std::thread;
use std::time::{Duration, Instant};

/// The limit, after which the test fails. Far beyond the duration of anything that works.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// The pause between two checks.
pub(crate) const LOOK: Duration = Duration::from_millis(2);

/// Waits until the condition holds; fails the test if it never does.
#[track_caller]
pub fn until(condition: &str, mut holds: impl FnMut() -> bool) {
    assert!(
        in_time(|| holds().then_some(())).is_some(),
        "never: {condition}"
    );
}

/// Leaves a connection idle for so long that redsh checks it before using it again.
pub fn idle() {
    thread::sleep(Duration::from_millis(150));
}

/// Returns the first result before the deadline.
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
