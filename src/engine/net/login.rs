//! The login of a connection: user, database, name, protocol.

use std::fmt;

/// A password, which [`Debug`](fmt::Debug) does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a password.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// Returns the password. Only the encoder of commands may call this.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The arguments of AUTH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The ACL user. `None` sends only the password, which all server versions accept.
    pub user: Option<String>,
    /// The password.
    pub password: Secret,
}

impl Credentials {
    /// Parses the arguments of AUTH. Returns `None` if they are not UTF-8, or not one or two.
    pub fn from_words<A: AsRef<[u8]>>(words: &[A]) -> Option<Self> {
        let text = |word: &A| std::str::from_utf8(word.as_ref()).ok().map(str::to_owned);
        let (user, password) = match words {
            [password] => (None, password),
            [user, password] => (Some(text(user)?), password),
            _ => return None,
        };
        Some(Credentials {
            user,
            password: Secret::new(text(password)?),
        })
    }
}

/// The protocol of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProtocolPreference {
    /// RESP2, the default of servers. HELLO is not sent.
    #[default]
    Resp2,
    /// RESP3 if the server supports it, otherwise RESP2.
    PreferResp3,
    /// RESP3, or an error.
    DemandResp3,
}

/// The setup of every new connection, before any other command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Login {
    /// The credentials for AUTH.
    pub credentials: Option<Credentials>,
    /// The database for SELECT. SELECT is not sent for database 0, the default.
    pub db: u32,
    /// The name for CLIENT SETNAME.
    pub name: Option<String>,
    /// The protocol for HELLO.
    pub protocol: ProtocolPreference,
    /// READONLY: a cluster's replica serves reads instead of redirecting them. Standalone servers reject it, which is
    /// ignored.
    pub readonly: bool,
    /// CLIENT NO-EVICT ON: the server does not close the connection if its clients use too much memory.
    pub no_evict: bool,
    /// CLIENT NO-TOUCH ON: commands do not affect idle times and the eviction of keys.
    pub no_touch: bool,
}
