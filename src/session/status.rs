//! The status of a session's connection: the server, the user and the state, for prompts and for separate connections.

use redsh_engine::net::Address;

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
