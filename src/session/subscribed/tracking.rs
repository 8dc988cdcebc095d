//! Which connection tracks keys, as CLIENT TRACKING has asked for, and by which commands. Pure, but that connections are
//! told apart.

use redsh_engine::net::ConnectionHandle;

/// A command's words.
type Words = Vec<Vec<u8>>;

/// What one connection tracks: in a cluster, the one that was asked last.
#[derive(Debug, Default)]
pub(super) struct Tracking {
    /// `None` once it is lost.
    connection: Option<ConnectionHandle>,
    /// In order: each may have added prefixes. Without any, nothing is tracked.
    commands: Vec<Words>,
}

impl Tracking {
    /// Takes in that a connection was asked for it, or, without a command, to end it. What another connection was asked for
    /// is not its own.
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

    /// These connections are all that there are.
    pub(super) fn only(&mut self, living: &[ConnectionHandle]) {
        self.connection.take_if(|own| !living.contains(own));
    }

    /// Whether keys are tracked, or are to be again.
    pub(super) fn is_on(&self) -> bool {
        !self.commands.is_empty()
    }

    /// Whether the connection that did it is lost.
    pub(super) fn is_lost(&self) -> bool {
        self.is_on() && self.connection.is_none()
    }

    /// What makes a connection do it.
    pub(super) fn commands(&self) -> &[Words] {
        &self.commands
    }
}
