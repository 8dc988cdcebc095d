//! Verifying the server's certificate.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::{TlsOptions, common_name, pem};
use crate::error::Error;

/// Verifies the certificate, unless the options disable that, and always the signature of the handshake.
#[derive(Debug)]
pub(super) struct ServerVerifier {
    /// `None` accepts any certificate.
    chain: Option<Chain>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerVerifier {
    /// Reads the trusted certificates, unless verification is disabled.
    pub(super) fn new(options: &TlsOptions, provider: &Arc<CryptoProvider>) -> Result<Self, Error> {
        let chain = match options.insecure {
            true => None,
            false => Some(Chain::new(options, provider)?),
        };
        Ok(ServerVerifier {
            chain,
            algorithms: provider.signature_verification_algorithms,
        })
    }

    /// X.509 version 1 certificates, which old instructions for test servers create, cannot be parsed, so their
    /// signatures cannot be verified. If any certificate is accepted, this verification proves nothing.
    fn unless_unreadable(
        &self,
        certificate: &CertificateDer<'_>,
        result: Result<HandshakeSignatureValid, rustls::Error>,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        match result {
            Err(_) if self.chain.is_none() && ParsedCertificate::try_from(certificate).is_err() => {
                Ok(HandshakeSignatureValid::assertion())
            }
            result => result,
        }
    }
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match &self.chain {
            None => Ok(ServerCertVerified::assertion()),
            Some(chain) => chain.verify(certificate, intermediates, name, ocsp, now),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let result = verify_tls12_signature(message, certificate, signature, &self.algorithms);
        self.unless_unreadable(certificate, result)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let result = verify_tls13_signature(message, certificate, signature, &self.algorithms);
        self.unless_unreadable(certificate, result)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Verifies against the trusted certificates.
#[derive(Debug)]
struct Chain {
    webpki: Arc<WebPkiServerVerifier>,
    /// The certificates of the options. A server may also present one of them as its own.
    given: Vec<CertificateDer<'static>>,
}

impl Chain {
    /// Trusts the file and the folder of the options, or the system's roots.
    fn new(options: &TlsOptions, provider: &Arc<CryptoProvider>) -> Result<Self, Error> {
        const CA: &str = "CA certificates";
        let mut given = Vec::new();
        if let Some(file) = &options.ca_cert {
            given.extend(pem::certificates(CA, file)?);
        }
        if let Some(folder) = &options.ca_cert_dir {
            given.extend(pem::certificates_in(CA, folder)?);
        }
        let store = match given.is_empty() {
            true => store(
                rustls_native_certs::load_native_certs().certs,
                "this system has no trusted certificates; provide a CA certificate",
            ),
            false => store(given.clone(), "none of the CA certificates can be parsed"),
        }?;
        let provider = Arc::clone(provider);
        let webpki = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
            .build()
            .map_err(|error| Error::TlsOption(format!("the trusted certificates: {error}")))?;
        Ok(Chain { webpki, given })
    }

    /// 1. rustls verifies validity, chain, purpose and name, in this order.
    /// 2. `openssl req -x509` creates self-signed certificates that are authorities, which rustls does not accept as
    ///    a server's. As in OpenSSL, such a certificate is accepted for its names if it is itself trusted. rustls has
    ///    verified its validity before it rejects an authority.
    /// 3. A certificate without alternative names is for its common name, also as in OpenSSL.
    fn verify(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self
            .webpki
            .verify_server_cert(certificate, intermediates, name, ocsp, now);
        let named = match verified {
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(_)))
                if self.given.iter().any(|given| given == certificate) =>
            {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)
                    .map(|()| ServerCertVerified::assertion())
            }
            result => result,
        };
        match named {
            Err(rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext {
                presented,
                ..
            })) if presented.is_empty() && common_name::is_named(certificate, name) => {
                Ok(ServerCertVerified::assertion())
            }
            result => result,
        }
    }
}

/// Skips certificates that cannot be parsed, which a system's collection may contain.
fn store(
    certificates: Vec<CertificateDer<'static>>,
    if_empty: &str,
) -> Result<RootCertStore, Error> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates);
    match store.is_empty() {
        true => Err(Error::TlsOption(if_empty.to_owned())),
        false => Ok(store),
    }
}

#[cfg(test)]
mod tests {
    use rustls::crypto::ring::default_provider;

    use super::*;

    #[test]
    fn an_unreadable_certificate_is_accepted_only_without_verification() {
        let insecure = TlsOptions {
            insecure: true,
            ..TlsOptions::default()
        };
        let provider = Arc::new(default_provider());
        let lax = ServerVerifier::new(&insecure, &provider).expect("nothing to read");
        let unreadable = CertificateDer::from(vec![0x30, 0]);
        let refused = || {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::BadEncoding,
            ))
        };
        assert!(lax.unless_unreadable(&unreadable, refused()).is_ok());

        let readable = rcgen::generate_simple_self_signed(Vec::new()).expect("a certificate");
        assert!(
            lax.unless_unreadable(readable.cert.der(), refused())
                .is_err()
        );
    }
}
