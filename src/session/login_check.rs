//! Logins that must succeed: the commands behind a refused one would run as the default user.

use anyhow::bail;
use redsh_engine::Error;
use redsh_engine::net::{Connection, Endpoint, Notice};

use crate::process::stderr;

/// Opens a connection whose login has succeeded.
///
/// # Errors
/// The server cannot be reached, or refuses the login.
pub(crate) fn open(endpoint: &Endpoint) -> anyhow::Result<Connection> {
    let opened = Connection::open(endpoint, &[]).map_err(Error::from)?;
    report_notices(&opened.notices)?;
    Ok(opened.connection)
}

/// Reports the notices of new connections.
///
/// # Errors
/// The login failed: the run would go on as the default user.
pub(crate) fn report_notices<'n>(
    notices: impl IntoIterator<Item = &'n Notice>,
) -> anyhow::Result<()> {
    for notice in notices {
        match notice {
            Notice::NotAuthenticated(_) | Notice::NotSelected { .. } => bail!(notice.to_string()),
            Notice::NoProtocol(_) => stderr::tell(notice.to_string()),
            // The user has chosen no name: a proxy or an ACL may refuse that of a mode.
            Notice::NotNamed(_) => {}
        }
    }
    Ok(())
}
