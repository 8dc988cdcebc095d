//! Creates certificates for servers with TLS and their clients. The only module that uses `rcgen`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

/// The names and addresses of the server.
const SERVER_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The files of authority, server and client.
const FILES: [&str; 5] = [
    "ca.crt",
    "server.crt",
    "server.key",
    "client.crt",
    "client.key",
];

/// The PEM files of an authority, and of a server and a client that it signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates {
    /// The authority's certificate, for `--cacert`.
    pub ca: PathBuf,
    /// A client's certificate, for `--cert`.
    pub client: PathBuf,
    /// The client's private key, for `--key`.
    pub client_key: PathBuf,
}

impl Certificates {
    /// Writes `ca.crt`, `server.crt`, `server.key`, `client.crt` and `client.key` into `folder`.
    pub(crate) fn make(folder: &Path) -> anyhow::Result<Self> {
        let authority = authority().context("could not create certificates")?;
        let at = |name: &str| folder.join(name);
        write(&at("ca.crt"), &authority.pem())?;
        issue(&authority, server()?, &at("server.crt"), &at("server.key"))?;
        issue(&authority, client()?, &at("client.crt"), &at("client.key"))?;
        Ok(Certificates::within(folder))
    }

    /// Copies the files into `folder`. The servers of a group trust the same authority.
    pub(crate) fn copy_to(&self, folder: &Path) -> anyhow::Result<Self> {
        for file in FILES {
            let path = folder.join(file);
            fs::copy(self.ca.with_file_name(file), &path)
                .with_context(|| format!("could not write {}", path.display()))?;
        }
        Ok(Certificates::within(folder))
    }

    fn within(folder: &Path) -> Self {
        Certificates {
            ca: folder.join("ca.crt"),
            client: folder.join("client.crt"),
            client_key: folder.join("client.key"),
        }
    }
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Result<Authority, rcgen::Error> {
    let mut params = named("redsh sandbox authority", &[])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn server() -> Result<CertificateParams, rcgen::Error> {
    let mut params = named("redsh sandbox server", &SERVER_NAMES)?;
    // A replica or a cluster node is also a client of other servers, with the same certificate.
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    Ok(params)
}

fn client() -> Result<CertificateParams, rcgen::Error> {
    let mut params = named("redsh sandbox client", &[])?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    Ok(params)
}

fn named(name: &str, addresses: &[&str]) -> Result<CertificateParams, rcgen::Error> {
    let addresses: Vec<String> = addresses
        .iter()
        .map(|&address| address.to_owned())
        .collect();
    let mut params = CertificateParams::new(addresses)?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

fn issue(
    authority: &Authority,
    params: CertificateParams,
    certificate: &Path,
    key: &Path,
) -> anyhow::Result<()> {
    let pair = KeyPair::generate().context("could not create a key")?;
    let signed = params
        .signed_by(&pair, authority)
        .context("could not sign a certificate")?;
    write(certificate, &signed.pem())?;
    write(key, &pair.serialize_pem())
}

fn write(path: &Path, pem: &str) -> anyhow::Result<()> {
    fs::write(path, pem).with_context(|| format!("could not write {}", path.display()))
}
