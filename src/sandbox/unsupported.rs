//! The sandbox on a system that is not a Unix: there is none.

use std::path::PathBuf;

use anyhow::bail;

use super::{Plan, SandboxKind};

/// Never made.
#[derive(Debug)]
pub(crate) enum Running {}

/// Never made.
#[derive(Debug)]
pub(crate) struct Certificates {
    pub(crate) ca: PathBuf,
}

/// Says that there is none.
pub(crate) fn start(_: SandboxKind, _: &Plan) -> anyhow::Result<Running> {
    bail!("--sandbox needs a Unix system")
}

impl Running {
    /// Never asked.
    pub(crate) fn port(&self) -> u16 {
        match *self {}
    }

    /// Never asked.
    pub(crate) fn sentinel_ports(&self) -> Vec<u16> {
        match *self {}
    }

    /// Never asked.
    pub(crate) fn certificates(&self) -> Option<&Certificates> {
        match *self {}
    }
}
