//! What is asked of servers that are more than one.

use clap::{Args, ValueHint};
use redsh_engine::cluster::NatMap;

use super::given::Given;
use super::target::Target;
use super::usage::Usage;
use super::value::{self, Read};

#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster and Sentinel")]
pub(super) struct ClusterArgs {
    /// Follow a cluster's redirects
    #[arg(short)]
    pub(super) cluster: bool,

    /// Send commands that only read to replicas; what they say may be old
    #[arg(long)]
    pub(super) replicas: bool,

    /// Split MGET, MSET, DEL, UNLINK, EXISTS and TOUCH where their keys belong to several nodes; each part is atomic by itself
    #[arg(long)]
    pub(super) cross_slot: bool,

    /// Where a cluster or a sentinel announces the address FROM, connect to TO; HOST:PORT or HOST, with commas between the pairs
    #[arg(long, value_name = "FROM=TO", value_hint = ValueHint::Other, value_parser = Read(value::natmap))]
    pub(super) natmap: Option<NatMap>,
}

impl ClusterArgs {
    /// Replicas can be found only where there is somebody to ask; a sandbox knows its own.
    pub(super) fn check(&self, given: &Given, target: &Target) -> Result<(), Usage> {
        let lonely = matches!(target, Target::Server(_)) && given.place("sandbox").is_none();
        match self.replicas && lonely {
            true => Err(Usage::wrong("--replicas wants -c or --sentinel with it")),
            false => Ok(()),
        }
    }
}
