//! Where a server is.

use std::fmt;
use std::path::PathBuf;

/// The address of one server, as the user or another server gave it: a name is not looked up before it is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// A host name or IP literal (an IPv6 one without brackets) and a port.
    Tcp {
        /// Name or IP literal.
        host: String,
        /// 1 to 65535 in practice; 0 is never listened on.
        port: u16,
    },
    /// The path of a Unix socket.
    Unix(PathBuf),
}

impl Address {
    /// A TCP address.
    pub fn tcp(host: impl Into<String>, port: u16) -> Self {
        Address::Tcp {
            host: host.into(),
            port,
        }
    }
}

impl fmt::Display for Address {
    /// `host:port`, `[v6]:port` or the socket's path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Tcp { host, port } => write!(f, "{host}:{port}"),
            Address::Unix(path) => write!(f, "{}", path.display()),
        }
    }
}
