//! How an address is reached.

use std::sync::Arc;
use std::time::Duration;

use super::TlsClient;

/// What holds for every connection that is made.
#[derive(Debug, Clone, Default)]
pub struct DialOptions {
    /// For each address that a name has; `None` leaves it to the system.
    pub connect_timeout: Option<Duration>,
    /// Which addresses of a name to try first.
    pub family: Family,
    /// Multipath TCP; an error on a Unix socket or a system without it.
    pub multipath: bool,
    /// TLS on top; `None` is plain text.
    pub tls: Option<Arc<TlsClient>>,
}

/// Which of a name's addresses are tried first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// In the order that the system gives.
    #[default]
    Any,
    /// IPv4 first, `-4`.
    PreferV4,
    /// IPv6 first, `-6`.
    PreferV6,
}
