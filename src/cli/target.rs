//! The target of a run: a server, a cluster by one of its nodes, or the primary that sentinels name.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use redsh_engine::net::Address;

use super::given::ConnectSources;
use super::sentinel::SentinelTarget;
use super::usage::Usage;
use super::value::{self, Read};

/// The target to connect to. A sandbox replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The server at this address.
    Server(Address),
    /// The cluster of the node at this address, `-c`.
    Cluster(Address),
    /// The primary that sentinels name.
    Sentinel(Box<SentinelTarget>),
}

#[derive(Debug, Clone, Default, Args)]
pub(super) struct AddressArgs {
    /// Connect to HOST [default: 127.0.0.1]
    #[arg(short = 'h', value_name = "HOST", value_hint = ValueHint::Hostname, value_parser = Read(value::text))]
    pub(super) host: Option<String>,

    /// Connect to PORT [default: 6379]
    #[arg(short, value_name = "PORT", value_parser = Read(value::port))]
    pub(super) port: Option<u16>,

    /// Connect to a Unix socket; overrides -h and -p
    #[arg(short, value_name = "SOCKET", value_hint = ValueHint::FilePath)]
    pub(super) socket: Option<PathBuf>,
}

impl AddressArgs {
    /// A socket overrides host and port wherever it stands, as in redis-cli.
    pub(super) fn resolve(self, sources: &ConnectSources) -> Result<Address, Usage> {
        let ConnectSources { given, uri, env } = sources;
        if let Some(path) = self.socket.or(uri.socket.clone()) {
            return Ok(Address::Unix(path));
        }
        let host = given.later("host", self.host, uri.host.clone());
        let port = given.later("port", self.port, uri.port);
        let host = env.or(host, "VALKEYCLI_HOST", value::text)?;
        let port = env.or(port, "VALKEYCLI_PORT", value::port)?;
        if let Some((host, port)) = host.as_deref().and_then(with_port) {
            return Err(Usage::wrong(format_args!(
                "-h takes a host without a port; write -h {host} -p {port}"
            )));
        }
        Ok(Address::tcp(
            host.as_deref().unwrap_or("127.0.0.1"),
            port.unwrap_or(6379),
        ))
    }
}

/// Splits `HOST:PORT`. An IPv6 address has several colons.
fn with_port(host: &str) -> Option<(&str, u16)> {
    let (host, port) = host.split_once(':')?;
    Some((host, port.parse().ok()?)).filter(|(host, _)| !host.is_empty())
}
