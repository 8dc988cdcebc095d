//! Cluster options.

use std::time::Duration;

use clap::{Args, ValueHint};
use redsh_engine::cluster::NatMap;

use super::value::{self, Read};

#[derive(Debug, Default, Args)]
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

    /// Limit the time to wait for a cluster or sentinels
    ///
    /// Applies to each command whose node is loading, or cannot be reached, while the cluster is down or fails over. The
    /// default is 60 seconds, and 0 for a single command without -r and without a node word: it gets the error at once.
    #[arg(long, value_name = "SECONDS", value_parser = Read(value::seconds))]
    pub(super) cluster_retry: Option<Duration>,

    /// Connect to TO where nodes announce FROM
    ///
    /// Both are HOST:PORT or HOST. Separate several pairs by commas.
    #[arg(long, value_name = "FROM=TO", value_hint = ValueHint::Other, value_parser = Read(value::natmap))]
    pub(super) natmap: Option<NatMap>,
}
