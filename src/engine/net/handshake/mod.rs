//! The first commands on a new connection, as a state machine without a socket.
//!
//! All commands go out in one write. The rules:
//! 1. For RESP3, send `HELLO 3` with AUTH and SETNAME in it. Otherwise send AUTH, then CLIENT SETNAME.
//! 2. Send SELECT for a database other than 0, READONLY to read from a cluster's replica, CLIENT NO-EVICT and NO-TOUCH.
//! 3. If the server rejects HELLO, and RESP3 is only preferred, repeat everything in RESP2.
//! 4. If it rejects HELLO because it requires AUTH, report a [`Notice`] and use RESP2. A script may send AUTH itself.
//! 5. Wrong credentials cause a [`Notice`], not an error. Scripts rely on this behaviour of redis-cli to give a
//!    password to a server without one. The server then accepts or rejects each command.
//! 6. A rejected database is an error. redis-cli continues in database 0, where a FLUSHDB would delete the wrong data.
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
    /// The server requires AUTH before it changes the protocol.
    #[error("HELLO 3 failed: {0}")]
    NoProtocol(String),
    /// The server rejected the name.
    #[error("CLIENT SETNAME failed: {0}")]
    NotNamed(String),
}

/// A handshake command that the server rejected, so that the connection cannot be used, and the error reply.
pub(super) type HandshakeRefusal = (String, String);

/// A handshake in progress.
#[derive(Debug)]
pub(super) struct Handshake<'a> {
    login: &'a Login,
    /// Steps that are to be sent.
    to_send: VecDeque<Step>,
    /// Steps in flight.
    sent: VecDeque<Step>,
    /// The problems so far that do not prevent using the connection.
    pub(super) notices: Vec<Notice>,
    /// The connection's id, if HELLO has reported it.
    pub(super) client_id: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Hello,
    /// HELLO again, after its AUTH was rejected.
    HelloAlone,
    Auth,
    Name,
    Select,
    ReadOnly,
    NoEvict,
    NoTouch,
    /// PING, to make the server reply, so that the timeout detects a dead one.
    Probe,
    /// A step behind a rejected HELLO which is sent again; its reply is ignored.
    Superseded,
}

impl<'a> Handshake<'a> {
    /// Creates the handshake for a login. With `probe`, it expects at least one reply.
    pub(super) fn new(login: &'a Login, probe: bool) -> Self {
        let mut steps = VecDeque::new();
        match login.protocol {
            ProtocolPreference::Resp2 => steps.extend(resp2_steps(login)),
            _ => steps.push_back(Step::Hello),
        }
        steps.extend(last_steps(login));
        if probe && steps.is_empty() {
            steps.push_back(Step::Probe);
        }
        Handshake {
            login,
            to_send: steps,
            sent: VecDeque::new(),
            notices: Vec::new(),
            client_id: None,
        }
    }

    /// Returns whether another command may share the write: no failure of these steps must prevent its execution.
    pub(super) fn shares_write(&self) -> bool {
        let matters = |step: &Step| matches!(step, Step::Hello | Step::HelloAlone | Step::Select);
        self.sent.is_empty() && !self.to_send.iter().any(matters)
    }

    /// Appends the steps to send. Returns false if there are none left.
    pub(super) fn request(&mut self, out: &mut Vec<u8>) -> bool {
        let any = !self.to_send.is_empty();
        while let Some(step) = self.to_send.pop_front() {
            encode_command(&self.command(step), out);
            self.sent.push_back(step);
        }
        any
    }

    /// Returns the number of pending replies.
    pub(super) fn awaited(&self) -> usize {
        self.sent.len()
    }

    /// Records the next reply.
    pub(super) fn reply(&mut self, value: &Value) -> Result<(), HandshakeRefusal> {
        let Some(step) = self.sent.pop_front() else {
            return Ok(());
        };
        if matches!(step, Step::Hello | Step::HelloAlone) {
            self.client_id = value.field("id").and_then(Value::as_integer);
        }
        match value.as_error() {
            Some(error) => self.refused(step, error),
            None => Ok(()),
        }
    }

    fn refused(&mut self, step: Step, error: &[u8]) -> Result<(), HandshakeRefusal> {
        let reply = self.masked(error);
        match step {
            _ if reply.starts_with(FULL) => return Err(("the connection".to_owned(), reply)),
            Step::Hello if reply.starts_with("WRONGPASS") => {
                self.notices.push(Notice::NotAuthenticated(reply));
                self.start_again([Step::HelloAlone, Step::Name]);
            }
            Step::Hello | Step::HelloAlone
                if self.login.protocol == ProtocolPreference::PreferResp3 =>
            {
                let steps: Vec<Step> = resp2_steps(self.login).collect();
                self.start_again(steps);
            }
            Step::Hello | Step::HelloAlone if reply.starts_with("NOAUTH") => {
                self.notices.push(Notice::NoProtocol(reply));
                self.start_again([Step::Name]);
            }
            Step::Hello | Step::HelloAlone => return Err(("HELLO 3".to_owned(), reply)),
            Step::Select => return Err((format!("SELECT {}", self.login.db), reply)),
            Step::Auth => self.notices.push(Notice::NotAuthenticated(reply)),
            Step::Name => self.notices.push(Notice::NotNamed(reply)),
            Step::ReadOnly | Step::NoEvict | Step::NoTouch | Step::Probe | Step::Superseded => {}
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

    fn start_again(&mut self, steps: impl IntoIterator<Item = Step>) {
        self.sent.make_contiguous().fill(Step::Superseded);
        let is_wanted = |step: &Step| *step != Step::Name || self.login.name.is_some();
        self.to_send = steps.into_iter().filter(is_wanted).collect();
        self.to_send.extend(last_steps(self.login));
    }

    fn command(&self, step: Step) -> Vec<Vec<u8>> {
        let login = self.login;
        let name = login.name.as_deref().unwrap_or_default();
        match (step, &login.credentials) {
            (Step::Hello, credentials) => hello(credentials.as_ref(), login.name.as_deref()),
            (Step::HelloAlone, _) => words(["HELLO", "3"]),
            (Step::Auth, Some(credentials)) => auth(credentials),
            (Step::Name, _) => words(["CLIENT", "SETNAME", name]),
            (Step::Select, _) => words(["SELECT", &login.db.to_string()]),
            (Step::ReadOnly, _) => words(["READONLY"]),
            (Step::NoEvict, _) => words(["CLIENT", "NO-EVICT", "ON"]),
            (Step::NoTouch, _) => words(["CLIENT", "NO-TOUCH", "ON"]),
            (Step::Probe | Step::Auth | Step::Superseded, _) => words(["PING"]),
        }
    }
}

fn resp2_steps(login: &Login) -> impl Iterator<Item = Step> + use<> {
    let auth = login.credentials.is_some().then_some(Step::Auth);
    let name = login.name.is_some().then_some(Step::Name);
    auth.into_iter().chain(name)
}

fn last_steps(login: &Login) -> impl Iterator<Item = Step> + use<> {
    let wanted = [
        (login.db != 0, Step::Select),
        (login.readonly, Step::ReadOnly),
        (login.no_evict, Step::NoEvict),
        (login.no_touch, Step::NoTouch),
    ];
    let wanted = wanted.into_iter().filter(|(is_wanted, _)| *is_wanted);
    wanted.map(|(_, step)| step)
}

fn hello(credentials: Option<&Credentials>, name: Option<&str>) -> Vec<Vec<u8>> {
    let mut command = words(["HELLO", "3"]);
    if let Some(Credentials { user, password }) = credentials {
        let user = user.as_deref().unwrap_or("default");
        command.extend(words(["AUTH", user, password.expose()]));
    }
    command.extend(name.into_iter().flat_map(|name| words(["SETNAME", name])));
    command
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
