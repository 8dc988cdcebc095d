//! The sandbox on a system that is not a Unix: there is none.

use std::path::PathBuf;

use anyhow::bail;

use super::{Kind, Plan};

/// Never made.
#[derive(Debug)]
pub enum Running {}

/// Never made.
#[derive(Debug)]
pub struct Certificates {
    pub ca: PathBuf,
}

/// Says that there is none.
pub fn start(_: Kind, _: &Plan) -> anyhow::Result<Running> {
    bail!("--sandbox needs a Unix system")
}

impl Running {
    /// Never asked.
    pub fn port(&self) -> u16 {
        match *self {}
    }

    /// Never asked.
    pub fn sentinel_ports(&self) -> Vec<u16> {
        match *self {}
    }

    /// Never asked.
    pub fn certificates(&self) -> Option<&Certificates> {
        match *self {}
    }
}
