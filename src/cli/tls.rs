//! TLS options.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use redsh_engine::net::TlsOptions;

use super::value::{self, Read};

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "TLS")]
pub(super) struct TlsArgs {
    /// Connect with TLS
    #[arg(long)]
    pub(super) tls: bool,

    /// Set the TLS server name [default: the host]
    ///
    /// The certificate of the server must be valid for this name.
    #[arg(long, value_name = "HOST", value_hint = ValueHint::Hostname, value_parser = Read(value::text))]
    sni: Option<String>,

    /// Trust the CA certificates in FILE
    ///
    /// Replaces the system's certificates.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    cacert: Option<PathBuf>,

    /// Trust the CA certificates in DIR
    ///
    /// Replaces the system's certificates.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    cacertdir: Option<PathBuf>,

    /// Accept any server certificate
    #[arg(long)]
    insecure: bool,

    /// Present this client certificate
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    cert: Option<PathBuf>,

    /// Use this private key for --cert
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    key: Option<PathBuf>,

    /// Allow these TLS 1.2 ciphers (A:B:C)
    #[arg(long, value_name = "LIST", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    tls_ciphers: Option<String>,

    /// Allow these TLS 1.3 cipher suites (A:B:C)
    #[arg(long, value_name = "LIST", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    tls_ciphersuites: Option<String>,
}

impl TlsArgs {
    /// Without `--tls` or a TLS URI these have no effect, as in redis-cli.
    pub(super) fn options(self) -> TlsOptions {
        TlsOptions {
            ca_cert: self.cacert,
            ca_cert_dir: self.cacertdir,
            insecure: self.insecure,
            cert: self.cert,
            key: self.key,
            server_name: self.sni,
            ciphers: self.tls_ciphers,
            cipher_suites: self.tls_ciphersuites,
        }
    }
}
