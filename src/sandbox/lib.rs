//! Temporary real servers, for `--sandbox`, for the tests and for the benchmark.
//!
//! A server runs in a temporary folder, listens on the loopback interface only, and persists nothing. The server and its
//! files are removed when it is dropped, and when this process ends for any reason, including SIGKILL.
//!
//! | module | purpose |
//! | --- | --- |
//! | `program` | finds the server program |
//! | `config` | writes `redis.conf` |
//! | `authority`, `certificates` | create certificates for TLS |
//! | `supervisor` | starts the server, and removes it at the end |
//! | `server` | one server, from these parts |
//! | `control`, `reply` | send commands to a server |
//! | `group`, `cluster`, `sentinel` | several servers that know each other |
//! | `running` | starts any kind of sandbox |
//! | `faults` | operations for tests only |
//!
//! These modules must not know the command line, the environment except PATH, or the client that runs against the servers.

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
#[cfg(unix)]
mod faults;
#[cfg(unix)]
mod group;
#[cfg(unix)]
mod port;
#[cfg(unix)]
mod program;
mod random;
#[cfg(unix)]
mod reply;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod sentinel;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod supervisor;
#[cfg(not(unix))]
mod unsupported;

use std::path::PathBuf;

pub use random::random_password;
#[cfg(not(unix))]
pub use unsupported::{Certificates, Running, start};
#[cfg(unix)]
pub use {
    certificates::Certificates, cluster::Cluster, control::encoded, group::Credentials,
    reply::Reply, running::Running, running::start, sentinel::SentinelSet, server::Sandbox,
};

/// The name of the primary in a sandbox with sentinels, as in most examples.
pub const MASTER: &str = "mymaster";

/// The servers to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SandboxKind {
    /// A server on plain TCP.
    Plain,
    /// A server on TLS, with certificates of its own.
    Tls,
    /// A cluster.
    Cluster {
        /// At least 1. A failover requires three.
        primaries: usize,
        /// The number of replicas of each primary.
        replicas_each: usize,
    },
    /// A primary, two replicas and three sentinels.
    Sentinel,
}

/// The settings of each server in a sandbox.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The program, a path or a name on PATH; by default `redis-server` or `valkey-server`.
    pub server: Option<PathBuf>,
    /// Whether the port accepts TLS only. Client certificates are optional.
    pub tls: bool,
    /// The password of the default user. Without one, every user of this machine can use the servers.
    pub password: Option<String>,
    /// Whether connections from this machine may run DEBUG and MODULE, which servers since 7.0 forbid by default. [`start`]
    /// ignores it for older servers, which lack the directives.
    pub allows_all: bool,
    /// More directives for `redis.conf`, each a name and its arguments with their quotes.
    pub config: Vec<(String, String)>,
}
