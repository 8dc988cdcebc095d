//! What a session must remember of its connection, learnt from commands and how they were answered: what a new
//! connection must be made to be, to take its place. Pure.

mod effect;

pub(crate) use self::effect::Effect;

use redsh_engine::command::{CommandTable, Verb};
use redsh_engine::net::{Login, ProtocolPreference};
use redsh_engine::pubsub::{Confirmation, Family};

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

/// Whether running a command twice is as good as running it once: it reads, or sets what a second time sets the same.
pub(crate) fn is_repeatable(words: &[Vec<u8>], table: &CommandTable) -> bool {
    let sets_or_answers = matches!(
        Verb::of(words),
        Verb::Select
            | Verb::Auth
            | Verb::Hello
            | Verb::SetName
            | Verb::ReadOnly
            | Verb::ReadWrite
            | Verb::Answer
            | Verb::Subscribe
            | Verb::Unsubscribe
            | Verb::Monitor
            | Verb::Tracking
            | Verb::NoEvict
            | Verb::NoTouch
    );
    sets_or_answers || table.find(words).is_some_and(|spec| spec.is_read_only())
}

/// Follows what has been answered: what the connection is now.
#[derive(Debug)]
pub(crate) struct ConnectionState {
    login: Login,
    /// What will hold if the open transaction is executed.
    transaction: Option<Vec<Effect>>,
    /// Subscriptions that have begun or ended, and were not asked for yet.
    confirmed: Vec<Confirmation>,
    /// What CLIENT TRACKING has turned on, or off, and was not asked for yet.
    tracked: Vec<Option<Vec<Vec<u8>>>>,
}

impl ConnectionState {
    /// The state of a new connection with this login.
    pub(crate) fn new(login: Login) -> Self {
        ConnectionState {
            login,
            transaction: None,
            confirmed: Vec::new(),
            tracked: Vec::new(),
        }
    }

    /// What a connection must be made to be, to take the place of this one.
    pub(crate) fn login(&self) -> &Login {
        &self.login
    }

    /// Whether a transaction is open.
    pub(crate) fn is_in_transaction(&self) -> bool {
        self.transaction.is_some()
    }

    /// The next connection may speak RESP3, where the server has it.
    pub(crate) fn prefer_resp3(&mut self) {
        if self.login.protocol == ProtocolPreference::Resp2 {
            self.login.protocol = ProtocolPreference::PreferResp3;
        }
    }

    /// The subscriptions that have begun or ended since this was asked last.
    pub(crate) fn take_confirmed(&mut self) -> Vec<Confirmation> {
        std::mem::take(&mut self.confirmed)
    }

    /// The commands that have turned CLIENT TRACKING on since this was asked last, `None` for off.
    pub(crate) fn take_tracked(&mut self) -> Vec<Option<Vec<Vec<u8>>>> {
        std::mem::take(&mut self.tracked)
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
            Effect::ReadOnly(readonly) => self.login.readonly = *readonly,
            Effect::NoEvict(is_on) => self.login.no_evict = *is_on,
            Effect::NoTouch(is_on) => self.login.no_touch = *is_on,
            Effect::Reset => self.reset(),
            Effect::Multi => self.transaction = Some(Vec::new()),
            Effect::Discard => self.transaction = None,
            Effect::Exec => self.execute(outcome),
            Effect::Subscriptions(confirmed) => self.confirmed.extend_from_slice(confirmed),
            Effect::Tracking(command) => self.tracked.push(command.clone()),
            // It is its connection's alone, which the next one is not.
            Effect::Monitor => {}
        }
    }

    fn reset(&mut self) {
        *self = ConnectionState::new(Login::default());
        let ended = |family| Confirmation {
            family,
            begun: false,
            name: None,
        };
        self.confirmed.extend(Family::ALL.map(ended));
        self.tracked.push(None);
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
        line.split(' ').map(|word| word.into()).collect()
    }

    fn login_after(exchange: &[(&str, Outcome)]) -> Login {
        let mut state = ConnectionState::new(Login::default());
        for (line, outcome) in exchange {
            let words = words(line);
            if let Some(effect) = Effect::of(Verb::of(&words), &words) {
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
    fn switches_hold_until_they_are_turned_or_all_is_reset() {
        use Outcome::{Done, Error};
        let on = [("client no-evict on", Done), ("CLIENT NO-TOUCH ON", Done)];
        let switches = |more: &[(&str, Outcome)]| {
            let login = login_after(&[&on, more].concat());
            (login.no_evict, login.no_touch)
        };
        assert_eq!(switches(&[]), (true, true));
        assert_eq!(switches(&[("CLIENT NO-TOUCH x", Error)]), (true, true));
        assert_eq!(switches(&[("CLIENT NO-EVICT OFF", Done)]), (false, true));
        assert_eq!(switches(&[("RESET", Done)]), (false, false));
    }

    #[test]
    fn keys_are_tracked_until_that_is_turned_off_or_all_is() {
        use Outcome::{Done, Error};
        let mut state = ConnectionState::new(Login::default());
        let mut learn = |line: &str, outcome| {
            let words = words(line);
            let effect = Effect::of(Verb::of(&words), &words).expect("it has one");
            state.learn(&effect, outcome);
            state.take_tracked()
        };
        let on = "client tracking on BCAST PREFIX a";
        assert_eq!(learn(on, Done), [Some(words(on))]);
        assert_eq!(learn(on, Error), []);
        assert_eq!(learn("CLIENT TRACKING OFF", Done), [None]);
        assert_eq!(learn("RESET", Done), [None]);
    }

    #[test]
    fn subscriptions_hold_once_they_are_confirmed_or_executed() {
        use Outcome::{Done, Error, Queued};
        let mut state = ConnectionState::new(Login::default());
        let mut learn = |line: &str, outcome| {
            let words = words(line);
            let effect = Effect::of(Verb::of(&words), &words).expect("it has one");
            state.learn(&effect, outcome);
            let confirmed = state.take_confirmed().into_iter();
            let told = confirmed.map(|confirmation| (confirmation.begun, confirmation.name));
            told.collect::<Vec<_>>()
        };
        let (a, b) = (Some(b"a".to_vec()), Some(b"b".to_vec()));
        assert_eq!(learn("SUBSCRIBE a b", Done), [(true, a.clone()), (true, b)]);
        assert_eq!(learn("SUBSCRIBE c", Error), []);
        assert_eq!(learn("PUNSUBSCRIBE", Done), [(false, None)]);
        assert_eq!(learn("MULTI", Done), []);
        assert_eq!(learn("SSUBSCRIBE a", Queued), []);
        assert_eq!(learn("EXEC", Done), [(true, a)]);
        assert_eq!(learn("RESET", Done), vec![(false, None); 3]);
    }

    #[test]
    fn hello_sets_what_it_was_given_and_keeps_the_rest() {
        use Outcome::Done;
        let login = login_after(&[("CLIENT SETNAME me", Done), ("HELLO 3 AUTH bob pw", Done)]);
        assert_eq!(login.protocol, ProtocolPreference::DemandResp3);
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
