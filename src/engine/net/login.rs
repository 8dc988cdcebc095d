//! What a connection is to be, once it is made: who, where, under which name, in which protocol.

use std::fmt;

/// A password. Shows nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the password in.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The password itself, for the wire and for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// User and password for AUTH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// An ACL user; `None` sends the password alone, which every version of the server understands.
    pub user: Option<String>,
    /// The password.
    pub password: Secret,
}

impl Credentials {
    /// The arguments of AUTH: a password, or a user and a password. `None` where they are not text, or too many.
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

/// Which protocol a connection is to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProtocolPreference {
    /// RESP2, what a server speaks when it is asked nothing: no HELLO is sent.
    #[default]
    Resp2,
    /// RESP3 where the server has it, else RESP2.
    PreferResp3,
    /// RESP3, or the connection is not made.
    DemandResp3,
}

/// What is made again on every new connection, before anything else is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Login {
    /// AUTH.
    pub credentials: Option<Credentials>,
    /// SELECT; database 0 is where a connection starts, and is not selected.
    pub db: u32,
    /// CLIENT SETNAME, or HELLO's SETNAME.
    pub name: Option<String>,
    /// HELLO.
    pub protocol: ProtocolPreference,
    /// READONLY: a replica in a cluster answers what only reads, where it would redirect otherwise. A server that is in
    /// no cluster refuses it, which is no matter.
    pub readonly: bool,
    /// CLIENT NO-EVICT ON: it is not closed where a server's clients take too much memory.
    pub no_evict: bool,
    /// CLIENT NO-TOUCH ON: what it reads counts as not used, for OBJECT IDLETIME and for eviction.
    pub no_touch: bool,
}
