//! What is said first on a new connection, as a state machine: commands out, replies in. Pure: it knows no socket.
//!
//! Nothing is asked that is not needed, and all of it goes out in one write. The rules:
//! 1. RESP3 wished for: `HELLO 3`, with AUTH and SETNAME in it. Else AUTH, then CLIENT SETNAME.
//! 2. A database other than 0: SELECT. A replica that is to be read from: READONLY. CLIENT NO-EVICT and NO-TOUCH.
//! 3. HELLO refused where RESP3 was only preferred: all of it again in RESP2.
//! 4. HELLO refused because AUTH is still to come: a [`Notice`], and RESP2. A script may send AUTH itself.
//! 5. Wrong credentials are a [`Notice`], not an error, as scripts expect from redis-cli: they rely on `-a` against a
//!    server without a password. What the user may do is then the server's to say, command by command.
//! 6. A database that cannot be had is an error, unlike in redis-cli, which goes on in database 0: `-n 5 FLUSHDB`
//!    would empty the wrong one.
//! 7. A server that is full is an error, whatever it seems to answer with that: it closes the connection.
//!
//! Source: <https://redis.io/docs/latest/commands/hello/>.

use std::collections::VecDeque;
use std::fmt;

use super::{ClientId, Credentials, Login, ProtocolPreference};
use crate::error::FULL;
use crate::resp::{Value, encode_command};

/// Something that went wrong and does not keep the connection from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// AUTH was refused, in the server's words.
    NotAuthenticated(String),
    /// RESP3 is not to be had before AUTH, in the server's words.
    NoProtocol(String),
    /// The client's name was refused, in the server's words.
    NotNamed(String),
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, reply) = match self {
            Notice::NotAuthenticated(reply) => ("AUTH", reply),
            Notice::NoProtocol(reply) => ("HELLO 3", reply),
            Notice::NotNamed(reply) => ("CLIENT SETNAME", reply),
        };
        write!(f, "{what} failed: {reply}")
    }
}

/// The server will not have the connection as it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The command: `HELLO 3`, `SELECT 5`.
    pub(super) command: String,
    /// The server's words.
    pub(super) reply: String,
}

/// A handshake that is under way.
#[derive(Debug)]
pub(super) struct Handshake<'a> {
    login: &'a Login,
    /// Not sent yet.
    to_send: VecDeque<Step>,
    /// Sent and not answered yet.
    sent: VecDeque<Step>,
    notices: Vec<Notice>,
    client_id: Option<ClientId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Hello,
    /// HELLO after AUTH in it was refused.
    HelloAlone,
    Auth,
    Name,
    Select,
    ReadOnly,
    NoEvict,
    NoTouch,
    /// Anything that makes the server speak, where only its silence would tell that it is not there.
    Probe,
    /// Sent behind a HELLO that failed, and sent again since: the answer does not matter.
    Superseded,
}

impl<'a> Handshake<'a> {
    /// The handshake for a login. With `probe` the server is made to answer something in any case.
    pub(super) fn new(login: &'a Login, probe: bool) -> Self {
        let mut steps = VecDeque::new();
        match login.protocol {
            ProtocolPreference::Resp2 => steps.extend(resp2_steps(login)),
            ProtocolPreference::PreferResp3 | ProtocolPreference::DemandResp3 => {
                steps.push_back(Step::Hello)
            }
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

    /// Whether a command may go out in the same write: nothing that can fail here would let it run where it must not.
    pub(super) fn shares_write(&self) -> bool {
        let matters = |step: &Step| matches!(step, Step::Hello | Step::HelloAlone | Step::Select);
        self.sent.is_empty() && !self.to_send.iter().any(matters)
    }

    /// Appends what is to be sent now. False where there is nothing left to send.
    pub(super) fn request(&mut self, out: &mut Vec<u8>) -> bool {
        let any = !self.to_send.is_empty();
        while let Some(step) = self.to_send.pop_front() {
            encode_command(&self.command(step), out);
            self.sent.push_back(step);
        }
        any
    }

    /// How many replies are still to come for what was sent.
    pub(super) fn awaited(&self) -> usize {
        self.sent.len()
    }

    /// Takes the next reply.
    ///
    /// # Errors
    /// The refusal, where the connection cannot be what it was to be.
    pub(super) fn reply(&mut self, value: &Value) -> Result<(), Refusal> {
        let Some(step) = self.sent.pop_front() else {
            return Ok(());
        };
        if matches!(step, Step::Hello | Step::HelloAlone) {
            self.client_id = ClientId::from_hello(value);
        }
        match value.as_error() {
            Some(error) => self.refused(step, error),
            None => Ok(()),
        }
    }

    /// What the server calls the connection, where it was asked for RESP3 and has it.
    pub(super) fn client_id(&self) -> Option<ClientId> {
        self.client_id
    }

    /// What went wrong without consequence.
    pub(super) fn into_notices(self) -> Vec<Notice> {
        self.notices
    }

    fn refused(&mut self, step: Step, error: &[u8]) -> Result<(), Refusal> {
        let reply = String::from_utf8_lossy(error).into_owned();
        match step {
            _ if reply.starts_with(FULL) => return Err(refusal("the connection".into(), reply)),
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
            Step::Hello | Step::HelloAlone => return Err(refusal("HELLO 3".to_owned(), reply)),
            Step::Select => return Err(refusal(format!("SELECT {}", self.login.db), reply)),
            Step::Auth => self.notices.push(Notice::NotAuthenticated(reply)),
            Step::Name => self.notices.push(Notice::NotNamed(reply)),
            Step::ReadOnly | Step::NoEvict | Step::NoTouch | Step::Probe | Step::Superseded => {}
        }
        Ok(())
    }

    fn start_again(&mut self, steps: impl IntoIterator<Item = Step>) {
        self.sent
            .iter_mut()
            .for_each(|step| *step = Step::Superseded);
        self.to_send = steps
            .into_iter()
            .filter(|step| self.is_wanted(*step))
            .collect();
        self.to_send.extend(last_steps(self.login));
    }

    fn is_wanted(&self, step: Step) -> bool {
        step != Step::Name || self.login.name.is_some()
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
    wanted
        .into_iter()
        .filter_map(|(is_wanted, step)| is_wanted.then_some(step))
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
    let mut command = words(["AUTH"]);
    command.extend(
        credentials
            .user
            .as_deref()
            .map(|user| user.as_bytes().to_vec()),
    );
    command.push(credentials.password.expose().as_bytes().to_vec());
    command
}

fn words<const N: usize>(words: [&str; N]) -> Vec<Vec<u8>> {
    words.map(|word| word.as_bytes().to_vec()).to_vec()
}

fn refusal(command: String, reply: String) -> Refusal {
    Refusal { command, reply }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Secret;

    fn login(
        protocol: ProtocolPreference,
        password: Option<&str>,
        db: u32,
        name: Option<&str>,
    ) -> Login {
        let credentials = password.map(|password| Credentials {
            user: None,
            password: Secret::new(password),
        });
        Login {
            credentials,
            db,
            name: name.map(str::to_owned),
            protocol,
            ..Login::default()
        }
    }

    /// What goes out, a line for each write: the commands' words without their framing.
    fn requests(login: &Login, replies: &[&str]) -> (Vec<String>, Result<Vec<Notice>, Refusal>) {
        let mut handshake = Handshake::new(login, false);
        let mut replies = replies.iter();
        let mut writes = Vec::new();
        loop {
            let mut out = Vec::new();
            if !handshake.request(&mut out) {
                return (writes, Ok(handshake.into_notices()));
            }
            writes.push(plain(&out));
            while handshake.awaited() > 0 {
                let reply = replies
                    .next()
                    .expect("the table has a reply for each command");
                let value = match reply.strip_prefix('-') {
                    Some(error) => Value::Error(error.into()),
                    None => Value::Simple(reply.as_bytes().to_vec()),
                };
                if let Err(refusal) = handshake.reply(&value) {
                    return (writes, Err(refusal));
                }
            }
        }
    }

    fn plain(wire: &[u8]) -> String {
        let text = String::from_utf8_lossy(wire);
        let words = text
            .split("\r\n")
            .filter(|word| !word.starts_with('$') && !word.is_empty());
        let text = words.map(|word| if word.starts_with('*') { ";" } else { word });
        text.collect::<Vec<_>>()
            .join(" ")
            .trim_start_matches("; ")
            .to_owned()
    }

    #[test]
    fn nothing_is_said_where_nothing_is_wanted() {
        let (writes, outcome) = requests(&Login::default(), &[]);
        assert_eq!((writes, outcome), (vec![], Ok(vec![])));
    }

    #[test]
    fn resp2_asks_for_everything_in_one_write() {
        let login = login(ProtocolPreference::Resp2, Some("pw"), 5, Some("me"));
        let (writes, _) = requests(&login, &["OK", "OK", "OK"]);
        assert_eq!(writes, ["AUTH pw ; CLIENT SETNAME me ; SELECT 5"]);
    }

    #[test]
    fn what_was_switched_on_is_switched_on_again_refused_or_not() {
        let switched = Login {
            readonly: true,
            no_evict: true,
            no_touch: true,
            ..Login::default()
        };
        let (writes, outcome) = requests(&switched, &["OK", "OK", "-ERR unknown subcommand"]);
        assert_eq!(
            writes,
            ["READONLY ; CLIENT NO-EVICT ON ; CLIENT NO-TOUCH ON"]
        );
        assert_eq!(outcome, Ok(vec![]));
    }

    #[test]
    fn resp3_says_hello_with_all_in_it() {
        let login = login(ProtocolPreference::DemandResp3, Some("pw"), 5, Some("me"));
        let (writes, _) = requests(&login, &["OK", "OK"]);
        assert_eq!(writes, ["HELLO 3 AUTH default pw SETNAME me ; SELECT 5"]);
    }

    #[test]
    fn an_old_server_is_spoken_to_in_resp2_where_resp3_was_only_preferred() {
        let login = login(ProtocolPreference::PreferResp3, Some("pw"), 5, None);
        let (writes, outcome) = requests(&login, &["-ERR unknown command", "-NOAUTH", "OK", "OK"]);
        assert_eq!(
            writes,
            ["HELLO 3 AUTH default pw ; SELECT 5", "AUTH pw ; SELECT 5"]
        );
        assert_eq!(outcome, Ok(vec![]));
    }

    #[test]
    fn an_old_server_is_refused_where_resp3_was_demanded() {
        let login = login(ProtocolPreference::DemandResp3, None, 0, None);
        let (_, outcome) = requests(&login, &["-ERR unknown command `HELLO`"]);
        let refused = refusal("HELLO 3".into(), "ERR unknown command `HELLO`".into());
        assert_eq!(outcome, Err(refused));
    }

    #[test]
    fn wrong_credentials_are_told_and_the_rest_is_made() {
        let wrong = "WRONGPASS invalid username-password pair";
        let told = Ok(vec![Notice::NotAuthenticated(wrong.into())]);
        let resp2 = login(ProtocolPreference::Resp2, Some("pw"), 0, None);
        assert_eq!(requests(&resp2, &[&format!("-{wrong}")]).1, told);
        let resp3 = login(ProtocolPreference::DemandResp3, Some("pw"), 0, Some("me"));
        let (writes, outcome) = requests(&resp3, &[&format!("-{wrong}"), "OK", "OK"]);
        assert_eq!(writes[1], "HELLO 3 ; CLIENT SETNAME me");
        assert_eq!(outcome, told);
    }

    #[test]
    fn resp3_that_is_not_to_be_had_before_auth_is_told_and_not_insisted_on() {
        let login = login(ProtocolPreference::DemandResp3, None, 0, None);
        let refused = "NOAUTH HELLO must be called with the client already authenticated";
        let (writes, outcome) = requests(&login, &[&format!("-{refused}")]);
        assert_eq!(writes, ["HELLO 3"]);
        assert_eq!(outcome, Ok(vec![Notice::NoProtocol(refused.into())]));
    }

    #[test]
    fn a_database_that_cannot_be_had_is_an_error() {
        let login = login(ProtocolPreference::Resp2, None, 99, None);
        let (_, outcome) = requests(&login, &["-ERR DB index is out of range"]);
        let refused = refusal("SELECT 99".into(), "ERR DB index is out of range".into());
        assert_eq!(outcome, Err(refused));
    }

    #[test]
    fn a_server_that_is_full_is_an_error_whatever_was_asked_first() {
        let full = "ERR max number of clients reached";
        let refused = Err(refusal("the connection".into(), full.into()));
        for protocol in [ProtocolPreference::Resp2, ProtocolPreference::PreferResp3] {
            let login = login(protocol, Some("pw"), 5, Some("me"));
            assert_eq!(requests(&login, &[&format!("-{full}")]).1, refused);
        }
    }

    #[test]
    fn a_command_shares_the_write_only_where_it_cannot_run_in_the_wrong_place() {
        let shares = |protocol, db| {
            Handshake::new(&login(protocol, Some("pw"), db, Some("me")), true).shares_write()
        };
        assert!(shares(ProtocolPreference::Resp2, 0));
        assert!(!shares(ProtocolPreference::Resp2, 1));
        assert!(!shares(ProtocolPreference::PreferResp3, 0));
    }
}
