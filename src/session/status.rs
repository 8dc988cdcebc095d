//! What a session is connected to, as who and in which state: for prompts, and for whoever connects to the same server.

use std::io::Write;

use redsh_engine::net::{Address, Endpoint, Login};

use super::Session;
use crate::session::replies::ReplyProcessor;

/// What a session is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConnectionStatus<'s> {
    /// The server.
    pub(crate) address: &'s Address,
    /// The database that is selected.
    pub(crate) db: u32,
    /// Who has logged in, if that was said.
    pub(crate) user: Option<&'s str>,
    /// The connection's name, if it has one.
    pub(crate) name: Option<&'s str>,
    /// A transaction is open.
    pub(crate) in_transaction: bool,
    /// Channels or patterns are subscribed to.
    pub(crate) is_subscribed: bool,
    /// MONITOR tells what others do.
    pub(crate) is_monitoring: bool,
    /// There is a connection, or the next command will have one: the last was given up by the user.
    pub(crate) is_connected: bool,
}

impl<W: Write> Session<W> {
    /// Where the next command without keys goes, and what the connection to there is.
    pub(crate) fn status(&mut self) -> ConnectionStatus<'_> {
        let is_connected = self.client.is_connected();
        let ReplyProcessor {
            state, subscribed, ..
        } = &self.receiver;
        let login = state.login();
        let credentials = login.credentials.as_ref();
        ConnectionStatus {
            address: self.client.address(),
            db: login.db,
            user: credentials.and_then(|credentials| credentials.user.as_deref()),
            name: login.name.as_deref(),
            in_transaction: is_connected && state.is_in_transaction(),
            is_subscribed: is_connected && subscribed.has_channels(),
            is_monitoring: is_connected && subscribed.has_monitor(),
            is_connected: is_connected || self.client.is_resting(),
        }
    }

    /// How the server that commands without keys go to is reached, as the same user and in the same database.
    pub(crate) fn endpoint(&self) -> Endpoint {
        let login = self.receiver.state.login();
        self.client.endpoint(Login {
            credentials: login.credentials.clone(),
            db: login.db,
            ..Login::default()
        })
    }

    /// The nodes of the cluster, where it is one and its map has been read.
    pub(crate) fn node_addresses(&self) -> Vec<Address> {
        self.client.node_addresses()
    }
}
