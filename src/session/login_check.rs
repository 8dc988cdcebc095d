//! Logins that must succeed: the commands behind a refused one would run as the default user.

use anyhow::bail;
use redsh_engine::Error;
use redsh_engine::client::{CommandFate, Reply, ReplyHandler};
use redsh_engine::net::{Address, Notice};

use crate::process::stderr;

/// Reports the notices of new connections.
///
/// # Errors
/// The login failed: the run would go on as the default user.
pub(crate) fn report_notices<'n>(
    notices: impl IntoIterator<Item = &'n Notice>,
) -> anyhow::Result<()> {
    for notice in notices {
        match notice {
            Notice::NotAuthenticated(_) => bail!(notice.to_string()),
            Notice::NoProtocol(_) | Notice::NotNamed(_) => stderr::tell(notice.to_string()),
        }
    }
    Ok(())
}

/// A handler for connecting to a server, which reports the notices of the connection.
#[derive(Debug, Default)]
pub(super) struct LoginCheck {
    /// The error of a login that the server refuses.
    pub(super) refused: Option<anyhow::Error>,
}

impl<T> ReplyHandler<T> for LoginCheck {
    fn reply(&mut self, _: &T, _: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn lost(&mut self, _: &T, _: CommandFate, _: Option<&Error>) {}

    fn connected(&mut self, _: &Address, notices: Vec<Notice>) {
        let refused = report_notices(&notices).err();
        self.refused = self.refused.take().or(refused);
    }
}
