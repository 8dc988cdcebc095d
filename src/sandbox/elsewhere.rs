//! The sandbox on a system that is not a Unix: there is none.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::Plan;

/// Never made.
#[derive(Debug)]
pub(crate) enum Sandbox {}

/// Never made.
#[derive(Debug)]
pub(crate) struct Certificates {
    pub(crate) ca: PathBuf,
    pub(crate) client: PathBuf,
    pub(crate) client_key: PathBuf,
}

impl Sandbox {
    /// Says that there is none.
    pub(crate) fn start(_: &Plan) -> anyhow::Result<Self> {
        bail!("--sandbox needs a Unix system")
    }

    pub(crate) fn port(&self) -> u16 {
        match *self {}
    }

    pub(crate) fn socket(&self) -> &Path {
        match *self {}
    }

    pub(crate) fn certificates(&self) -> Option<&Certificates> {
        match *self {}
    }
}
