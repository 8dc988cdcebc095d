//! A running sandbox of any kind.

use super::certificates::Certificates;
use super::{Cluster, Plan, Sandbox, SandboxKind, SentinelSet, program};

/// A running sandbox. Removed when this is dropped or this process ends.
#[derive(Debug)]
pub enum Running {
    /// One server.
    Server(Box<Sandbox>),
    /// A cluster.
    Cluster(Cluster),
    /// Servers with sentinels.
    Sentinel(SentinelSet),
}

/// Starts a sandbox, and waits until it is ready.
///
/// # Errors
/// The errors of [`Sandbox::start`], [`Cluster::start`] and [`SentinelSet::start`].
pub fn start(kind: SandboxKind, plan: &Plan) -> anyhow::Result<Running> {
    let plan = &Plan {
        allows_all: plan.allows_all
            && program::restricts_commands(&program::find(plan.server.as_deref())?)?,
        ..plan.clone()
    };
    Ok(match kind {
        SandboxKind::Plain | SandboxKind::Tls => Running::Server(Box::new(Sandbox::start(plan)?)),
        SandboxKind::Cluster {
            primaries,
            replicas_each,
        } => Running::Cluster(Cluster::start(plan, primaries, replicas_each)?),
        SandboxKind::Sentinel => Running::Sentinel(SentinelSet::start(plan, &[])?),
    })
}

impl Running {
    /// The server, the first cluster node, or the initial primary.
    fn first(&self) -> &Sandbox {
        match self {
            Running::Server(server) => server,
            Running::Cluster(cluster) => &cluster.nodes[0],
            Running::Sentinel(set) => &set.servers[0],
        }
    }

    /// The TCP port of the server, of the first cluster node, or of the initial primary.
    pub fn port(&self) -> u16 {
        self.first().port()
    }

    /// The ports of the sentinels, if any.
    pub fn sentinel_ports(&self) -> Vec<u16> {
        match self {
            Running::Sentinel(set) => set.sentinels().iter().map(Sandbox::port).collect(),
            Running::Server(_) | Running::Cluster(_) => Vec::new(),
        }
    }

    /// The certificates, if the plan uses TLS.
    pub fn certificates(&self) -> Option<&Certificates> {
        self.first().certificates()
    }
}
