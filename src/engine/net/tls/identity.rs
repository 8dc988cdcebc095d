//! The client certificate and its private key.

use std::path::Path;
use std::sync::Arc;

use rustls::InconsistentKeys;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::{CertifiedKey, SingleCertAndKey};

use super::{TlsOptions, pem};
use crate::error::Error;

/// Reads the client certificate and its key. `None` unless the options name both: one alone has no effect, as in
/// redis-cli.
///
/// A key that does not belong to the certificate is an error, except for certificates of X.509 version 1: rustls cannot
/// parse those, and the server rejects the handshake.
pub(super) fn read(
    options: &TlsOptions,
    provider: &CryptoProvider,
) -> Result<Option<Arc<SingleCertAndKey>>, Error> {
    let (Some(cert), Some(key)) = (&options.cert, &options.key) else {
        return Ok(None);
    };
    let chain = pem::certificates("client certificate", cert)?;
    let private = pem::private_key("private key", key)?;
    let unsupported = unsupported_kind(&private);
    let signing = provider.key_provider.load_private_key(private);
    let signing = signing.map_err(|error| refused_key(key, unsupported, &error))?;
    let certified = CertifiedKey::new(chain, signing);
    match certified.keys_match() {
        Err(rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
            Err(mismatch(cert, key))
        }
        _ => Ok(Some(Arc::new(certified.into()))),
    }
}

/// Object identifiers of keys that rustls cannot use, in DER, with their names.
const UNSUPPORTED: [(&[u8], &str); 2] = [
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], "P-521"),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a],
        "RSA-PSS",
    ),
];

/// Returns the name of a key's kind, if it is one that rustls cannot use.
fn unsupported_kind(key: &PrivateKeyDer<'_>) -> Option<&'static str> {
    let der = key.secret_der();
    let mut kinds = UNSUPPORTED.iter();
    let found = kinds.find(|(id, _)| memchr::memmem::find(der, id).is_some());
    found.map(|(_, name)| *name)
}

fn refused_key(key: &Path, unsupported: Option<&str>, error: &rustls::Error) -> Error {
    let key = key.display();
    Error::TlsOption(match unsupported {
        Some(kind) => format!(
            "cannot use the private key {key}: it is a {kind} key; supported are RSA, P-256, P-384 and Ed25519"
        ),
        None => format!("cannot use the private key {key}: {error}"),
    })
}

fn mismatch(cert: &Path, key: &Path) -> Error {
    let (cert, key) = (cert.display(), key.display());
    Error::TlsOption(format!(
        "the private key {key} does not belong to the first certificate in {cert}"
    ))
}
