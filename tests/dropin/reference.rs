//! The program that redsh is compared with: the redis-cli that the table is written against, or valkey-cli.
//!
//! redis-cli's output changes from one release line to the next (7.2 prints big numbers, 8.0 has other help texts),
//! so a comparison with another line would report redis-cli's differences from itself. Passing without a comparison
//! would be worse: without that line, the tests fail and say how to fix that.
//!
//! With REDSH_VALKEY_CLI, the path of a valkey-cli 8.1, that program is compared with redsh under its name. Only the cases in
//! which redsh does the same as redis-cli run, and a list names those in which valkey-cli differs from redis-cli.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use support::shell::{Shell, redsh_path};
use tempfile::TempDir;

/// The cases in which valkey-cli 8.1.8 differs from redis-cli 7.0.15, whose behaviour redsh has.
const DIFFERENT: &str = include_str!("valkey_cli.txt");

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

/// The program of REDSH_VALKEY_CLI.
fn valkey_cli() -> Option<PathBuf> {
    std::env::var_os("REDSH_VALKEY_CLI").map(PathBuf::from)
}

/// Whether valkey-cli takes the place of redis-cli.
pub(super) fn is_valkey_cli() -> bool {
    valkey_cli().is_some()
}

/// Fails the test unless [`theirs`] is of the line that the table was compared with.
#[track_caller]
pub(super) fn demand_chosen() {
    let Some(program) = valkey_cli() else {
        return demand();
    };
    let outcome = Shell::program(&program).arg("--version").run();
    outcome
        .assert_success()
        .assert_stdout_has("valkey-cli 8.1.");
}

/// The other program.
pub(super) fn theirs() -> Shell {
    valkey_cli().map_or_else(Shell::redis_cli, |program| Shell::program(&program))
}

/// redsh, under the other program's name if that is valkey-cli.
pub(super) fn ours() -> Shell {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    if !is_valkey_cli() {
        return Shell::redsh();
    }
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        symlink(redsh_path(), link(folder.path())).expect("the folder can be written to");
        folder
    });
    Shell::program(&link(folder.path()))
}

fn link(folder: &Path) -> PathBuf {
    folder.join("valkey-cli")
}

/// Whether valkey-cli is known to differ from redis-cli in the case with this name.
pub(super) fn differs(case: &str) -> bool {
    let case = case.escape_debug().to_string();
    DIFFERENT.lines().any(|name| name == case)
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
