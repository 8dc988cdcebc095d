//! What a server says of a key beside its name: how it is asked for, and what its answer means. Pure.

use std::time::Duration;

use redsh_engine::resp::Value;

use crate::cli::Filters;

/// What can be asked of a key. In the order of what the answer costs a server: the last looks into the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Kind,
    Ttl,
    Idle,
    Size,
}

/// What is known of a key; `None` where nobody has asked, or the server does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Its type's name.
    pub(super) kind: Option<String>,
    /// How long it is still to live.
    pub(super) ttl: Option<Ttl>,
    /// The time since it was last used, in whole seconds.
    pub(super) idle: Option<Duration>,
    /// Bytes of the server's memory. Of a large value a part is measured, and the rest reckoned by it.
    pub(super) size: Option<u64>,
}

/// How long a key is still to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ttl {
    Endless,
    Left(Duration),
}

/// What has come of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Learnt {
    /// The facts have the answer.
    Known,
    /// There is no such key any more, or not there.
    Gone,
    /// The server will not say, in these words.
    Refused(String),
}

impl Question {
    /// All there are, in their order.
    pub(super) const ALL: [Question; 4] = [
        Question::Kind,
        Question::Ttl,
        Question::Idle,
        Question::Size,
    ];

    /// Puts the command that asks it of a key in the place of what is in `words`, whose memory is used again. None of them
    /// counts as a use of the key.
    pub(super) fn write(self, key: &[u8], words: &mut Vec<Vec<u8>>) {
        let name: &[&str] = match self {
            Question::Kind => &["TYPE"],
            Question::Ttl => &["PTTL"],
            Question::Idle => &["OBJECT", "IDLETIME"],
            Question::Size => &["MEMORY", "USAGE"],
        };
        let asked = name.iter().map(|word| word.as_bytes()).chain([key]);
        words.resize_with(name.len() + 1, Vec::new);
        for (word, asked) in words.iter_mut().zip(asked) {
            word.clear();
            word.extend_from_slice(asked);
        }
    }

    /// What it is about.
    pub(super) fn name(self) -> &'static str {
        match self {
            Question::Kind => "type",
            Question::Ttl => "time to live",
            Question::Idle => "idle time",
            Question::Size => "size",
        }
    }

    /// Whether a filter hangs on the answer.
    pub(super) fn matters_to(self, filters: &Filters) -> bool {
        match self {
            Question::Kind => false,
            Question::Ttl => filters.ttl.is_some(),
            Question::Idle => filters.idle.is_some(),
            Question::Size => filters.size.is_some(),
        }
    }
}

impl Facts {
    /// Takes an answer in.
    pub(super) fn learn(&mut self, question: Question, answer: &Value) -> Learnt {
        if let Some(error) = answer.as_error() {
            return refusal(error);
        }
        let known = match (question, answer) {
            (_, Value::Null(_)) => return Learnt::Gone,
            (Question::Kind, answer) => self.learn_kind(answer),
            (_, answer) => answer
                .as_integer()
                .and_then(|number| self.learn_number(question, number)),
        };
        match known {
            Some(learnt) => learnt,
            None => Learnt::Refused("the answer is none".to_owned()),
        }
    }

    fn learn_kind(&mut self, answer: &Value) -> Option<Learnt> {
        let kind = String::from_utf8_lossy(answer.as_bytes()?);
        // What a type's name is made of, a module's too; it is to be printed in any format.
        let strange = |letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter);
        let kind = kind.replace(strange, "?");
        if kind == "none" {
            return Some(Learnt::Gone);
        }
        self.kind = Some(kind);
        Some(Learnt::Known)
    }

    fn learn_number(&mut self, question: Question, number: i64) -> Option<Learnt> {
        match (question, number) {
            (Question::Ttl, -2) => return Some(Learnt::Gone),
            (Question::Ttl, -1) => self.ttl = Some(Ttl::Endless),
            (Question::Ttl, number) => {
                let left = Duration::from_millis(u64::try_from(number).ok()?);
                self.ttl = Some(Ttl::Left(left));
            }
            (Question::Idle, number) => {
                self.idle = Some(Duration::from_secs(u64::try_from(number).ok()?));
            }
            (Question::Size, number) => self.size = Some(u64::try_from(number).ok()?),
            (Question::Kind, _) => return None,
        }
        Some(Learnt::Known)
    }

    /// Whether the filters let a key through, by what is known of it. What is not known is not held against it.
    pub(super) fn pass(&self, filters: &Filters) -> bool {
        let ttl = self.ttl.map(|ttl| match ttl {
            Ttl::Endless => None,
            Ttl::Left(left) => Some(left),
        });
        admits(filters.ttl, ttl, |filter, ttl| filter.admits(ttl))
            && admits(filters.idle, self.idle, |bound, idle| bound.admits(idle))
            && admits(filters.size, self.size, |bound, size| bound.admits(size))
    }
}

fn admits<F, T>(filter: Option<F>, fact: Option<T>, admits: impl Fn(F, T) -> bool) -> bool {
    match (filter, fact) {
        (Some(filter), Some(fact)) => admits(filter, fact),
        _ => true,
    }
}

/// Without `-c` an ASK says that the key has left for another node, which is not asked; servers before 4.0 have an error
/// where later ones have a null.
fn refusal(error: &[u8]) -> Learnt {
    if error.starts_with(b"ASK ") || error == b"ERR no such key" {
        return Learnt::Gone;
    }
    Learnt::Refused(String::from_utf8_lossy(error).into_owned())
}

#[cfg(test)]
mod tests {
    use redsh_engine::resp::Null;

    use super::*;
    use crate::cli::{Bound, TtlFilter};

    const NULL: Value = Value::Null(Null::Bulk);

    fn learnt(question: Question, answer: Value) -> (Learnt, Facts) {
        let mut facts = Facts::default();
        (facts.learn(question, &answer), facts)
    }

    fn simple(text: &str) -> Value {
        Value::Simple(text.into())
    }

    #[test]
    fn answers_are_what_the_server_means_by_them() {
        use Learnt::Known;
        let ttl = |ttl| Facts {
            ttl: Some(ttl),
            ..Facts::default()
        };
        assert_eq!(
            learnt(Question::Ttl, Value::Integer(-1)),
            (Known, ttl(Ttl::Endless))
        );
        assert_eq!(
            learnt(Question::Ttl, Value::Integer(1500)),
            (Known, ttl(Ttl::Left(Duration::from_millis(1500))))
        );
        let (known, facts) = learnt(Question::Idle, Value::Integer(7));
        assert_eq!((known, facts.idle), (Known, Some(Duration::from_secs(7))));
        let (known, facts) = learnt(Question::Size, Value::Integer(56));
        assert_eq!((known, facts.size), (Known, Some(56)));
        let (known, facts) = learnt(Question::Kind, simple("zset"));
        assert_eq!((known, facts.kind.as_deref()), (Known, Some("zset")));
    }

    #[test]
    fn a_key_that_is_not_there_is_gone() {
        let ask = Value::Error(b"ASK 12 127.0.0.1:7001".to_vec());
        let answers = [
            (Question::Kind, simple("none")),
            (Question::Ttl, Value::Integer(-2)),
            (Question::Idle, NULL),
            (Question::Idle, Value::Error(b"ERR no such key".to_vec())),
            (Question::Size, NULL),
            (Question::Ttl, ask),
        ];
        for (question, answer) in answers {
            let (learnt, facts) = learnt(question, answer);
            assert_eq!((learnt, facts), (Learnt::Gone, Facts::default()));
        }
    }

    #[test]
    fn what_is_no_answer_is_a_refusal() {
        for answer in [
            Value::Error(b"NOPERM no".to_vec()),
            Value::Integer(-3),
            Value::Array(Vec::new()),
            simple("many"),
        ] {
            for question in [Question::Ttl, Question::Idle, Question::Size] {
                let (learnt, facts) = learnt(question, answer.clone());
                assert!(matches!(learnt, Learnt::Refused(_)), "{answer:?}");
                assert_eq!(facts, Facts::default());
            }
        }
    }

    #[test]
    fn a_types_name_is_one_word() {
        let (_, facts) = learnt(Question::Kind, simple("my\n\"type_-1"));
        assert_eq!(facts.kind.as_deref(), Some("my??type_-1"));
    }

    #[test]
    fn every_filter_has_to_let_a_key_through() {
        let hour = Duration::from_secs(3600);
        let filters = Filters {
            ttl: Some(TtlFilter::Within(Bound::Below(hour))),
            idle: None,
            size: Some(Bound::Above(100)),
        };
        let facts = |ttl, size| Facts {
            ttl: Some(ttl),
            size: Some(size),
            idle: Some(hour),
            kind: None,
        };
        let soon = Ttl::Left(Duration::from_secs(60));
        assert!(facts(soon, 101).pass(&filters));
        assert!(!facts(soon, 100).pass(&filters));
        assert!(!facts(Ttl::Left(hour), 101).pass(&filters));
        assert!(!facts(Ttl::Endless, 101).pass(&filters));
        assert!(Facts::default().pass(&filters));
    }
}
