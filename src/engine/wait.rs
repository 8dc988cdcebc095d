//! For tests: what comes about in another thread, or at the other end of a connection.

use std::thread;
use std::time::{Duration, Instant};

/// Far beyond what any of it takes.
const LIMIT: Duration = Duration::from_secs(60);

/// Waits until this holds.
pub(crate) fn wait_until(mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LIMIT, "it does not come about");
        thread::sleep(Duration::from_millis(1));
    }
}
