//! What commands change about their connection, read off their words. Pure.

use redsh_engine::command::Verb;
use redsh_engine::net::{Credentials, ProtocolPreference};
use redsh_engine::pubsub::{Confirmation, Family};

/// What a command changes about its connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// SELECT
    Select(u32),
    /// AUTH
    Authenticate(Credentials),
    /// HELLO, with what of it was given.
    Hello(ProtocolPreference, Option<Credentials>, Option<String>),
    /// CLIENT SETNAME
    Name(String),
    /// READONLY, READWRITE
    ReadOnly(bool),
    /// CLIENT NO-EVICT
    NoEvict(bool),
    /// CLIENT NO-TOUCH
    NoTouch(bool),
    /// RESET
    Reset,
    /// MULTI
    Multi,
    /// EXEC
    Exec,
    /// DISCARD
    Discard,
    /// SUBSCRIBE, UNSUBSCRIBE and their kin: what they will come to.
    Subscriptions(Vec<Confirmation>),
    /// MONITOR
    Monitor,
    /// CLIENT TRACKING: the command that turns it on, or `None` where it is turned off.
    Tracking(Option<Vec<Vec<u8>>>),
}

impl Effect {
    /// What a command changes, if it is not refused.
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

/// One for each name; without one, UNSUBSCRIBE ends all.
fn subscriptions(words: &[Vec<u8>]) -> Option<Effect> {
    let (name, names) = words.split_first()?;
    let (family, begun) = Family::of_command(name)?;
    let confirmation = |name| Confirmation {
        family,
        begun,
        name,
    };
    let named = names.iter().map(|name| confirmation(Some(name.clone())));
    let all = (names.is_empty() && !begun).then(|| confirmation(None));
    Some(Effect::Subscriptions(named.chain(all).collect()))
}
