//! TLS on a connection.
//!
//! rustls lives only in this folder: [`TlsClient`] is made once from the options, opens a [`Session`] on a connected socket,
//! and a session's two halves seal and open what goes over it. It must not know commands, clusters or threads.

mod ciphers;
mod client;
mod fault;
mod handshake;
mod identity;
mod pem;
mod roots;
mod session;
mod suites;
mod verify;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use client::TlsClient;
pub(super) use session::{Opener, Sealer, Session};

/// What the user asks of TLS. Files are PEM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// Trusted roots from this file instead of the system's.
    pub ca_cert: Option<PathBuf>,
    /// Trusted roots from all files in this folder instead of the system's.
    pub ca_cert_dir: Option<PathBuf>,
    /// Neither the certificate's chain nor its name is checked, and no roots are read.
    pub insecure: bool,
    /// The client's certificate chain; goes with `key`.
    pub cert: Option<PathBuf>,
    /// The client's private key; goes with `cert`.
    pub key: Option<PathBuf>,
    /// The name to ask for and to check; by default the host's name.
    pub server_name: Option<String>,
    /// TLS 1.2 ciphers, colon-separated, by OpenSSL or IANA name.
    pub ciphers: Option<String>,
    /// TLS 1.3 cipher suites, colon-separated, by IANA name.
    pub cipher_suites: Option<String>,
}
