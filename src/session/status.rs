//! The status of a session's connection: the server, the user and the state, for prompts and for separate connections.

use std::io::Write;

use redsh_engine::net::{Address, Endpoint, Login};

use super::Session;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConnectionStatus<'s> {
    pub(crate) address: &'s Address,
    pub(crate) db: u32,
    /// The user that logged in by name.
    pub(crate) user: Option<&'s str>,
    pub(crate) name: Option<&'s str>,
    pub(crate) in_transaction: bool,
    /// Channels or patterns are subscribed to.
    pub(crate) is_subscribed: bool,
    pub(crate) is_monitoring: bool,
    /// The connection is open, or the user closed it and the next command reconnects.
    pub(crate) is_connected: bool,
}

impl<W: Write> Session<W> {
    /// The status of the connection that gets commands without keys.
    pub(crate) fn status(&mut self) -> ConnectionStatus<'_> {
        let is_connected = self.client.is_connected();
        let subscribed = self.client.subscribed();
        let (is_subscribed, is_monitoring) = (subscribed.has_channels(), subscribed.has_monitor());
        let login = self.client.login();
        let credentials = login.credentials.as_ref();
        ConnectionStatus {
            address: self.client.address(),
            db: login.db,
            user: credentials.and_then(|credentials| credentials.user.as_deref()),
            name: login.name.as_deref(),
            in_transaction: is_connected && self.client.is_in_transaction(),
            is_subscribed: is_connected && is_subscribed,
            is_monitoring: is_connected && is_monitoring,
            is_connected: is_connected || self.client.is_resting(),
        }
    }

    /// An endpoint for a separate connection to the server that gets commands without keys, as the same user and in the same
    /// database.
    pub(crate) fn endpoint(&self) -> Endpoint {
        let login = self.client.login();
        self.client.endpoint(Login {
            credentials: login.credentials.clone(),
            db: login.db,
            ..Login::default()
        })
    }

    pub(crate) fn node_addresses(&self) -> Vec<Address> {
        self.client.node_addresses()
    }
}
