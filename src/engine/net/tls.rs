//! TLS on a connection.

use std::path::PathBuf;

/// What the user asks of TLS. Files are PEM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// Trusted roots from this file instead of the system's.
    pub ca_cert: Option<PathBuf>,
    /// Trusted roots from all files in this folder instead of the system's.
    pub ca_cert_dir: Option<PathBuf>,
    /// Neither the certificate's chain nor its name is checked.
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

/// A client's side of TLS, made once and used for every connection.
#[derive(Debug)]
pub struct TlsClient {}
