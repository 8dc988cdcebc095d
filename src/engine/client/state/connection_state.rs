//! The state of a connection, learnt from commands and their replies: a new connection must restore it.
//!
//! Pure. [`SentState`](super::SentState) is the state behind the last command that was sent.

use super::Effect;
use crate::client::ReplyKind;
use crate::net::{Login, ProtocolPreference};
use crate::pubsub::{Confirmation, SubscriptionKind};

/// The state of a connection behind the last reply.
#[derive(Debug)]
pub(crate) struct ConnectionState {
    pub(in crate::client) login: Login,
    pub(in crate::client) login_changed: bool,
    /// The commands that are queued in the open transaction; `None` outside of one.
    pub(in crate::client) transaction: Option<QueuedCommands>,
    /// Subscriptions that began or ended and were not taken yet.
    pub(in crate::client) confirmed: Vec<Confirmation>,
    /// CLIENT TRACKING commands that took effect and were not taken yet; `None` for one that turns tracking off.
    pub(in crate::client) tracked: Vec<Option<Vec<Vec<u8>>>>,
}

#[derive(Debug, Default)]
pub(in crate::client) struct QueuedCommands {
    count: usize,
    /// The commands with an effect: their places among the queued ones.
    effects: Vec<(usize, Effect)>,
}

impl ConnectionState {
    /// The state of a new connection with this login.
    pub(crate) fn new(login: Login) -> Self {
        ConnectionState {
            login,
            login_changed: false,
            transaction: None,
            confirmed: Vec::new(),
            tracked: Vec::new(),
        }
    }

    /// Prefers RESP3 for connections that are opened from now on.
    pub(crate) fn prefer_resp3(&mut self) {
        if self.login.protocol == ProtocolPreference::Resp2 {
            self.login.protocol = ProtocolPreference::PreferResp3;
        }
    }

    /// Whether EXEC would change the state: then [`executed`](Self::executed) must know which commands failed.
    pub(crate) fn has_queued_effects(&self) -> bool {
        let queued = self.transaction.as_ref();
        queued.is_some_and(|queued| !queued.effects.is_empty())
    }

    /// Learns from the reply to a command, with its effect if it has one.
    pub(crate) fn learn(&mut self, effect: Option<&Effect>, reply: ReplyKind) {
        if let (ReplyKind::Queued, Some(queued)) = (reply, &mut self.transaction) {
            let place = queued.count;
            queued.count += 1;
            queued
                .effects
                .extend(effect.map(|effect| (place, effect.clone())));
            return;
        }
        match (reply, effect) {
            (ReplyKind::Error, Some(Effect::Exec)) => self.transaction = None,
            (ReplyKind::Null | ReplyKind::Other, Some(effect)) => self.apply(effect, reply),
            _ => {}
        }
    }

    /// Learns from the reply to EXEC. The commands at these places failed.
    pub(crate) fn executed(&mut self, failed: &[usize]) {
        if let Some(queued) = &mut self.transaction {
            queued.effects.retain(|(place, _)| !failed.contains(place));
        }
    }

    fn apply(&mut self, effect: &Effect, reply: ReplyKind) {
        self.login_changed = true;
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
            Effect::Multi => self.transaction = Some(QueuedCommands::default()),
            Effect::Discard => self.transaction = None,
            Effect::Exec => self.execute(reply),
            Effect::Subscriptions(confirmed) => self.confirmed.extend_from_slice(confirmed),
            Effect::Tracking(command) => self.tracked.push(command.clone()),
            Effect::Monitor => {}
        }
    }

    fn reset(&mut self) {
        let refused_database = self.login.refused_database;
        *self = ConnectionState::new(Login {
            refused_database,
            ..Login::default()
        });
        self.login_changed = true;
        let ended = |family| Confirmation {
            family,
            begun: false,
            name: None,
        };
        self.confirmed.extend(SubscriptionKind::ALL.map(ended));
        self.tracked.push(None);
    }

    fn execute(&mut self, reply: ReplyKind) {
        let queued = self.transaction.take().unwrap_or_default();
        if reply == ReplyKind::Other {
            let effects = queued.effects.iter();
            effects.for_each(|(_, effect)| self.apply(effect, ReplyKind::Other));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Verb;

    fn words(line: &str) -> Vec<Vec<u8>> {
        line.split(' ').map(|word| word.into()).collect()
    }

    fn login_after(exchange: &[(&str, ReplyKind)]) -> Login {
        let mut state = ConnectionState::new(Login::default());
        for (line, reply) in exchange {
            let words = words(line);
            let effect = Effect::of(Verb::of(&words), &words);
            state.learn(effect.as_ref(), *reply);
        }
        state.login
    }

    #[test]
    fn a_database_is_selected_by_the_reply_not_by_the_command() {
        use ReplyKind::{Error, Other as Done};
        assert_eq!(
            login_after(&[("SELECT 3", Done), ("select 99", Error)]).db,
            3
        );
    }

    #[test]
    fn queued_effects_apply_when_exec_succeeds() {
        use ReplyKind::{Null, Other as Done, Queued};
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
    fn an_effect_that_fails_in_exec_does_not_apply() {
        let mut state = ConnectionState::new(Login::default());
        let mut learn = |line: &str, reply| {
            let words = words(line);
            state.learn(Effect::of(Verb::of(&words), &words).as_ref(), reply);
        };
        learn("MULTI", ReplyKind::Other);
        for line in ["GET a", "SELECT 3", "SELECT 99"] {
            learn(line, ReplyKind::Queued);
        }
        state.executed(&[2]);
        state.learn(Some(&Effect::Exec), ReplyKind::Other);
        assert_eq!(state.login.db, 3);
    }

    #[test]
    fn switches_last_until_they_are_turned_off_or_reset() {
        use ReplyKind::{Error, Other as Done};
        let on = [("client no-evict on", Done), ("CLIENT NO-TOUCH ON", Done)];
        let switches = |more: &[(&str, ReplyKind)]| {
            let login = login_after(&[&on, more].concat());
            (login.no_evict, login.no_touch)
        };
        assert_eq!(switches(&[]), (true, true));
        assert_eq!(switches(&[("CLIENT NO-TOUCH x", Error)]), (true, true));
        assert_eq!(switches(&[("CLIENT NO-EVICT OFF", Done)]), (false, true));
        assert_eq!(switches(&[("RESET", Done)]), (false, false));
    }

    #[test]
    fn tracking_lasts_until_it_is_turned_off_or_reset() {
        use ReplyKind::{Error, Other as Done};
        let mut state = ConnectionState::new(Login::default());
        let mut learn = |line: &str, reply| {
            let words = words(line);
            let effect = Effect::of(Verb::of(&words), &words).expect("it has an effect");
            state.learn(Some(&effect), reply);
            std::mem::take(&mut state.tracked)
        };
        let on = "client tracking on BCAST PREFIX a";
        assert_eq!(learn(on, Done), [Some(words(on))]);
        assert_eq!(learn(on, Error), []);
        assert_eq!(learn("CLIENT TRACKING OFF", Done), [None]);
        assert_eq!(learn("RESET", Done), [None]);
    }

    #[test]
    fn subscriptions_begin_when_they_are_confirmed_or_executed() {
        use ReplyKind::{Error, Other as Done, Queued};
        let mut state = ConnectionState::new(Login::default());
        let mut learn = |line: &str, reply| {
            let words = words(line);
            let effect = Effect::of(Verb::of(&words), &words).expect("it has an effect");
            state.learn(Some(&effect), reply);
            let confirmed = std::mem::take(&mut state.confirmed).into_iter();
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
    fn hello_sets_its_options_and_keeps_the_rest() {
        use ReplyKind::Other as Done;
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
}
