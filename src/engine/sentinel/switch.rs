//! `+switch-master`: what sentinels publish when a failover is through.

use super::reply::place;
use crate::net::Address;
use crate::resp::Value;

/// One primary has taken another's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// The primary's name, as sentinels know it.
    pub master: String,
    /// Where it was.
    pub from: Address,
    /// Where it is now.
    pub to: Address,
}

impl Switch {
    /// The channel that it is published on.
    pub const CHANNEL: &str = "+switch-master";

    /// What a message of that channel says: an array in RESP2, a push in RESP3. `None` for any other.
    pub fn of_message(message: &Value) -> Option<Self> {
        match message.as_slice()? {
            [kind, channel, text]
                if kind.as_str() == Some("message") && channel.as_str() == Some(Self::CHANNEL) =>
            {
                Self::of_text(text.as_str()?)
            }
            _ => None,
        }
    }

    /// `NAME OLD-HOST OLD-PORT NEW-HOST NEW-PORT`.
    fn of_text(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let mut next = || words.next();
        Some(Switch {
            master: next()?.to_owned(),
            from: place(next()?, next()?)?,
            to: place(next()?, next()?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(words: [&str; 3]) -> Vec<Value> {
        words
            .map(|word| Value::Bulk(word.as_bytes().to_vec()))
            .to_vec()
    }

    #[test]
    fn the_fourth_and_fifth_word_are_the_new_address() {
        let text = "mymaster 10.0.0.1 6379 10.0.0.2 6380";
        let expected = Switch {
            master: "mymaster".to_owned(),
            from: Address::tcp("10.0.0.1", 6379),
            to: Address::tcp("10.0.0.2", 6380),
        };
        let items = message(["message", "+switch-master", text]);
        let shapes = [Value::Array(items.clone()), Value::Push(items)];
        for shape in shapes {
            assert_eq!(Switch::of_message(&shape), Some(expected.clone()));
        }
    }

    #[test]
    fn other_messages_are_none() {
        let cases = [
            ["message", "+sdown", "m a 1 b 2"],
            ["subscribe", "+switch-master", "m a 1 b 2"],
            ["message", "+switch-master", "m a 1 b"],
            ["message", "+switch-master", "m a 1 b x"],
            ["message", "+switch-master", ""],
        ];
        for words in cases {
            let value = Value::Array(message(words));
            assert_eq!(Switch::of_message(&value), None, "{words:?}");
        }
        assert_eq!(Switch::of_message(&Value::Integer(1)), None);
    }
}
