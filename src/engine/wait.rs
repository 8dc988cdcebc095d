//! Waiting in tests for another thread or the other end of a connection.

use std::thread;
use std::time::{Duration, Instant};

/// Far longer than any test should wait.
const LIMIT: Duration = Duration::from_secs(60);

/// Waits until the condition holds.
pub(crate) fn wait_until(mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(
            start.elapsed() < LIMIT,
            "the condition does not hold after {LIMIT:?}"
        );
        thread::sleep(Duration::from_millis(1));
    }
}
