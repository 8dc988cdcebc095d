//! Going on with another server, at whatever address, as whoever.

use std::io::Write;

use redsh_engine::client::Client;
use redsh_engine::net::{Address, Login};

use super::{Session, idle};
use crate::process::stderr;
use crate::session::context::CommandContext;

impl<W: Write> Session<W> {
    /// Ends what is open over the connections that there are, and says what that was. To be called where commands are
    /// typed, before the session goes on with another server.
    pub(crate) fn leave(&mut self) {
        let status = self.status();
        let place = status.address.to_string();
        if status.in_transaction {
            stderr::tell(format!("the transaction on {place} is given up"));
        }
        let what = idle::told(&self.receiver.subscribed.end());
        if !what.is_empty() {
            stderr::tell(format!("no longer {what} on {place}"));
        }
    }

    /// Goes on with another server, in the same database, and otherwise as at the beginning: a password that was typed
    /// for one server is not for the next one to see.
    ///
    /// # Errors
    /// It is not to be had.
    pub(crate) fn connect_to(&mut self, address: Address) -> anyhow::Result<()> {
        self.finish()?;
        let login = Login {
            db: self.receiver.state.login().db,
            ..self.first_login.clone()
        };
        self.receiver.start_again(login);
        self.client.reconnect_to(address);
        self.connect()
    }

    /// Goes on with another client, whose connections are first to be as `login` says. What may be sent is for whoever has
    /// asked for this to say. Only where nothing is under way.
    pub(crate) fn go_on_with(&mut self, client: Client<CommandContext>, login: Login) {
        self.client = client.with_canceller(self.client.canceller());
        self.receiver.start_again(login.clone());
        self.first_login = login;
    }
}
