//! The TLS configuration of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

use super::fault;
use super::handshake;
use super::session::{Opener, Sealer, split};
use super::verify::ServerVerifier;
use super::{TlsOptions, ciphers, identity};
use crate::error::Error;
use crate::net::Address;
use crate::net::socket::Socket;

/// The TLS configuration of a client, for all its connections. It holds the trusted roots, which take milliseconds to
/// read, and sessions to resume.
#[derive(Clone)]
pub struct TlsClient {
    config: Arc<ClientConfig>,
    server_name: Option<String>,
    has_certificate: bool,
}

impl TlsClient {
    /// Reads the files that the options name.
    ///
    /// # Errors
    /// Returns [`Error::TlsOption`] with the file or cipher that cannot be used, and the reason.
    pub fn new(options: &TlsOptions) -> Result<TlsClient, Error> {
        let provider = Arc::new(CryptoProvider {
            cipher_suites: ciphers::choose(options)?,
            ..ring::default_provider()
        });
        let verifier = ServerVerifier::new(options, &provider)?;
        let identity = identity::read(options, &provider)?;
        let has_certificate = identity.is_some();
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::TlsOption(format!("TLS cannot be set up: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let config = match identity {
            None => config.with_no_client_auth(),
            Some(identity) => config.with_client_cert_resolver(identity),
        };
        Ok(TlsClient {
            config: Arc::new(config),
            server_name: options.server_name.clone(),
            has_certificate,
        })
    }

    /// Performs the handshake on a connected socket, within `limit`. Returns the halves of the session, or
    /// a message for the user.
    pub(in crate::net) fn open(
        &self,
        socket: &Socket,
        address: &Address,
        limit: Option<Duration>,
    ) -> Result<(Opener, Sealer), String> {
        let name = self.name_for(address)?;
        let mut tls = ClientConnection::new(Arc::clone(&self.config), name)
            .map_err(|error| fault::words(&error, self.has_certificate))?;
        handshake::complete(&mut tls, socket, limit, self.has_certificate)?;
        Ok(split(tls, self.has_certificate))
    }

    /// The name that the certificate must have. It is also sent as SNI, unless it is an IP literal. A Unix socket
    /// leads to this machine, so its name is `localhost`.
    fn name_for(&self, address: &Address) -> Result<ServerName<'static>, String> {
        let name = match (&self.server_name, address) {
            (Some(name), _) => name.as_str(),
            (None, Address::Tcp { host, .. }) => host,
            (None, Address::Unix(_)) => "localhost",
        };
        ServerName::try_from(name.to_owned()).map_err(|_| {
            format!("\"{name}\" is not a name that a certificate can have; set the name to expect")
        })
    }
}

impl fmt::Debug for TlsClient {
    /// Omits the configuration, which is long and contains the private key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsClient")
            .field("server_name", &self.server_name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(server_name: Option<&str>) -> TlsClient {
        let options = TlsOptions {
            insecure: true,
            server_name: server_name.map(str::to_owned),
            ..TlsOptions::default()
        };
        TlsClient::new(&options).expect("nothing to read")
    }

    fn name(client: &TlsClient, address: &Address) -> String {
        client
            .name_for(address)
            .map_or_else(|error| error, |name| name.to_str().into_owned())
    }

    #[test]
    fn the_name_defaults_to_the_host() {
        let address = Address::tcp("cache.example.org", 6379);
        assert_eq!(name(&client(None), &address), "cache.example.org");
        assert_eq!(name(&client(Some("other")), &address), "other");
        assert_eq!(name(&client(None), &Address::tcp("::1", 6379)), "::1");
        assert_eq!(
            name(&client(None), &Address::Unix("/x".into())),
            "localhost"
        );
    }

    #[test]
    fn a_host_that_is_invalid_in_certificates_is_an_error() {
        assert_eq!(
            name(&client(None), &Address::tcp("fe80::1%eth0", 1)),
            "\"fe80::1%eth0\" is not a name that a certificate can have; set the name to expect"
        );
    }
}
