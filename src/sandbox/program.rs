//! Finds the server program.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// The names to look for, in this order.
const NAMES: [&str; 2] = ["redis-server", "valkey-server"];

/// Returns the absolute path of `named`, or of the first server program on PATH.
///
/// A name without a slash is searched on PATH, as in a shell. An empty name counts as `None`.
pub(crate) fn find(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let Some(named) = named.filter(|named| !named.as_os_str().is_empty()) else {
        return NAMES
            .iter()
            .find_map(|name| on_path(Path::new(name)))
            .context(
                "found no redis-server or valkey-server on PATH: install one, or set REDSH_SERVER",
            );
    };
    let found = if named.components().count() == 1 {
        on_path(named)
    } else {
        absolute_file(named)
    };
    match found {
        Some(path) => Ok(path),
        None => bail!(
            "found no server program {}: set REDSH_SERVER to a path or a name on PATH",
            named.display()
        ),
    }
}

/// Whether a server program has the directives that restrict DEBUG and MODULE: all since version 7.0. A program that does not
/// report a version gets none.
pub(crate) fn restricts_commands(program: &Path) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| is_since_7(&String::from_utf8_lossy(&output.stdout)))
}

/// Whether `Redis server v=7.0.15 sha=…` is version 7.0 or later.
fn is_since_7(version: &str) -> bool {
    let number = version.split_once("v=").map(|(_, number)| number);
    let major = number.and_then(|number| number.split('.').next()?.parse::<u32>().ok());
    major.is_some_and(|major| major >= 7)
}

fn on_path(name: &Path) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find_map(|folder| absolute_file(&folder.join(name)))
}

/// Returns an absolute path, since the server starts in another folder.
fn absolute_file(path: &Path) -> Option<PathBuf> {
    std::path::absolute(path).ok().filter(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_decides_and_a_program_without_one_is_old() {
        for (version, expected) in [
            ("Redis server v=7.0.15 sha=00000000:0", true),
            ("Valkey server v=9.1.2 sha=0", true),
            ("Redis server v=6.2.5 sha=0", false),
            ("nothing", false),
        ] {
            assert_eq!(is_since_7(version), expected, "{version}");
        }
    }
}
