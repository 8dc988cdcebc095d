//! The redis-cli that the table is written against.
//!
//! redis-cli's output changes from one release line to the next (7.2 prints big numbers, 8.0 has other help texts),
//! so a comparison with another line would report redis-cli's differences from itself. Passing without a comparison
//! would be worse: without that line, the tests fail and say how to fix that.

use std::sync::OnceLock;

use support::shell::Shell;

/// The release line of Debian 12 and Ubuntu 24.04.
const WANTED: &str = "redis-cli 7.0.";

static FOUND: OnceLock<String> = OnceLock::new();

/// Fails the test unless the redis-cli on PATH is of that line.
#[track_caller]
pub(super) fn demand() {
    let found = FOUND.get_or_init(|| {
        let outcome = Shell::redis_cli().arg("--version").run();
        String::from_utf8_lossy(&outcome.stdout).trim().to_owned()
    });
    if let Some(complaint) = complaint(found) {
        panic!("{complaint}");
    }
}

/// The error message for a redis-cli with another version.
fn complaint(found: &str) -> Option<String> {
    (!found.starts_with(WANTED)).then(|| {
        format!(
            "not compared: the table is written against {WANTED}x, as redis-tools has it in Debian 12 and Ubuntu 24.04, and this \
             is {found}; put one first on PATH, or run the other tests only: cargo test --lib --bins --test integration"
        )
    })
}

#[test]
fn another_release_line_of_redis_cli_is_refused() {
    assert_eq!(complaint("redis-cli 7.0.15"), None);
    for found in ["redis-cli 7.2.4", "redis-cli 8.0.2", "valkey-cli 7.0.1", ""] {
        assert!(complaint(found).is_some(), "{found}");
    }
}
