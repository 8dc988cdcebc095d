//! Logins that must succeed: the commands behind a refused one would run as the default user.

use anyhow::bail;
use redsh_engine::net::Notice;

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
            Notice::NotAuthenticated(_) | Notice::NotSelected { .. } => bail!(notice.to_string()),
            Notice::NoProtocol(_) | Notice::NotNamed(_) => stderr::tell(notice.to_string()),
        }
    }
    Ok(())
}
