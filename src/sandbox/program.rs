//! Which server program to run.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// In this order: where both are installed, the one that redis-cli's users mean.
const NAMES: [&str; 2] = ["redis-server", "valkey-server"];

/// The absolute path of `named`, or of the first server program on PATH.
///
/// A name without a slash is looked for on PATH, as a shell does; an empty one, an empty variable's, is none.
pub(crate) fn find(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let Some(named) = named.filter(|named| !named.as_os_str().is_empty()) else {
        return NAMES.iter().find_map(|name| on_path(Path::new(name))).context(
            "no redis-server or valkey-server on PATH: apt-get install redis-server, or name one in REDSH_SERVER",
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
            "no server program {}: give its path, or a name that is on PATH",
            named.display()
        ),
    }
}

fn on_path(name: &Path) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find_map(|folder| absolute_file(&folder.join(name)))
}

/// The server is started from another folder, so its path must not depend on this one.
fn absolute_file(path: &Path) -> Option<PathBuf> {
    std::path::absolute(path).ok().filter(|path| path.is_file())
}
