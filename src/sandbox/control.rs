//! Sends commands to a server over its Unix socket, as a user with all permissions.

use std::time::Duration;

use anyhow::bail;
use redsh_engine::net::{Address, Connection, DialOptions, Endpoint, Login};
use redsh_engine::resp::{Value, encode_command};

use super::Sandbox;

/// The timeout for a server that hangs.
const ANSWER: Duration = Duration::from_secs(20);

impl Sandbox {
    /// Sends a command on a new connection and returns the reply.
    ///
    /// # Errors
    /// The connection fails, or the reply is an error.
    pub(crate) fn ask<A: AsRef<[u8]>>(&self, words: &[A]) -> anyhow::Result<Value> {
        let mut request = Vec::new();
        encode_command(words, &mut request);
        let reply = self.exchange(&request)?;
        if let Some(error) = reply.as_error() {
            let name = words.first().map(AsRef::as_ref).unwrap_or_default();
            bail!(
                "127.0.0.1:{} refused {}: {}",
                self.port(),
                String::from_utf8_lossy(name),
                String::from_utf8_lossy(error)
            );
        }
        Ok(reply)
    }

    fn exchange(&self, request: &[u8]) -> Result<Value, redsh_engine::Error> {
        let mut opened = Connection::open(&self.endpoint(), request)?;
        let connection = &mut opened.connection;
        connection.reader.set_timeout(Some(ANSWER))?;
        if !opened.sent {
            connection.send_counted(request).1?;
        }
        connection.reader.read_value()
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint {
            address: Address::Unix(self.socket.clone()),
            dial: DialOptions {
                connect_timeout: Some(ANSWER),
                ..DialOptions::default()
            },
            login: Login {
                credentials: self.credentials.clone(),
                ..Login::default()
            },
        }
    }
}
