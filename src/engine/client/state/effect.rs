//! The effects of commands on their connection, derived from their words. Pure.

use crate::command::Verb;
use crate::net::{Credentials, ProtocolPreference};
use crate::pubsub::{Confirmation, SubscriptionKind};

/// The effect of a command on its connection, if the server accepts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    Select(u32),
    Authenticate(Credentials),
    /// HELLO, with the options that it has.
    Hello(ProtocolPreference, Option<Credentials>, Option<String>),
    Name(String),
    /// READONLY, READWRITE
    ReadOnly(bool),
    NoEvict(bool),
    NoTouch(bool),
    Reset,
    Multi,
    Exec,
    Discard,
    /// SUBSCRIBE, UNSUBSCRIBE and the like: the confirmations that they get.
    Subscriptions(Vec<Confirmation>),
    Monitor,
    /// CLIENT TRACKING: the command that turns it on, or `None` for OFF.
    Tracking(Option<Vec<Vec<u8>>>),
}

impl Effect {
    /// The effect of a command; `None` where it has none.
    pub(crate) fn of(verb: Verb, words: &[Vec<u8>]) -> Option<Effect> {
        let arguments = words.get(1..)?;
        match verb {
            Verb::Select => text(arguments.first()?)?.parse().ok().map(Effect::Select),
            Verb::Auth => Credentials::from_words(arguments).map(Effect::Authenticate),
            Verb::Hello => hello(arguments),
            Verb::SetName => Some(Effect::Name(text(arguments.get(1)?)?.to_owned())),
            Verb::ReadOnly => Some(Effect::ReadOnly(true)),
            Verb::ReadWrite => Some(Effect::ReadOnly(false)),
            Verb::NoEvict => Some(Effect::NoEvict(is_on(arguments.get(1)?))),
            Verb::NoTouch => Some(Effect::NoTouch(is_on(arguments.get(1)?))),
            Verb::Reset => Some(Effect::Reset),
            Verb::Multi => Some(Effect::Multi),
            Verb::Exec => Some(Effect::Exec),
            Verb::Discard => Some(Effect::Discard),
            Verb::Subscribe | Verb::Unsubscribe => subscriptions(words),
            Verb::Monitor => Some(Effect::Monitor),
            Verb::Tracking => Some(tracking(words)),
            _ => None,
        }
    }
}

impl Effect {
    /// The error reply to the command, without the password that the command had: servers quote arguments that they do not
    /// understand. `None` where the command had none.
    pub(crate) fn without_secret(&self, error: &[u8]) -> Option<Vec<u8>> {
        match self {
            Effect::Authenticate(sent) | Effect::Hello(_, Some(sent), _) => {
                Some(sent.password.mask_bytes(error))
            }
            _ => None,
        }
    }
}

/// Whether a command changes the state of its connection: login, database, transaction, subscriptions.
pub fn changes_connection(words: &[Vec<u8>]) -> bool {
    Effect::of(Verb::of(words), words).is_some()
}

fn text(word: &[u8]) -> Option<&str> {
    std::str::from_utf8(word).ok()
}

fn is_on(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"ON")
}

/// `CLIENT TRACKING ON …`
fn tracking(words: &[Vec<u8>]) -> Effect {
    let on = words.get(2).filter(|word| is_on(word));
    Effect::Tracking(on.map(|_| words.to_vec()))
}

/// `[version [AUTH user password] [SETNAME name]]`
fn hello(words: &[Vec<u8>]) -> Option<Effect> {
    let protocol = match text(words.first()?)? {
        "3" => ProtocolPreference::DemandResp3,
        _ => ProtocolPreference::Resp2,
    };
    let at = |option: &[u8]| {
        words
            .iter()
            .position(|word| word.eq_ignore_ascii_case(option))
    };
    let auth = at(b"AUTH").and_then(|at| Credentials::from_words(words.get(at + 1..at + 3)?));
    let name = at(b"SETNAME").and_then(|at| text(words.get(at + 1)?).map(str::to_owned));
    Some(Effect::Hello(protocol, auth, name))
}

/// One confirmation for each name. UNSUBSCRIBE without a name ends all subscriptions of its family.
fn subscriptions(words: &[Vec<u8>]) -> Option<Effect> {
    let (name, names) = words.split_first()?;
    let (family, begun) = SubscriptionKind::of_command(name)?;
    let confirmation = |name| Confirmation {
        family,
        begun,
        name,
    };
    let named = names.iter().map(|name| confirmation(Some(name.clone())));
    let all = (names.is_empty() && !begun).then(|| confirmation(None));
    Some(Effect::Subscriptions(named.chain(all).collect()))
}
