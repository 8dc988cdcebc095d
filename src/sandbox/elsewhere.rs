//! The sandbox on a system that is not a Unix: there is none.

use std::path::PathBuf;

use anyhow::bail;

use super::Plan;

/// Never made.
#[derive(Debug)]
pub(crate) enum Sandbox {}

/// Never made.
#[derive(Debug)]
pub(crate) struct Certificates {
    pub(crate) ca: PathBuf,
}

impl Sandbox {
    /// Says that there is none.
    pub(crate) fn start(_: &Plan) -> anyhow::Result<Self> {
        bail!("--sandbox needs a Unix system")
    }

    /// Never asked.
    pub(crate) fn port(&self) -> u16 {
        match *self {}
    }

    /// Never asked.
    pub(crate) fn certificates(&self) -> Option<&Certificates> {
        match *self {}
    }
}
