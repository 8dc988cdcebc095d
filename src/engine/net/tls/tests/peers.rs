//! Certificates and TLS servers for the tests.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::TempDir;

/// A certificate authority, and a folder with its files, which is deleted with it.
pub(super) struct Authority {
    folder: TempDir,
    issuer: Issuer<'static, KeyPair>,
}

/// The files of a certificate and its key.
pub(super) struct Issued {
    pub(super) cert: PathBuf,
    pub(super) key: PathBuf,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut params = params(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let cert = params.self_signed(&key).expect("a certificate");
        fs::write(folder.path().join("ca.crt"), cert.pem()).expect("a file");
        Authority {
            folder,
            issuer: Issuer::new(params, key),
        }
    }

    pub(super) fn cert(&self) -> PathBuf {
        self.folder.path().join("ca.crt")
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Issues a certificate for these names and IP literals.
    pub(super) fn issue(&self, names: &[&str]) -> Issued {
        self.sign(&params("a server", names))
    }

    /// Issues a certificate that was valid only in 2001.
    pub(super) fn issue_expired(&self, names: &[&str]) -> Issued {
        let mut params = params("a server", names);
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        self.sign(&params)
    }

    /// Creates a self-signed certificate that is also an authority, as `openssl req -x509` does.
    pub(super) fn self_signed(&self, names: &[&str]) -> Issued {
        let mut params = params("a server", names);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let cert = params.self_signed(&key).expect("a certificate");
        self.store(&cert, &key)
    }

    fn sign(&self, params: &CertificateParams) -> Issued {
        let key = KeyPair::generate().expect("a key");
        let cert = params.signed_by(&key, &self.issuer).expect("a certificate");
        self.store(&cert, &key)
    }

    fn store(&self, cert: &rcgen::Certificate, key: &KeyPair) -> Issued {
        let path = |ending| self.folder.path().join(format!("issued.{ending}"));
        let issued = Issued {
            cert: path("crt"),
            key: path("key"),
        };
        fs::write(&issued.cert, cert.pem()).expect("a file");
        fs::write(&issued.key, key.serialize_pem()).expect("a file");
        issued
    }
}

fn params(subject: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names of these tests");
    params.distinguished_name.push(DnType::CommonName, subject);
    params
}

/// A redis-server with TLS on loopback, which is ended with the value.
pub(super) struct Server {
    process: Child,
    pub(super) port: u16,
}

impl Server {
    /// Starts a server with this certificate, which trusts the authority's clients. `more` are additional options.
    pub(super) fn start(authority: &Authority, issued: &Issued, more: &[&str]) -> Self {
        // Another process may take the free port before the server does.
        let mut attempts = (0..5).map(|_| Server::launch(authority, issued, more));
        attempts
            .find_map(Server::once_up)
            .expect("redis-server does not come up")
    }

    fn launch(authority: &Authority, issued: &Issued, more: &[&str]) -> Self {
        let port = free_port();
        let process = Command::new("redis-server")
            .args([
                "--port",
                "0",
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--tls-port",
            ])
            .arg(port.to_string())
            .arg("--tls-cert-file")
            .arg(&issued.cert)
            .arg("--tls-key-file")
            .arg(&issued.key)
            .arg("--tls-ca-cert-file")
            .arg(authority.cert())
            .args(["--tls-auth-clients", "no"])
            .args(more)
            .current_dir(authority.folder())
            .stdout(Stdio::piped())
            .spawn()
            .expect("redis-server on PATH");
        Server { process, port }
    }

    /// Waits until the server reports that it is ready; `None` if it ends before. A connection would not prove it:
    /// another test's server may have the port.
    fn once_up(mut self) -> Option<Self> {
        let log = self.process.stdout.take().expect("a pipe");
        let mut lines = BufReader::new(log).lines().map_while(Result::ok);
        lines
            .any(|line| line.contains("Ready to accept connections"))
            .then_some(self)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}
