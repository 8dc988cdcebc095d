//! The login of a connection: user, database, name, protocol.

use std::fmt;

/// A shorter beginning of a password may be in a text by chance.
const SHORTEST_PREFIX: usize = 8;

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

    /// As [`mask`](Self::mask), for a text of any encoding.
    pub(crate) fn mask_bytes(&self, text: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(text) {
            Ok(text) => self.mask(text).into_bytes(),
            Err(_) => self.mask(&String::from_utf8_lossy(text)).into_bytes(),
        }
    }

    /// Returns a text of a server without this password. Servers quote the arguments of a command that they do not know, up
    /// to a certain length.
    pub(super) fn mask(&self, text: &str) -> String {
        let ends = self
            .0
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        let whole = self.0.len();
        let quoted = ends
            .rev()
            .filter(|end| *end >= SHORTEST_PREFIX || *end == whole);
        let mut found = quoted
            .map(|end| &self.0[..end])
            .filter(|part| text.contains(part));
        found
            .next()
            .map_or_else(|| text.to_owned(), |part| text.replace(part, "***"))
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
    /// RESP3, and a notice if the server does not support it.
    DemandResp3,
}

/// The effect of a server that refuses the database of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefusedDatabase {
    /// The connection cannot be used.
    #[default]
    Fatal,
    /// A server that requires AUTH may get it by a command. Any other refusal is fatal.
    AwaitAuth,
    /// The connection uses database 0.
    Ignore,
}

impl RefusedDatabase {
    pub(super) fn is_fatal(self, needs_auth: bool) -> bool {
        match self {
            RefusedDatabase::Fatal => true,
            RefusedDatabase::AwaitAuth => !needs_auth,
            RefusedDatabase::Ignore => false,
        }
    }
}

/// The setup of every new connection, before any other command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Login {
    /// The credentials for AUTH.
    pub credentials: Option<Credentials>,
    /// The database for SELECT. SELECT is not sent for database 0, the default.
    pub db: u32,
    /// The effect of a server that refuses that database.
    pub refused_database: RefusedDatabase,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_a_server_quotes_is_masked() {
        let refusal = "ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `u`, ";
        for (password, quoted, shown) in [
            ("s3cret", "`s3cret`, ", "`***`, "),
            ("a-long-password", "`a-long-passw`", "`***`"),
            ("a-long-password", "`a-long`", "`a-long`"),
            ("é", "`é` `é`", "`***` `***`"),
            ("", "``", "``"),
        ] {
            let text = format!("{refusal}{quoted}");
            assert_eq!(
                Secret::new(password).mask(&text),
                format!("{refusal}{shown}")
            );
        }
    }
}
