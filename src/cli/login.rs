//! Who logs in, and what every connection is to be.

use clap::{Args, ValueHint};
use redsh_engine::net::{Credentials, Login, ProtocolPreference, Secret};

use super::env::Environment;
use super::given::Given;
use super::uri::Uri;
use super::usage::Usage;
use super::value::{self, Read};

/// `--askpass`: whose password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskPassword {
    user: Option<String>,
}

impl AskPassword {
    /// What to log in with, once the password is there.
    pub(crate) fn answered(self, password: Secret) -> Option<Credentials> {
        credentials(self.user, Some(password))
    }
}

/// In redis-cli's words, which scripts filter from stderr.
const PASSWORD_WARNING: &str = "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.";

#[derive(Debug, Args)]
#[command(next_help_heading = "Login")]
pub(super) struct LoginArgs {
    /// Password; other users of the machine can see it, so REDISCLI_AUTH or --askpass is safer
    #[arg(short = 'a', long = "pass", value_name = "PASSWORD", value_parser = Read(value::secret))]
    password: Option<Secret>,

    /// User, for servers with access control lists
    #[arg(long, value_name = "USER", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    user: Option<String>,

    /// Ask for the password, whatever -a and REDISCLI_AUTH say
    #[arg(long)]
    askpass: bool,

    /// Do not warn about a password on the command line
    #[arg(long)]
    no_auth_warning: bool,

    /// Database [default: 0]
    #[arg(short = 'n', value_name = "DB", value_parser = Read(value::database))]
    db: Option<u32>,

    /// Name of the connection, as CLIENT LIST shows it
    #[arg(long, value_name = "NAME", value_parser = Read(value::text))]
    name: Option<String>,
}

impl LoginArgs {
    /// Only for a password that the command line shows: one from the environment is what the warning asks for.
    pub(super) fn warning(&self, uri: Option<&Uri>) -> Option<&'static str> {
        let shown = self.password.is_some() || uri.is_some_and(|uri| uri.password.is_some());
        shown.then_some(PASSWORD_WARNING)
    }

    /// Whether passwords on the command line are to be warned about.
    pub(super) fn warns(&self) -> bool {
        !self.no_auth_warning
    }

    /// The login, and whose password is missing in it yet.
    pub(super) fn resolve(
        self,
        given: &Given,
        env: &Environment,
        uri: Uri,
        protocol: ProtocolPreference,
    ) -> Result<(Login, Option<AskPassword>), Usage> {
        let db = given.later("db", self.db, uri.db).unwrap_or_default();
        let user = given.later("user", self.user, uri.user);
        let login = Login {
            credentials: None,
            db,
            name: self.name,
            protocol,
            ..Login::default()
        };
        if self.askpass {
            return Ok((login, Some(AskPassword { user })));
        }
        let password = given.later("password", self.password, uri.password);
        let password = if password.is_none() {
            env.password()?
        } else {
            password
        };
        Ok((
            Login {
                credentials: credentials(user, password),
                ..login
            },
            None,
        ))
    }
}

/// A user without a password does not log in. An empty password is one only for a user who is named: `-a "$UNSET"` is to
/// work with a server that wants none.
pub(super) fn credentials(user: Option<String>, password: Option<Secret>) -> Option<Credentials> {
    let password = password.filter(|password| user.is_some() || !password.expose().is_empty())?;
    Some(Credentials { user, password })
}
