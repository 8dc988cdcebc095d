//! Trusted roots: those of the options, or the system's.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::{TlsOptions, pem};
use crate::error::Error;

/// The role of these files in messages.
const CA: &str = "CA certificates";

/// The trusted certificates.
pub(super) struct Roots {
    /// The trusted authorities.
    pub(super) store: RootCertStore,
    /// The certificates of the options. A server may also present one of them as its own.
    pub(super) given: Vec<CertificateDer<'static>>,
}

impl Roots {
    /// Reads the file and the folder of the options, or the system's roots.
    pub(super) fn read(options: &TlsOptions) -> Result<Self, Error> {
        let mut given = Vec::new();
        if let Some(file) = &options.ca_cert {
            given.extend(pem::certificates(CA, file)?);
        }
        if let Some(folder) = &options.ca_cert_dir {
            given.extend(pem::certificates_in(CA, folder)?);
        }
        if given.is_empty() {
            return Ok(Roots {
                store: of_the_system()?,
                given,
            });
        }
        let store = store(given.clone(), "none of the CA certificates can be parsed")?;
        Ok(Roots { store, given })
    }
}

fn of_the_system() -> Result<RootCertStore, Error> {
    let found = rustls_native_certs::load_native_certs();
    store(
        found.certs,
        "this system has no trusted certificates; provide a CA certificate",
    )
}

/// Skips certificates that cannot be parsed, which a system's collection may contain.
fn store(
    certificates: Vec<CertificateDer<'static>>,
    if_empty: &str,
) -> Result<RootCertStore, Error> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates);
    if store.is_empty() {
        return Err(Error::TlsOption(if_empty.to_owned()));
    }
    Ok(store)
}
