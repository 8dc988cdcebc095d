//! The login of a connection: user, password, database, name.

use clap::{Args, ValueHint};
use redsh_engine::net::{Credentials, Login, Secret};

use super::given::ConnectSources;
use super::usage::Usage;
use super::value::{self, Read};

/// The user whose password redsh asks for, `--askpass`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskPassword {
    user: Option<String>,
}

impl AskPassword {
    /// Returns the credentials, given the password that the user typed.
    pub(crate) fn answered(self, password: Secret) -> Option<Credentials> {
        credentials(self.user, Some(password))
    }
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Login")]
pub(super) struct LoginArgs {
    /// Set the password (REDISCLI_AUTH is safer)
    ///
    /// Other users of the machine can see arguments. REDISCLI_AUTH and --askpass hide the password from them.
    #[arg(short = 'a', long = "pass", value_name = "PASSWORD", value_parser = Read(value::secret))]
    pub(super) password: Option<Secret>,

    /// Log in as USER
    #[arg(long, value_name = "USER", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    pub(super) user: Option<String>,

    /// Ask for the password
    ///
    /// Overrides -a and REDISCLI_AUTH.
    #[arg(long)]
    askpass: bool,

    /// Do not warn about a password on the command line
    #[arg(long)]
    pub(super) no_auth_warning: bool,

    /// Select database DB [default: 0]
    #[arg(short = 'n', value_name = "DB", value_parser = Read(value::database))]
    pub(super) db: Option<u32>,

    /// Name the connection, as shown by CLIENT LIST
    #[arg(long, value_name = "NAME", value_parser = Read(value::text))]
    name: Option<String>,
}

impl LoginArgs {
    /// Returns the login, and the user to ask for a password.
    pub(super) fn resolve(
        self,
        sources: ConnectSources,
    ) -> Result<(Login, Option<AskPassword>), Usage> {
        let ConnectSources { given, uri, env } = sources;
        let db = given.later("db", self.db, uri.db).unwrap_or_default();
        let user = given.later("user", self.user, uri.user);
        let mut login = Login {
            db,
            name: self.name,
            ..Login::default()
        };
        if self.askpass {
            return Ok((login, Some(AskPassword { user })));
        }
        let password = given.later("password", self.password, uri.password);
        let password = env.or(password, "VALKEYCLI_AUTH", value::secret)?;
        let password = env.or(password, "REDISCLI_AUTH", value::secret)?;
        login.credentials = credentials(user, password);
        Ok((login, None))
    }
}

/// Returns `None` without a password. An empty password counts only together with a user, so that `-a "$UNSET"` works with a
/// server that requires no password.
pub(super) fn credentials(user: Option<String>, password: Option<Secret>) -> Option<Credentials> {
    let password = password.filter(|password| user.is_some() || !password.expose().is_empty())?;
    Some(Credentials { user, password })
}
