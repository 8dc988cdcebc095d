//! The client's certificate and private key.

use std::path::Path;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::{TlsOptions, pem};
use crate::error::Error;

/// The client's certificate, for servers that request one.
pub(super) struct Identity {
    /// The client's certificate, followed by those of intermediate authorities.
    pub(super) chain: Vec<CertificateDer<'static>>,
    /// The private key of the client's certificate.
    pub(super) key: PrivateKeyDer<'static>,
}

/// Reads the files of the options; `None` without a client certificate.
pub(super) fn read(options: &TlsOptions) -> Result<Option<Identity>, Error> {
    match (&options.cert, &options.key) {
        (None, None) => Ok(None),
        (Some(cert), Some(key)) => read_pair(cert, key).map(Some),
        (Some(_), None) => Err(alone("a client certificate", "its private key")),
        (None, Some(_)) => Err(alone("a private key", "its client certificate")),
    }
}

/// Creates the error for a certificate and key that rustls rejects.
pub(super) fn refused(options: &TlsOptions, error: &rustls::Error) -> Error {
    let name = |path: &Option<_>| {
        path.as_deref()
            .unwrap_or(Path::new(""))
            .display()
            .to_string()
    };
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

fn read_pair(cert: &Path, key: &Path) -> Result<Identity, Error> {
    Ok(Identity {
        chain: pem::certificates("client certificate", cert)?,
        key: pem::private_key("private key", key)?,
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
        let error = |options| read(&options).err().expect("half a pair").to_string();
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
