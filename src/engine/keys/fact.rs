//! One fact about a key: the command that requests it, and the meaning of its reply.

use std::borrow::Cow;
use std::time::Duration;

use crate::resp::Value;

/// A fact that a server reports about a key, in the order of the server's cost: the last ones look into the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyFact {
    /// The type, from TYPE.
    Type,
    /// The number of elements, or of a string's bytes, from the command of the type. Requires the type.
    Length,
    /// The counter of use, from OBJECT FREQ. Servers keep it only under an LFU policy.
    Frequency,
    /// The time to live, from PTTL.
    Ttl,
    /// The time since the last use, from OBJECT IDLETIME.
    Idle,
    /// The memory usage, from MEMORY USAGE.
    Size,
    /// The time of expiry, from PEXPIRETIME. Servers have it from 7.0 on.
    Expiry,
    /// The serialized value, from DUMP.
    Dump,
}

/// The facts about one key. A field is `None` if it was not requested, or if the server refused it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The name of the type.
    pub kind: Option<Cow<'static, str>>,
    /// The number of elements, or of a string's bytes.
    pub length: Option<u64>,
    /// The counter of use: logarithmic, up to 255.
    pub frequency: Option<u64>,
    /// The time to live.
    pub ttl: Option<Ttl>,
    /// The time since the last use, in whole seconds.
    pub idle: Option<Duration>,
    /// The memory usage in bytes. The server estimates it from samples if the value is large.
    pub size: Option<u64>,
    /// The time of expiry.
    pub expiry: Option<ExpiryTime>,
    /// The value in the server's format, with its version and a checksum.
    pub dump: Option<Vec<u8>>,
}

/// The time to live of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ttl {
    /// The key does not expire.
    Endless,
    /// The key expires after this time.
    Left(Duration),
}

/// The time at which a key expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryTime {
    /// The key does not expire.
    Never,
    /// The key expires at this time, in milliseconds of the Unix epoch.
    At(u64),
}

/// The meaning of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FactReply {
    Known,
    /// The key does not exist, or not on this node.
    Gone,
    Refused(String),
}

/// The types that servers have without modules. Their names need no memory.
const TYPES: [&str; 6] = ["string", "list", "set", "zset", "hash", "stream"];

impl KeyFact {
    /// The facts about keys of every type, cheapest first. Their commands do not count as a use of the key.
    pub const OF_EVERY_TYPE: [KeyFact; 4] =
        [KeyFact::Type, KeyFact::Ttl, KeyFact::Idle, KeyFact::Size];

    /// Returns the command that requests the fact, without the key. `None` if keys like this one do not have the fact.
    pub(super) fn command(self, known: &Facts) -> Option<[&'static str; 2]> {
        Some(match self {
            KeyFact::Type => ["TYPE", ""],
            KeyFact::Length => [length_command(known.kind.as_deref()?)?, ""],
            KeyFact::Frequency => ["OBJECT", "FREQ"],
            KeyFact::Ttl => ["PTTL", ""],
            KeyFact::Idle => ["OBJECT", "IDLETIME"],
            KeyFact::Size => ["MEMORY", "USAGE"],
            KeyFact::Expiry => ["PEXPIRETIME", ""],
            KeyFact::Dump => ["DUMP", ""],
        })
    }

    /// The name of the fact in messages.
    pub fn name(self) -> &'static str {
        match self {
            KeyFact::Type => "type",
            KeyFact::Length => "length",
            KeyFact::Frequency => "counter of use",
            KeyFact::Ttl => "time to live",
            KeyFact::Idle => "idle time",
            KeyFact::Size => "size",
            KeyFact::Expiry => "time of expiry",
            KeyFact::Dump => "value",
        }
    }
}

impl Facts {
    pub(super) fn learn(&mut self, fact: KeyFact, reply: &Value) -> FactReply {
        match (reply.as_error(), reply) {
            (Some(error), _) => refusal(error),
            (None, Value::Null(_)) => FactReply::Gone,
            (None, reply) => self
                .read(fact, reply)
                .unwrap_or_else(|| FactReply::Refused("unexpected reply".to_owned())),
        }
    }

    fn read(&mut self, fact: KeyFact, reply: &Value) -> Option<FactReply> {
        let number = reply.as_integer();
        let count = number.and_then(|number| u64::try_from(number).ok());
        match (fact, number) {
            (KeyFact::Type, _) if reply.as_bytes()? == b"none" => return Some(FactReply::Gone),
            (KeyFact::Type, _) => self.kind = Some(type_name(reply.as_bytes()?)),
            (KeyFact::Length, _) => self.length = Some(count?),
            (KeyFact::Frequency, _) => self.frequency = Some(count?),
            (KeyFact::Ttl, Some(-2)) => return Some(FactReply::Gone),
            (KeyFact::Ttl, Some(-1)) => self.ttl = Some(Ttl::Endless),
            (KeyFact::Ttl, _) => self.ttl = Some(Ttl::Left(Duration::from_millis(count?))),
            (KeyFact::Idle, _) => self.idle = Some(Duration::from_secs(count?)),
            (KeyFact::Size, _) => self.size = Some(count?),
            (KeyFact::Expiry, Some(-2)) => return Some(FactReply::Gone),
            (KeyFact::Expiry, Some(-1)) => self.expiry = Some(ExpiryTime::Never),
            (KeyFact::Expiry, _) => self.expiry = Some(ExpiryTime::At(count?)),
            (KeyFact::Dump, _) => self.dump = Some(reply.as_bytes()?.to_vec()),
        }
        Some(FactReply::Known)
    }
}

/// Returns the command for the length of keys of this type. `None` for the types of modules.
pub fn length_command(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "string" => "STRLEN",
        "list" => "LLEN",
        "set" => "SCARD",
        "zset" => "ZCARD",
        "hash" => "HLEN",
        "stream" => "XLEN",
        _ => return None,
    })
}

/// Returns the name of a type as one word that is safe in every output format; a module may send any bytes.
fn type_name(name: &[u8]) -> Cow<'static, str> {
    let builtin = TYPES.into_iter().find(|builtin| builtin.as_bytes() == name);
    builtin.map_or_else(
        || {
            let unsafe_ = |letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter);
            Cow::Owned(String::from_utf8_lossy(name).replace(unsafe_, "?"))
        },
        Cow::Borrowed,
    )
}

/// Outside of a cluster client, ASK means that the key has moved to another node. Servers before 4.0 reply with an error
/// instead of a null.
fn refusal(error: &[u8]) -> FactReply {
    if error.starts_with(b"ASK ") || error == b"ERR no such key" {
        return FactReply::Gone;
    }
    FactReply::Refused(String::from_utf8_lossy(error).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resp::Null;

    const NULL: Value = Value::Null(Null::Bulk);

    fn learnt(fact: KeyFact, reply: Value) -> (FactReply, Facts) {
        let mut facts = Facts::default();
        (facts.learn(fact, &reply), facts)
    }

    fn simple(text: &str) -> Value {
        Value::Simple(text.into())
    }

    #[test]
    fn replies_become_facts() {
        use FactReply::Known;
        let ttl = |ttl| Facts {
            ttl: Some(ttl),
            ..Facts::default()
        };
        assert_eq!(
            learnt(KeyFact::Ttl, Value::Integer(-1)),
            (Known, ttl(Ttl::Endless))
        );
        assert_eq!(
            learnt(KeyFact::Ttl, Value::Integer(1500)),
            (Known, ttl(Ttl::Left(Duration::from_millis(1500))))
        );
        let (known, facts) = learnt(KeyFact::Idle, Value::Integer(7));
        assert_eq!((known, facts.idle), (Known, Some(Duration::from_secs(7))));
        let (known, facts) = learnt(KeyFact::Size, Value::Integer(56));
        assert_eq!((known, facts.size), (Known, Some(56)));
        let (known, facts) = learnt(KeyFact::Expiry, Value::Integer(1_900_000_000_000));
        let time = ExpiryTime::At(1_900_000_000_000);
        assert_eq!((known, facts.expiry), (Known, Some(time)));
        let (known, facts) = learnt(KeyFact::Expiry, Value::Integer(-1));
        assert_eq!((known, facts.expiry), (Known, Some(ExpiryTime::Never)));
        let (known, facts) = learnt(KeyFact::Dump, Value::Bulk(b"\0\xff".to_vec()));
        assert_eq!((known, facts.dump), (Known, Some(b"\0\xff".to_vec())));
        let (known, facts) = learnt(KeyFact::Type, simple("zset"));
        assert_eq!((known, facts.kind.as_deref()), (Known, Some("zset")));
    }

    #[test]
    fn a_key_that_does_not_exist_is_gone() {
        let ask = Value::Error(b"ASK 12 127.0.0.1:7001".to_vec());
        let replies = [
            (KeyFact::Type, simple("none")),
            (KeyFact::Ttl, Value::Integer(-2)),
            (KeyFact::Expiry, Value::Integer(-2)),
            (KeyFact::Dump, NULL),
            (KeyFact::Idle, NULL),
            (KeyFact::Idle, Value::Error(b"ERR no such key".to_vec())),
            (KeyFact::Size, NULL),
            (KeyFact::Ttl, ask),
        ];
        for (fact, reply) in replies {
            assert_eq!(learnt(fact, reply), (FactReply::Gone, Facts::default()));
        }
    }

    #[test]
    fn an_error_or_unexpected_reply_is_a_refusal() {
        for reply in [
            Value::Error(b"NOPERM no".to_vec()),
            Value::Integer(-3),
            Value::Array(Vec::new()),
            simple("many"),
        ] {
            for fact in [KeyFact::Length, KeyFact::Ttl, KeyFact::Idle, KeyFact::Size] {
                let (learnt, facts) = learnt(fact, reply.clone());
                assert!(matches!(learnt, FactReply::Refused(_)), "{reply:?}");
                assert_eq!(facts, Facts::default());
            }
        }
    }

    #[test]
    fn the_name_of_a_type_becomes_one_word() {
        let (_, facts) = learnt(KeyFact::Type, simple("my\n\"type_-1"));
        assert_eq!(facts.kind.as_deref(), Some("my??type_-1"));
    }
}
