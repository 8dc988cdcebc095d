//! Stubs for systems other than Unix, which do not support the sandbox.

use std::path::PathBuf;

use anyhow::bail;

use super::{Plan, SandboxKind};

/// Never constructed.
#[derive(Debug)]
pub(crate) enum Running {}

/// Never constructed.
#[derive(Debug)]
pub(crate) struct Certificates {
    pub(crate) ca: PathBuf,
}

/// Returns an error.
pub(crate) fn start(_: SandboxKind, _: &Plan) -> anyhow::Result<Running> {
    bail!("--sandbox requires a Unix system")
}

impl Running {
    /// Never called.
    pub(crate) fn port(&self) -> u16 {
        match *self {}
    }

    /// Never called.
    pub(crate) fn sentinel_ports(&self) -> Vec<u16> {
        match *self {}
    }

    /// Never called.
    pub(crate) fn certificates(&self) -> Option<&Certificates> {
        match *self {}
    }
}
