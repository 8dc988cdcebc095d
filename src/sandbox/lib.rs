//! Throw-away real servers for `--sandbox`, for the tests and for the bench.
//!
//! A server is started in a temporary folder, listens on loopback only, keeps nothing on disk, and is removed without a trace
//! when it is dropped or this process ends, however it ends. `program` finds one, `config` writes its `redis.conf`,
//! `authority` issues the `certificates` of TLS, `keeper` starts it and removes it, `server` puts them together. `cluster` and `sentinel`
//! start several of these and introduce them to each other by `control`; `group` has the parts that both need. `running`
//! starts any kind of them, and `faults` has the operations that only tests use.
//!
//! Must not know the command line, the environment but PATH, or the client that is run against the servers.

#[cfg(all(unix, feature = "tls"))]
mod authority;
#[cfg(unix)]
mod certificates;
#[cfg(unix)]
mod cluster;
#[cfg(unix)]
mod config;
#[cfg(unix)]
mod control;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod faults;
#[cfg(unix)]
mod group;
#[cfg(unix)]
mod keeper;
#[cfg(unix)]
mod port;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod random;
#[cfg(unix)]
mod reply;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod sentinel;
#[cfg(unix)]
mod server;

use std::path::PathBuf;

#[cfg(not(unix))]
pub use elsewhere::{Certificates, Running, start};
#[cfg(unix)]
pub use {
    certificates::Certificates, cluster::Cluster, group::Credentials, reply::Reply,
    running::Running, running::start, sentinel::SentinelSet, server::Sandbox,
};

/// The name of the primary at the sentinels: the one that everyone's examples use.
pub const MASTER: &str = "mymaster";

/// The number of servers to start, and their roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One server.
    Server,
    /// The nodes of a cluster.
    Cluster {
        /// At least 1.
        primaries: usize,
        /// For each primary.
        replicas_each: usize,
    },
    /// A primary, two replicas and three sentinels.
    Sentinel,
}

/// The settings of a server, or of each server of a group.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The program: a path, or a name on PATH; by default `redis-server`, else `valkey-server`.
    pub server: Option<PathBuf>,
    /// TLS and nothing else on the port, with certificates of its own. A client need not show one.
    pub tls: bool,
    /// More directives for `redis.conf`: a name, and its value as written there, quotes included.
    pub config: Vec<(String, String)>,
}
