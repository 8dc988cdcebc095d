//! The session of the shell: the server that it is connected to, and the reports about it.

use redsh_engine::net::Address;

use super::settings::{NamedServer, Profiles};
use crate::process::stdout::Sink;
use crate::process::{exit, stderr};
use crate::session::Session;
use crate::words::prompt::ServerPlace;

/// Printed after commands were lost with their transaction: the next lines must not run outside of it.
const TRANSACTION_LOST: &str =
    "type EXEC, DISCARD, UNWATCH or RESET first: this may belong to the lost transaction";

/// The outcome of sending a command: an error if the connection is lost, not if the reply is an error.
pub(super) type Sent = anyhow::Result<()>;

/// The session, and the names of its server.
pub(super) struct ActiveSession<'s> {
    pub(super) session: &'s mut Session<Sink>,
    pub(super) profiles: Profiles<'s>,
    pub(super) primary: Option<String>,
    pub(super) profile: Option<String>,
}

impl ActiveSession<'_> {
    /// Connects, and reports a failure: the shell also starts without a server.
    pub(super) fn connect(&mut self) -> anyhow::Result<()> {
        let outcome = self.session.connect();
        outcome.or_else(|error| self.report_error(&error))
    }

    /// Switches to the server at an address, which no sentinel or profile has named.
    pub(super) fn connect_to(&mut self, address: Address) -> anyhow::Result<()> {
        self.session.leave();
        (self.primary, self.profile) = (None, None);
        let outcome = self.session.connect_to(address);
        outcome.or_else(|error| self.report_error(&error))
    }

    /// Switches to the server of a profile, which is connected if it can be reached.
    ///
    /// # Errors
    /// The server refuses the login. The session stays with the current server.
    pub(super) fn switch_to(&mut self, profile: &str, server: NamedServer) -> anyhow::Result<()> {
        let client = self.session.logged_in(server.client)?;
        self.session.leave();
        self.session.continue_with(client);
        self.primary = server.primary;
        self.profile = Some(profile.to_owned());
        Ok(())
    }

    /// Returns the profiles, one per line, with a mark at the profile in use.
    pub(super) fn profile_list(&self) -> String {
        let line = |name: &String| {
            let is_used = self.profile.as_ref() == Some(name);
            format!("{} {name}\n", if is_used { '*' } else { ' ' })
        };
        match self.profiles.names.is_empty() {
            true => "the configuration has no profiles\n".to_owned(),
            false => self.profiles.names.iter().map(line).collect(),
        }
    }

    /// Returns the server that the next line goes to.
    pub(super) fn place(&mut self) -> ServerPlace<'_> {
        ServerPlace {
            status: self.session.status(),
            primary: self.primary.as_deref(),
            profile: self.profile.as_deref(),
        }
    }

    /// Reports the outcome of a command, and returns whether the connection is still up.
    pub(super) fn report(&mut self, outcome: Sent) -> anyhow::Result<bool> {
        match &outcome {
            Ok(()) => self.report_lost_commands(),
            Err(error) => self.report_error(error)?,
        }
        Ok(outcome.is_ok())
    }

    /// Reports why a command has no reply.
    ///
    /// After Ctrl-C the terminal has printed `^C`. The next command reconnects: a busy server would delay the prompt.
    pub(super) fn report_error(&mut self, error: &anyhow::Error) -> anyhow::Result<()> {
        if matches!(error.downcast_ref(), Some(redsh_engine::Error::Interrupted)) {
            self.session.give_up()?;
        }
        self.report_lost_commands();
        stderr::tell(exit::message(error));
        Ok(())
    }

    pub(super) fn show_or_report(&mut self, text: anyhow::Result<String>) -> anyhow::Result<()> {
        match text {
            Ok(text) => self.session.show(&text),
            Err(error) => self.report_error(&error),
        }
    }

    fn report_lost_commands(&mut self) {
        if self.session.report_lost() && self.session.client().has_lost_transaction() {
            stderr::tell(TRANSACTION_LOST);
        }
    }
}
