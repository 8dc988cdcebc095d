//! The connection that tracks keys (CLIENT TRACKING), and the commands that made it do so. Pure.

use crate::net::ConnectionHandle;

type Words = Vec<Vec<u8>>;

/// The tracking of one connection; in a cluster, of the last that was asked.
#[derive(Debug, Default)]
pub(super) struct Tracking {
    /// `None` once it is lost.
    connection: Option<ConnectionHandle>,
    /// In order, since each may have added prefixes. Empty where nothing is tracked.
    pub(super) commands: Vec<Words>,
}

impl Tracking {
    /// Records a CLIENT TRACKING command of a connection; `None` turns tracking off.
    pub(super) fn learn(&mut self, connection: &ConnectionHandle, command: Option<&Words>) {
        if command.is_none() || self.connection.as_ref() != Some(connection) {
            self.commands.clear();
        }
        self.connection = Some(connection.clone());
        let is_new = |command: &&Words| !self.commands.contains(command);
        if let Some(command) = command.filter(is_new) {
            self.commands.push(command.clone());
        }
    }

    /// Forgets the connection if it is not among the open ones.
    pub(super) fn retain(&mut self, open: &[ConnectionHandle]) {
        self.connection.take_if(|own| !open.contains(own));
    }

    /// Whether keys are tracked, or were on a lost connection.
    pub(super) fn is_on(&self) -> bool {
        !self.commands.is_empty()
    }

    pub(super) fn is_lost(&self) -> bool {
        self.is_on() && self.connection.is_none()
    }
}
