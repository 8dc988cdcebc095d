//! Which server the shell is on, and how it goes on with another one.

use redsh_engine::net::Address;

use super::{Next, Shell};
use crate::process::{exit, stderr};
use crate::words::prompt::Place;

impl Shell<'_> {
    /// Connects. That there is no server is no reason not to begin.
    pub(super) fn greet(&mut self) -> anyhow::Result<()> {
        match self.session.connect() {
            Ok(()) => Ok(()),
            Err(error) => self.complain(&error),
        }
    }

    /// Where a line goes that is typed now.
    pub(super) fn place(&mut self) -> Place<'_> {
        Place {
            status: self.session.status(),
            primary: self.primary.as_deref(),
            profile: self.profile.as_deref(),
        }
    }

    /// Goes on with the server at an address, whatever profile or sentinels have led here.
    pub(super) fn connect(&mut self, address: Address) -> anyhow::Result<()> {
        self.session.leave();
        self.primary = None;
        match self.session.connect_to(address) {
            Ok(()) => Ok(()),
            Err(error) => self.complain(&error),
        }
    }

    /// Goes on with a profile's server. Where that is none that can be used, with the one of now.
    pub(super) fn use_profile(&mut self, profile: &str) -> anyhow::Result<Next> {
        let server = match (self.servers.open)(profile) {
            Ok(server) => server,
            Err(error) => {
                if self.signals.was_interrupted() {
                    // The terminal has written `^C`.
                    self.show("\n")?;
                }
                stderr::tell(exit::told(&error));
                return Ok(Next::Line);
            }
        };
        self.session.leave();
        self.session.continue_with(server.client);
        self.primary = server.primary;
        self.profile = Some(profile.to_owned());
        self.preferences = self.usual.under(&server.layer);
        self.follow_preferences();
        self.greet()?;
        Ok(Next::Line)
    }
}
