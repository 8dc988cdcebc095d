//! Certificates that no sandbox makes: of other authorities, for other names, at other times.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use tempfile::TempDir;

/// An authority, and a folder with its certificate and all certificates that it issues, which is deleted with it.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    cert: PathBuf,
    issued: Cell<usize>,
    folder: TempDir,
}

/// A certificate and its key, in files.
pub struct Issued {
    pub cert: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    /// A new authority, different from all others, even from one with the same name.
    pub fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut params = params(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("it signs itself");
        let cert = write(folder.path(), "ca.crt", &issuer.pem());
        Authority {
            issuer,
            cert,
            issued: Cell::new(0),
            folder,
        }
    }

    /// Its certificate, for `--cacert`.
    pub fn cert(&self) -> &Path {
        &self.cert
    }

    /// The folder of its certificate, for `--cacertdir`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A certificate for these names and IP literals.
    pub fn issue(&self, names: &[&str]) -> Issued {
        self.sign(&params("redsh test", names))
    }

    /// A certificate without alternative names, for this common name.
    pub fn issue_for(&self, name: &str) -> Issued {
        self.sign(&params(name, &[]))
    }

    /// A certificate that was valid only in the year 2001.
    pub fn issue_expired(&self, names: &[&str]) -> Issued {
        self.issue_between(names, 2001, 2002)
    }

    /// A certificate that will be valid in the year 2090.
    pub fn issue_early(&self, names: &[&str]) -> Issued {
        self.issue_between(names, 2090, 2091)
    }

    /// A certificate that signed itself and calls itself an authority, like those of `openssl req -x509`.
    pub fn issue_self_signed(&self, names: &[&str]) -> Issued {
        let mut params = params("redsh test", names);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = key();
        let cert = params.self_signed(&key).expect("it signs itself");
        self.store(&cert, &key)
    }

    fn issue_between(&self, names: &[&str], from: i32, to: i32) -> Issued {
        let mut params = params("redsh test", names);
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> Issued {
        let key = key();
        let cert = params.signed_by(&key, &self.issuer).expect("it signs");
        self.store(&cert, &key)
    }

    fn store(&self, cert: &Certificate, key: &KeyPair) -> Issued {
        let number = self.issued.replace(self.issued.get() + 1);
        let folder = self.folder.path();
        Issued {
            cert: write(folder, &format!("{number}.pem"), &cert.pem()),
            key: write(folder, &format!("{number}.key"), &key.serialize_pem()),
        }
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key can be made")
}

fn params(subject: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names of these tests");
    params.distinguished_name.push(DnType::CommonName, subject);
    params
}

fn write(folder: &Path, name: &str, pem: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, pem).expect("a file can be made");
    path
}
