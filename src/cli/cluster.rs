//! Cluster options.

use clap::{Args, ValueHint};
use redsh_engine::cluster::NatMap;

use super::value::{self, Read};

#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster and Sentinel")]
pub(super) struct ClusterArgs {
    /// Enable cluster mode (follow redirects)
    ///
    /// A script or a load is routed by the slots of its keys and sent to all nodes at once.
    #[arg(short)]
    pub(super) cluster: bool,

    /// Read from replicas (replies may be stale)
    ///
    /// Sends read-only commands to replicas. Requires -c or --sentinel.
    #[arg(long)]
    pub(super) replicas: bool,

    /// Split multi-key commands across slots
    ///
    /// Applies to MGET, MSET, DEL, UNLINK, EXISTS and TOUCH. Each part is atomic by itself.
    #[arg(long)]
    pub(super) cross_slot: bool,

    /// Connect to TO where nodes announce FROM
    ///
    /// Both are HOST:PORT or HOST. Separate several pairs by commas.
    #[arg(long, value_name = "FROM=TO", value_hint = ValueHint::Other, value_parser = Read(value::natmap))]
    pub(super) natmap: Option<NatMap>,
}
