//! TLS connections.
//!
//! Only this folder uses rustls. A [`TlsClient`] is created once from the options, and opens a session on a connected
//! socket: an [`Opener`], which decrypts, and a [`Sealer`], which encrypts. This folder knows no
//! commands, clusters or threads.

mod ciphers;
mod client;
mod common_name;
mod der;
mod fault;
mod handshake;
mod identity;
mod pem;
mod session;
mod verify;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use client::TlsClient;
pub(super) use session::{Opener, Sealer};

/// The TLS options. Files are PEM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// A file of trusted roots, instead of the system's.
    pub ca_cert: Option<PathBuf>,
    /// A folder of trusted roots, instead of the system's.
    pub ca_cert_dir: Option<PathBuf>,
    /// Whether to accept any certificate for any name.
    pub insecure: bool,
    /// The client's certificate chain; has no effect without `key`.
    pub cert: Option<PathBuf>,
    /// The client's private key; has no effect without `cert`.
    pub key: Option<PathBuf>,
    /// The name to request and to verify; the host by default.
    pub server_name: Option<String>,
    /// TLS 1.2 ciphers, separated by colons, by OpenSSL or IANA name.
    pub ciphers: Option<String>,
    /// TLS 1.3 cipher suites, separated by colons, by IANA name.
    pub cipher_suites: Option<String>,
}
