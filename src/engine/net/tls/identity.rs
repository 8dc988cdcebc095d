//! The client's certificate and private key.

use std::path::PathBuf;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::{TlsOptions, pem};
use crate::error::Error;

/// The certificate chain, which begins with the client's, and the client's private key.
type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Reads the files of the options; `None` without a client certificate.
pub(super) fn read(options: &TlsOptions) -> Result<Option<Identity>, Error> {
    match (&options.cert, &options.key) {
        (None, None) => Ok(None),
        (Some(cert), Some(key)) => Ok(Some((
            pem::certificates("client certificate", cert)?,
            pem::private_key("private key", key)?,
        ))),
        (Some(_), None) => Err(alone("a client certificate", "its private key")),
        (None, Some(_)) => Err(alone("a private key", "its client certificate")),
    }
}

/// Creates the error for a certificate and key that rustls rejects.
pub(super) fn refused(options: &TlsOptions, error: &rustls::Error) -> Error {
    let name = |path: &Option<PathBuf>| path.clone().unwrap_or_default().display().to_string();
    let (cert, key) = (name(&options.cert), name(&options.key));
    Error::TlsOption(match error {
        rustls::Error::InconsistentKeys(_) => {
            format!("the private key {key} does not belong to the first certificate in {cert}")
        }
        error => {
            format!("cannot use the client certificate {cert} with the private key {key}: {error}")
        }
    })
}

fn alone(given: &str, missing: &str) -> Error {
    Error::TlsOption(format!("{given} needs {missing}, too"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_needs_its_key_and_vice_versa() {
        let path = || Some("/x".into());
        let error = |options| read(&options).expect_err("half a pair").to_string();
        assert_eq!(
            error(TlsOptions {
                cert: path(),
                ..TlsOptions::default()
            }),
            "a client certificate needs its private key, too"
        );
        assert_eq!(
            error(TlsOptions {
                key: path(),
                ..TlsOptions::default()
            }),
            "a private key needs its client certificate, too"
        );
    }
}
