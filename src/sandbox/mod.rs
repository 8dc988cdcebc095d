//! A throw-away real server for `--sandbox`, and for the tests, which compile these files too.
//!
//! A server is started in a temporary folder, on loopback only, keeps nothing on disk, and is gone without a trace when it
//! is dropped or this process ends, by whatever it ends. `program` finds one, `config` says what it is told, `certificates`
//! makes those of TLS, `keeper` starts it and takes it away, `server` puts them together.
//!
//! Must not know the command line, the environment but PATH, or what is run against the server. Being compiled into two
//! crates it names its own parts by `super`, never by `crate`.

#[cfg(unix)]
mod certificates;
#[cfg(unix)]
mod config;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
#[allow(
    dead_code,
    reason = "only the tests reach for these, and the binary has this file too"
)]
mod faults;
#[cfg(unix)]
mod keeper;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod server;

use std::path::PathBuf;

#[cfg(not(unix))]
pub(crate) use elsewhere::Sandbox;
#[cfg(unix)]
pub(crate) use server::Sandbox;

/// What kind of server is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// The program: a path, or a name on PATH; by default `redis-server` or `valkey-server`, what there is.
    pub(crate) server: Option<PathBuf>,
    /// TLS and nothing else on the port, with certificates of its own. A client need not show one.
    pub(crate) tls: bool,
    /// More directives for `redis.conf`, as a name and what stands after it there, quotes and all.
    pub(crate) config: Vec<(String, String)>,
}
