//! Whom to trust: the authorities that the user names, else the system's.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::{TlsOptions, pem};
use crate::error::Error;

/// The certificates of the trusted authorities, in messages.
const CA: &str = "CA certificates";

/// The trusted certificates.
pub(super) struct Roots {
    /// As authorities.
    pub(super) store: RootCertStore,
    /// Those that the user gave, word for word. Each is trusted as a server's own certificate too.
    pub(super) given: Vec<CertificateDer<'static>>,
}

impl Roots {
    /// Reads the file and the folder that the options name, or, where they name neither, what the system has.
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

/// A system's collection may hold certificates too odd to be read: those alone are left out.
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
