//! What is asked of TLS.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use redsh_engine::net::TlsOptions;

use super::sentinel::SentinelArgs;
use super::value::{self, Read};

/// For connections of each kind; `None` is plain text.
pub(super) struct Tls {
    pub(super) nodes: Option<TlsOptions>,
    pub(super) sentinels: Option<TlsOptions>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "TLS")]
pub(super) struct TlsArgs {
    /// Connect with TLS
    #[arg(long)]
    tls: bool,

    /// Name to ask for and to check the certificate against [default: the host]
    #[arg(long, value_name = "HOST", value_hint = ValueHint::Hostname, value_parser = Read(value::text))]
    sni: Option<String>,

    /// Trust the certificate authorities in FILE, not the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    cacert: Option<PathBuf>,

    /// Trust the certificate authorities in the files of DIR, not the system's
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    cacertdir: Option<PathBuf>,

    /// Accept any certificate
    #[arg(long)]
    insecure: bool,

    /// Show this certificate to the server
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    cert: Option<PathBuf>,

    /// Private key of --cert
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    key: Option<PathBuf>,

    /// Ciphers of TLS 1.2 to allow, with colons between them
    #[arg(long, value_name = "LIST", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    tls_ciphers: Option<String>,

    /// Cipher suites of TLS 1.3 to allow, with colons between them
    #[arg(long, value_name = "LIST", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    tls_ciphersuites: Option<String>,
}

impl TlsArgs {
    /// The other options do nothing without `--tls` or a URI that asks for it, as in redis-cli.
    pub(super) fn resolve(self, uri_asks: bool, sentinel: &SentinelArgs) -> Tls {
        let nodes = self.tls || uri_asks;
        let sentinels = sentinel.wants_tls(nodes);
        let options = self.options();
        Tls {
            sentinels: sentinels.then(|| options.clone()),
            nodes: nodes.then_some(options),
        }
    }

    fn options(self) -> TlsOptions {
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
