//! Throw-away real servers for `--sandbox`, and for the tests, which compile these files too.
//!
//! A server is started in a temporary folder, on loopback only, keeps nothing on disk, and is gone without a trace when it
//! is dropped or this process ends, by whatever it ends. `program` finds one, `config` says what it is told, `certificates`
//! makes those of TLS, `supervisor` starts it and takes it away, `server` puts them together. `cluster` and `sentinel` are
//! several of these, told of each other by `control`; what both need is in `group`. `running` starts any kind of them.
//!
//! Must not know the command line, the environment but PATH, or what is run against the servers. Being compiled into two
//! crates it names its own parts by `super`, never by `crate`; of the engine it takes what it needs to give orders.

#[cfg(unix)]
mod certificates;
#[cfg(unix)]
mod cluster;
#[cfg(unix)]
mod config;
#[cfg(unix)]
mod control;
#[cfg(unix)]
#[allow(
    dead_code,
    reason = "only the tests reach for these, and the binary has this file too"
)]
mod faults;
#[cfg(unix)]
mod group;
#[cfg(unix)]
mod port;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod random;
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

#[cfg(not(unix))]
pub(crate) use unsupported::{Running, start};
#[cfg(unix)]
#[allow(
    unused_imports,
    reason = "the binary starts any kind of them, a test one that it names"
)]
pub(crate) use {
    cluster::Cluster, running::Running, running::start, sentinel::SentinelSet, server::Sandbox,
};

/// What sentinels call the primary: the name that everyone's examples use.
pub(crate) const MASTER: &str = "mymaster";

/// The servers to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SandboxKind {
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

/// What kind of server is wanted; of several, each of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// The program: a path, or a name on PATH; by default `redis-server` or `valkey-server`, what there is.
    pub(crate) server: Option<PathBuf>,
    /// TLS and nothing else on the port, with certificates of its own. A client need not show one.
    pub(crate) tls: bool,
    /// More directives for `redis.conf`, as a name and what stands after it there, quotes and all.
    pub(crate) config: Vec<(String, String)>,
}
