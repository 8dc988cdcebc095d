//! The first commands on a new connection, as a state machine without a socket.
//!
//! All commands go out in one write. The rules:
//! 1. Send AUTH, `HELLO 3` for RESP3, and CLIENT SETNAME. HELLO has no arguments besides, so that a server without it cannot
//!    quote the password.
//! 2. Send SELECT for a database other than 0, READONLY to read from a cluster's replica, CLIENT NO-EVICT and NO-TOUCH.
//! 3. If the server rejects HELLO, the connection speaks RESP2. That is reported unless RESP3 is only preferred.
//! 4. Wrong credentials cause a [`Notice`], not an error. Scripts rely on this behaviour of redis-cli to give a
//!    password to a server without one. The server then accepts or rejects each command.
//! 5. A rejected database is an error. redis-cli continues in database 0, where a FLUSHDB would delete the wrong data.
//!    The login may say otherwise ([`RefusedDatabase`](super::RefusedDatabase)).
//! 6. If the server requires AUTH, a script may send it. Then the handshake is repeated without AUTH.
//! 7. A server that has reached `maxclients` is an error. It seems to reply to the first command, then closes the
//!    connection.
//! 8. An error reply is reported without the password, which a server quotes that does not know the command.
//!
//! Source: <https://redis.io/docs/latest/commands/hello/>.

use std::collections::VecDeque;

use super::{Credentials, Login, ProtocolPreference};
use crate::error::FULL;
use crate::resp::{Value, encode_command};

/// A problem of the handshake that does not prevent using the connection, with the server's error reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    /// The server rejected the credentials.
    #[error("AUTH failed: {0}")]
    NotAuthenticated(String),
    /// The server rejected RESP3.
    #[error("HELLO 3 failed: {0}")]
    NoProtocol(String),
    /// The server rejected the database. The connection uses database 0, unless the server accepts no command before AUTH.
    #[error("SELECT {db} failed: {reply}")]
    NotSelected {
        /// The number of the database.
        db: u32,
        /// The server's error reply.
        reply: String,
    },
    /// The server rejected the name.
    #[error("CLIENT SETNAME failed: {0}")]
    NotNamed(String),
}

impl Notice {
    /// Whether the connection uses database 0 in place of the login's. A server that requires AUTH gets SELECT again.
    pub(crate) fn leaves_database(&self) -> bool {
        matches!(self, Notice::NotSelected { reply, .. } if !reply.starts_with("NOAUTH"))
    }
}

/// A handshake command that the server rejected, so that the connection cannot be used, and the error reply.
pub(super) type HandshakeRefusal = (String, String);

/// A handshake in progress.
#[derive(Debug)]
pub(super) struct Handshake<'a> {
    login: &'a Login,
    /// Steps without a reply.
    steps: VecDeque<Step>,
    /// The problems so far that do not prevent using the connection.
    pub(super) notices: Vec<Notice>,
    /// The connection's id, if HELLO has reported it.
    pub(super) client_id: Option<i64>,
    /// The server requires AUTH before some of the steps.
    pub(super) needs_auth: bool,
    /// The server rejected HELLO, and not for want of AUTH.
    pub(super) is_resp2_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Auth,
    Hello,
    Name,
    Select,
    ReadOnly,
    NoEvict,
    NoTouch,
    /// PING, to make the server reply, so that the timeout detects a dead one.
    Probe,
}

impl<'a> Handshake<'a> {
    /// Creates the handshake for a login. With `probe`, it expects at least one reply.
    pub(super) fn new(login: &'a Login, probe: bool) -> Self {
        let mut steps: VecDeque<Step> = steps(login).collect();
        if probe && steps.is_empty() {
            steps.push_back(Step::Probe);
        }
        Handshake {
            login,
            steps,
            notices: Vec::new(),
            client_id: None,
            needs_auth: false,
            is_resp2_only: false,
        }
    }

    /// Creates the handshake for a connection on which AUTH was sent by a command.
    pub(super) fn after_auth(login: &'a Login) -> Self {
        let mut handshake = Self::new(login, false);
        handshake.steps.retain(|step| *step != Step::Auth);
        handshake
    }

    /// Returns whether another command may share the write: no failure of these steps must prevent its execution.
    pub(super) fn shares_write(&self) -> bool {
        let matters = |step: &Step| matches!(step, Step::Hello | Step::Select);
        !self.steps.iter().any(matters)
    }

    /// Returns the encoding of all steps; empty if there are none.
    pub(super) fn request(&self) -> Vec<u8> {
        let mut wire = Vec::new();
        for step in &self.steps {
            encode_command(&self.command(*step), &mut wire);
        }
        wire
    }

    /// Returns the number of pending replies.
    pub(super) fn awaited(&self) -> usize {
        self.steps.len()
    }

    /// Records the next reply.
    pub(super) fn reply(&mut self, value: &Value) -> Result<(), HandshakeRefusal> {
        let Some(step) = self.steps.pop_front() else {
            return Ok(());
        };
        if step == Step::Hello {
            self.client_id = value.field("id").and_then(Value::as_integer);
        }
        match value.as_error() {
            Some(error) => self.refused(step, error),
            None => Ok(()),
        }
    }

    fn refused(&mut self, step: Step, error: &[u8]) -> Result<(), HandshakeRefusal> {
        let reply = self.masked(error);
        let db = self.login.db;
        let needs_auth = reply.starts_with("NOAUTH");
        self.needs_auth |= needs_auth && matches!(step, Step::Hello | Step::Select);
        self.is_resp2_only |= step == Step::Hello && !needs_auth;
        match step {
            _ if reply.starts_with(FULL) => return Err(("the connection".to_owned(), reply)),
            Step::Auth => self.notices.push(Notice::NotAuthenticated(reply)),
            // The error of AUTH says it all.
            _ if needs_auth && !self.notices.is_empty() => {}
            Step::Hello if self.login.protocol == ProtocolPreference::PreferResp3 => {}
            Step::Hello => self.notices.push(Notice::NoProtocol(reply)),
            Step::Name => self.notices.push(Notice::NotNamed(reply)),
            Step::Select if self.login.refused_database.is_fatal(needs_auth) => {
                return Err((format!("SELECT {db}"), reply));
            }
            Step::Select => self.notices.push(Notice::NotSelected { db, reply }),
            Step::ReadOnly | Step::NoEvict | Step::NoTouch | Step::Probe => {}
        }
        Ok(())
    }

    /// Returns an error reply without the password, which the server may quote.
    fn masked(&self, error: &[u8]) -> String {
        let reply = String::from_utf8_lossy(error);
        match &self.login.credentials {
            Some(credentials) => credentials.password.mask(&reply),
            None => reply.into_owned(),
        }
    }

    fn command(&self, step: Step) -> Vec<Vec<u8>> {
        let login = self.login;
        let name = login.name.as_deref().unwrap_or_default();
        match (step, &login.credentials) {
            (Step::Hello, _) => words(["HELLO", "3"]),
            (Step::Auth, Some(credentials)) => auth(credentials),
            (Step::Name, _) => words(["CLIENT", "SETNAME", name]),
            (Step::Select, _) => words(["SELECT", &login.db.to_string()]),
            (Step::ReadOnly, _) => words(["READONLY"]),
            (Step::NoEvict, _) => words(["CLIENT", "NO-EVICT", "ON"]),
            (Step::NoTouch, _) => words(["CLIENT", "NO-TOUCH", "ON"]),
            (Step::Probe | Step::Auth, _) => words(["PING"]),
        }
    }
}

fn steps(login: &Login) -> impl Iterator<Item = Step> + use<> {
    let wanted = [
        (login.credentials.is_some(), Step::Auth),
        (login.protocol != ProtocolPreference::Resp2, Step::Hello),
        (login.name.is_some(), Step::Name),
        (login.db != 0, Step::Select),
        (login.readonly, Step::ReadOnly),
        (login.no_evict, Step::NoEvict),
        (login.no_touch, Step::NoTouch),
    ];
    let wanted = wanted.into_iter().filter(|(is_wanted, _)| *is_wanted);
    wanted.map(|(_, step)| step)
}

fn auth(credentials: &Credentials) -> Vec<Vec<u8>> {
    let password = credentials.password.expose();
    match &credentials.user {
        Some(user) => words(["AUTH", user, password]),
        None => words(["AUTH", password]),
    }
}

fn words<const N: usize>(words: [&str; N]) -> Vec<Vec<u8>> {
    words.map(|word| word.as_bytes().to_vec()).to_vec()
}

#[cfg(test)]
mod tests;
