//! The modes: a file or folder for each variant of [`Run`](crate::cli::Run), and one for hints. `progress` is shared by them.

pub(crate) mod analysis;
pub(crate) mod eval;
pub(crate) mod hint;
pub(crate) mod ldb;
pub(crate) mod oneshot;
pub(crate) mod pipe;
pub(crate) mod progress;
pub(crate) mod scan;
pub(crate) mod script;

use std::fs;
use std::path::Path;

use anyhow::Context;

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}
