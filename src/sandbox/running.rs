//! What was started, whatever kind it is.

use super::certificates::Certificates;
use super::{Cluster, Kind, Plan, Sandbox, SentinelSet};

/// Something that runs, and is gone without a trace when this is dropped or this process has ended.
#[derive(Debug)]
pub enum Running {
    /// One server.
    Server(Box<Sandbox>),
    /// A cluster.
    Cluster(Cluster),
    /// Servers with sentinels.
    Sentinel(SentinelSet),
}

/// Starts it, and waits until it is ready.
///
/// # Errors
/// As [`Sandbox::start`], [`Cluster::start`] and [`SentinelSet::start`].
pub fn start(kind: Kind, plan: &Plan) -> anyhow::Result<Running> {
    Ok(match kind {
        Kind::Server => Running::Server(Box::new(Sandbox::start(plan)?)),
        Kind::Cluster {
            primaries,
            replicas_each,
        } => Running::Cluster(Cluster::start(plan, primaries, replicas_each)?),
        Kind::Sentinel => Running::Sentinel(SentinelSet::start(plan, &[])?),
    })
}

impl Running {
    /// The TCP port on 127.0.0.1 of the server, of the cluster's first node, of the first primary.
    pub fn port(&self) -> u16 {
        match self {
            Running::Server(server) => server.port(),
            Running::Cluster(cluster) => cluster.port(),
            Running::Sentinel(set) => set.port(),
        }
    }

    /// The ports of the sentinels; none where there are no sentinels.
    pub fn sentinel_ports(&self) -> Vec<u16> {
        match self {
            Running::Sentinel(set) => set.sentinels().iter().map(Sandbox::port).collect(),
            Running::Server(_) | Running::Cluster(_) => Vec::new(),
        }
    }

    /// The certificates, where the plan asked for TLS.
    pub fn certificates(&self) -> Option<&Certificates> {
        match self {
            Running::Server(server) => server.certificates(),
            Running::Cluster(cluster) => cluster.nodes[0].certificates(),
            Running::Sentinel(set) => set.servers[0].certificates(),
        }
    }
}
