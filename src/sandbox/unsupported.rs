//! Stubs for systems other than Unix, which do not support the sandbox.

use std::path::PathBuf;

use anyhow::bail;

use super::{Plan, SandboxKind};

/// Never constructed.
#[derive(Debug)]
pub enum Running {}

/// Never constructed.
#[derive(Debug)]
pub struct Certificates {
    pub ca: PathBuf,
}

/// Returns an error.
pub fn start(_: SandboxKind, _: &Plan) -> anyhow::Result<Running> {
    bail!("--sandbox requires a Unix system")
}

impl Running {
    /// Never called.
    pub fn port(&self) -> u16 {
        match *self {}
    }

    /// Never called.
    pub fn sentinel_ports(&self) -> Vec<u16> {
        match *self {}
    }

    /// Never called.
    pub fn certificates(&self) -> Option<&Certificates> {
        match *self {}
    }
}
