//! The modes: a file or folder for each variant of [`Run`](crate::cli::Run), and one for hints. `progress` is shared by them.

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

use anyhow::{Context, bail};
use redsh_engine::net::Notice;

use crate::process::stderr;

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

/// Reports the notices of new connections.
///
/// # Errors
/// The login failed: the run would go on as the default user.
fn report_notices<'n>(notices: impl IntoIterator<Item = &'n Notice>) -> anyhow::Result<()> {
    for notice in notices {
        match notice {
            Notice::NotAuthenticated(_) => bail!(notice.to_string()),
            Notice::NoProtocol(_) | Notice::NotNamed(_) => stderr::tell(notice.to_string()),
        }
    }
    Ok(())
}
