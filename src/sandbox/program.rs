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

/// Whether a server program has the directives that restrict DEBUG and MODULE: all since version 7.0.
///
/// # Errors
/// The program does not report the version of a server.
pub(crate) fn restricts_commands(program: &Path) -> anyhow::Result<bool> {
    let output = Command::new(program).arg("--version").output();
    let major = output
        .ok()
        .and_then(|output| major(&String::from_utf8_lossy(&output.stdout)));
    let major = major.with_context(|| {
        let program = program.display();
        format!(
            "{program} is not a server program: set REDSH_SERVER to a redis-server or valkey-server"
        )
    })?;
    Ok(major >= 7)
}

/// Returns the 7 of `Redis server v=7.0.15 sha=…`.
fn major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once(" server v=")?;
    number.split('.').next()?.parse().ok()
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
    fn only_a_server_has_a_major_version() {
        for (version, expected) in [
            ("Redis server v=7.0.15 sha=00000000:0", Some(7)),
            ("Valkey server v=9.1.2 sha=0", Some(9)),
            ("Redis server v=6.2.5 sha=0", Some(6)),
            ("redis-cli 7.0.15", None),
            ("", None),
        ] {
            assert_eq!(major(version), expected, "{version}");
        }
    }
}
