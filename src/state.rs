//! What a session must remember of its connection, learnt from the commands that are sent and the replies that come.
//! Pure: it reads words and says what they mean, and knows no sockets and no output.
//!
//! Commands are sent ahead of their replies, so there are two views: [`Flow`] follows what has been sent, and says of
//! the next command how it will be answered; [`State`] follows what has been answered, and is what a new connection
//! must be made to be.

use engine::client::Link;
use engine::command::CommandTable;
use engine::net::{Credentials, Login, ProtocolWish, Secret};

/// What follows from a command before it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How it will be answered.
    pub(crate) answer: Answer,
    /// What it changes, if it is not refused.
    pub(crate) effect: Option<Effect>,
    /// How it hangs together with those before and behind it.
    pub(crate) link: Link,
}

/// How a command is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// With so many replies; with none behind CLIENT REPLY OFF.
    Count(usize),
    /// With a stream that lasts as long as the connection, unless it is refused.
    Endless,
    /// With the connection's end, unless it is refused.
    Farewell,
}

/// What a command changes about its connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// SELECT
    Select(u32),
    /// AUTH
    Authenticate(Credentials),
    /// HELLO, with what of it was given.
    Hello(ProtocolWish, Option<Credentials>, Option<String>),
    /// CLIENT SETNAME
    Name(String),
    /// RESET
    Reset,
    /// MULTI
    Multi,
    /// EXEC
    Exec,
    /// DISCARD
    Discard,
}

/// What was replied, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An error.
    Error,
    /// Nothing: an EXEC whose watched keys had changed.
    Null,
    /// `QUEUED`: inside MULTI.
    Queued,
    /// Anything else.
    Done,
}

/// Follows what has been sent.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    transaction: Transaction,
    silence: Silence,
}

/// How far a transaction has come.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    #[default]
    None,
    /// Keys are watched for one. What is sent runs at once.
    Watched,
    /// What is sent is queued.
    Open,
}

/// What CLIENT REPLY has asked for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Silence {
    #[default]
    None,
    /// The next command is not answered.
    Next,
    /// Nothing is answered.
    All,
}

impl Flow {
    /// Whether a transaction has been opened and not been ended.
    pub(crate) fn in_transaction(&self) -> bool {
        self.transaction != Transaction::None
    }

    /// The connection is another one: nothing of what was sent holds there.
    pub(crate) fn start_again(&mut self) {
        self.silence = Silence::None;
    }

    /// Takes in a command that is about to be sent, and says what follows from it.
    pub(crate) fn plan(&mut self, words: &[Vec<u8>]) -> Plan {
        let name = upper_case(words.first());
        let effect = Effect::of(&name, words);
        let link = self.link(&name);
        let answer = self.answer(&name, words);
        Plan {
            answer,
            effect,
            link,
        }
    }

    fn link(&mut self, name: &[u8]) -> Link {
        let before = self.transaction;
        self.transaction = match (name, before) {
            (b"MULTI", _) => Transaction::Open,
            (b"WATCH", Transaction::None) => Transaction::Watched,
            (b"UNWATCH", Transaction::Watched) => Transaction::None,
            (b"EXEC" | b"DISCARD", Transaction::Open) => Transaction::None,
            (b"RESET", _) => Transaction::None,
            (_, before) => before,
        };
        match (before, self.transaction) {
            (Transaction::None, Transaction::None) => Link::Alone,
            (Transaction::None, _) => Link::Opens,
            (_, Transaction::None) => Link::Closes,
            (Transaction::Watched, Transaction::Watched) => Link::Watched,
            (_, Transaction::Open | Transaction::Watched) => Link::Inside,
        }
    }

    fn answer(&mut self, name: &[u8], words: &[Vec<u8>]) -> Answer {
        if let Some(silence) = client_reply(name, words) {
            self.silence = silence;
            return Answer::Count(usize::from(silence == Silence::None));
        }
        match self.silence {
            Silence::All => return Answer::Count(0),
            Silence::Next => {
                self.silence = Silence::None;
                return Answer::Count(0);
            }
            Silence::None => {}
        }
        match name {
            b"SUBSCRIBE" | b"PSUBSCRIBE" | b"SSUBSCRIBE" | b"MONITOR" => Answer::Endless,
            b"SHUTDOWN" => Answer::Farewell,
            b"UNSUBSCRIBE" | b"PUNSUBSCRIBE" | b"SUNSUBSCRIBE" => {
                Answer::Count((words.len() - 1).max(1))
            }
            _ => Answer::Count(1),
        }
    }
}

/// What CLIENT REPLY asks for, where this is one that the server will take.
fn client_reply(name: &[u8], words: &[Vec<u8>]) -> Option<Silence> {
    let [_, subcommand, mode] = words else {
        return None;
    };
    if name != b"CLIENT" || !subcommand.eq_ignore_ascii_case(b"REPLY") {
        return None;
    }
    match mode.to_ascii_uppercase().as_slice() {
        b"ON" => Some(Silence::None),
        b"OFF" => Some(Silence::All),
        b"SKIP" => Some(Silence::Next),
        _ => None,
    }
}

/// Whether a command changes how its connection talks, or ends it: then all before it is to be answered before it is
/// sent, and it before anything behind it is.
pub(crate) fn is_barrier(words: &[Vec<u8>]) -> bool {
    let name = upper_case(words.first());
    match name.as_slice() {
        b"SUBSCRIBE" | b"PSUBSCRIBE" | b"SSUBSCRIBE" | b"MONITOR" | b"SYNC" | b"PSYNC" => true,
        b"HELLO" | b"AUTH" | b"RESET" | b"QUIT" | b"SHUTDOWN" | b"DEBUG" => true,
        b"CLIENT" => upper_case(words.get(1)) == b"REPLY",
        _ => false,
    }
}

/// Whether a command asks for messages.
pub(crate) fn is_subscription(words: &[Vec<u8>]) -> bool {
    matches!(
        upper_case(words.first()).as_slice(),
        b"SUBSCRIBE" | b"PSUBSCRIBE" | b"SSUBSCRIBE"
    )
}

fn upper_case(word: Option<&Vec<u8>>) -> Vec<u8> {
    word.map(|word| word.to_ascii_uppercase())
        .unwrap_or_default()
}

/// Whether running a command twice is as good as running it once: it reads, or sets what a second time sets the same.
pub(crate) fn is_repeatable(words: &[Vec<u8>], table: &CommandTable) -> bool {
    let name = upper_case(words.first());
    let sets = matches!(
        Effect::of(&name, words),
        Some(Effect::Select(_) | Effect::Authenticate(_) | Effect::Hello(..) | Effect::Name(_))
    );
    let answers = matches!(name.as_slice(), b"PING" | b"ECHO");
    sets || answers || table.find(words).is_some_and(|spec| spec.is_read_only())
}

impl Effect {
    fn of(name: &[u8], words: &[Vec<u8>]) -> Option<Effect> {
        let arguments = &words[words.len().min(1)..];
        match name {
            b"SELECT" => text(arguments.first()?)?.parse().ok().map(Effect::Select),
            b"AUTH" => credentials(arguments).map(Effect::Authenticate),
            b"HELLO" => hello(arguments),
            b"CLIENT" => client_name(arguments),
            b"RESET" => Some(Effect::Reset),
            b"MULTI" => Some(Effect::Multi),
            b"EXEC" => Some(Effect::Exec),
            b"DISCARD" => Some(Effect::Discard),
            _ => None,
        }
    }
}

fn text(word: &[u8]) -> Option<&str> {
    std::str::from_utf8(word).ok()
}

/// `password` or `user password`.
fn credentials(words: &[Vec<u8>]) -> Option<Credentials> {
    let (user, password) = match words {
        [password] => (None, password),
        [user, password] => (Some(text(user)?.to_owned()), password),
        _ => return None,
    };
    Some(Credentials {
        user,
        password: Secret::new(text(password)?),
    })
}

/// `[version [AUTH user password] [SETNAME name]]`
fn hello(words: &[Vec<u8>]) -> Option<Effect> {
    let protocol = match text(words.first()?)? {
        "3" => ProtocolWish::DemandResp3,
        _ => ProtocolWish::Resp2,
    };
    let at = |option: &[u8]| {
        words
            .iter()
            .position(|word| word.eq_ignore_ascii_case(option))
    };
    let auth = at(b"AUTH").and_then(|at| credentials(words.get(at + 1..at + 3)?));
    let name = at(b"SETNAME").and_then(|at| text(words.get(at + 1)?).map(str::to_owned));
    Some(Effect::Hello(protocol, auth, name))
}

fn client_name(words: &[Vec<u8>]) -> Option<Effect> {
    match words {
        [subcommand, name] if subcommand.eq_ignore_ascii_case(b"SETNAME") => {
            Some(Effect::Name(text(name)?.to_owned()))
        }
        _ => None,
    }
}

/// Follows what has been answered: what the connection is now.
#[derive(Debug)]
pub(crate) struct State {
    login: Login,
    /// What will hold if the open transaction is executed.
    transaction: Option<Vec<Effect>>,
}

impl State {
    /// The state of a new connection with this login.
    pub(crate) fn new(login: Login) -> Self {
        State {
            login,
            transaction: None,
        }
    }

    /// What a connection must be made to be, to take the place of this one.
    pub(crate) fn login(&self) -> &Login {
        &self.login
    }

    /// A new connection has taken the place of the one before.
    pub(crate) fn reconnected(&mut self) {
        self.transaction = None;
    }

    /// Takes in how a command was answered.
    pub(crate) fn learn(&mut self, effect: &Effect, outcome: Outcome) {
        match (outcome, &mut self.transaction) {
            (Outcome::Queued, Some(queue)) => queue.push(effect.clone()),
            (Outcome::Error, _) if *effect == Effect::Exec => self.transaction = None,
            (Outcome::Error | Outcome::Queued, _) => {}
            (Outcome::Null | Outcome::Done, _) => self.apply(effect, outcome),
        }
    }

    fn apply(&mut self, effect: &Effect, outcome: Outcome) {
        match effect {
            Effect::Select(db) => self.login.db = *db,
            Effect::Authenticate(credentials) => self.login.credentials = Some(credentials.clone()),
            Effect::Name(name) => self.login.name = Some(name.clone()),
            Effect::Hello(protocol, credentials, name) => {
                self.login.protocol = *protocol;
                self.login.credentials = credentials.clone().or(self.login.credentials.take());
                self.login.name = name.clone().or(self.login.name.take());
            }
            Effect::Reset => *self = State::new(Login::default()),
            Effect::Multi => self.transaction = Some(Vec::new()),
            Effect::Discard => self.transaction = None,
            Effect::Exec => self.execute(outcome),
        }
    }

    fn execute(&mut self, outcome: Outcome) {
        let queue = self.transaction.take().unwrap_or_default();
        if outcome == Outcome::Done {
            queue
                .iter()
                .for_each(|effect| self.apply(effect, Outcome::Done));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<u8>> {
        line.split(' ')
            .map(|word| word.as_bytes().to_vec())
            .collect()
    }

    fn login_after(exchange: &[(&str, Outcome)]) -> Login {
        let (mut flow, mut state) = (Flow::default(), State::new(Login::default()));
        for (line, outcome) in exchange {
            if let Some(effect) = flow.plan(&words(line)).effect {
                state.learn(&effect, *outcome);
            }
        }
        state.login().clone()
    }

    #[test]
    fn a_database_is_learnt_from_the_reply_not_from_the_command() {
        use Outcome::{Done, Error};
        assert_eq!(
            login_after(&[("SELECT 3", Done), ("select 99", Error)]).db,
            3
        );
    }

    #[test]
    fn what_is_queued_holds_when_it_is_executed() {
        use Outcome::{Done, Null, Queued};
        let queued = [("MULTI", Done), ("SELECT 3", Queued)];
        assert_eq!(login_after(&queued).db, 0);
        assert_eq!(
            login_after(&[&queued[..], &[("EXEC", Done)]].concat()).db,
            3
        );
        assert_eq!(
            login_after(&[&queued[..], &[("EXEC", Null)]].concat()).db,
            0
        );
        assert_eq!(
            login_after(&[&queued[..], &[("DISCARD", Done)]].concat()).db,
            0
        );
    }

    #[test]
    fn hello_sets_what_it_was_given_and_keeps_the_rest() {
        use Outcome::Done;
        let login = login_after(&[("CLIENT SETNAME me", Done), ("HELLO 3 AUTH bob pw", Done)]);
        assert_eq!(login.protocol, ProtocolWish::DemandResp3);
        assert_eq!(
            login
                .credentials
                .and_then(|credentials| credentials.user)
                .unwrap(),
            "bob"
        );
        assert_eq!(login.name.unwrap(), "me");
    }

    #[test]
    fn replies_are_counted_as_the_server_sends_them() {
        let mut flow = Flow::default();
        let mut count = |line: &str| match flow.plan(&words(line)).answer {
            Answer::Count(count) => count,
            Answer::Endless | Answer::Farewell => 99,
        };
        let table = [
            ("GET a", 1),
            ("UNSUBSCRIBE", 1),
            ("UNSUBSCRIBE a b", 2),
            ("SUBSCRIBE a", 99),
            ("CLIENT REPLY SKIP", 0),
            ("GET a", 0),
            ("GET a", 1),
            ("CLIENT REPLY OFF", 0),
            ("GET a", 0),
            ("CLIENT REPLY what", 0),
            ("CLIENT REPLY ON", 1),
            ("CLIENT REPLY what", 1),
        ];
        for (line, replies) in table {
            assert_eq!(count(line), replies, "{line}");
        }
    }

    #[test]
    fn a_transaction_hangs_together_from_watch_to_exec() {
        let mut flow = Flow::default();
        let script = [
            "GET a", "WATCH a", "GET a", "MULTI", "UNWATCH", "EXEC", "GET a", "WATCH a", "UNWATCH",
        ];
        let links: Vec<Link> = script
            .iter()
            .map(|line| flow.plan(&words(line)).link)
            .collect();
        use Link::{Alone, Closes, Inside, Opens, Watched};
        assert_eq!(
            links,
            [
                Alone, Opens, Watched, Inside, Inside, Closes, Alone, Opens, Closes
            ]
        );
    }

    #[test]
    fn only_what_changes_nothing_new_is_repeatable() {
        let table = CommandTable::builtin();
        let repeatable = |line: &str| is_repeatable(&words(line), &table);
        for line in ["GET a", "select 2", "PING", "object encoding a", "AUTH u p"] {
            assert!(repeatable(line), "{line}");
        }
        for line in [
            "INCR a",
            "EVAL x 0",
            "no.such.command",
            "FLUSHALL",
            "PUBLISH a b",
            "",
        ] {
            assert!(!repeatable(line), "{line}");
        }
    }
}
