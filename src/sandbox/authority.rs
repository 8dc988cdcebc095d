//! An authority that issues the certificates of a sandbox. The one module that knows `rcgen`.

use std::fs;
use std::path::Path;

use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

/// The names under which the server can be reached.
const SERVER_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Writes the certificate of a new authority, and a certificate and a key of a server and of a client.
pub(super) fn issue(folder: &Path) -> anyhow::Result<()> {
    let authority = authority().context("could not make certificates")?;
    let at = |name: &str| folder.join(name);
    write(&at("ca.crt"), &authority.pem())?;
    issue_one(&authority, server()?, &at("server.crt"), &at("server.key"))?;
    issue_one(&authority, client()?, &at("client.crt"), &at("client.key"))
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
    // A replica or a cluster node is a client of the others, with the same certificate.
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

fn issue_one(
    authority: &Authority,
    params: CertificateParams,
    certificate: &Path,
    key: &Path,
) -> anyhow::Result<()> {
    let pair = KeyPair::generate().context("could not make a key")?;
    let signed = params
        .signed_by(&pair, authority)
        .context("could not sign a certificate")?;
    write(certificate, &signed.pem())?;
    write(key, &pair.serialize_pem())
}

fn write(path: &Path, pem: &str) -> anyhow::Result<()> {
    fs::write(path, pem).with_context(|| format!("could not write {}", path.display()))
}
