//! Which redis-cli the table is written against.
//!
//! redis-cli changes what it prints from one release line to the next (7.2 shows big numbers, 8.0 other help), so against
//! another line the table would tell of redis-cli's differences from itself. There it is left out, and says so.

use std::sync::LazyLock;

use crate::support::shell::Shell;

/// The release line of Debian 12 and Ubuntu 24.04.
const WANTED: &str = "redis-cli 7.0.";

static FOUND: LazyLock<String> = LazyLock::new(|| {
    let outcome = Shell::redis_cli().arg("--version").run();
    String::from_utf8_lossy(&outcome.stdout).trim().to_owned()
});

/// Whether the redis-cli on PATH is of that line; says on standard error if it is not.
pub(super) fn is_here() -> bool {
    let here = FOUND.starts_with(WANTED);
    if !here {
        eprintln!(
            "not compared: the table is written against {WANTED}x, and this is {}",
            *FOUND
        );
    }
    here
}
