//! What one message of a subscriber's connection is: data, the confirmation of a subscription, or something else. An array
//! in RESP2, a push in RESP3; both say it with their first word.

use std::io;

use super::Family;
use crate::resp::{AttributeFilter, Event, EventSink, Null, Scalar, Value};

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PubSubEvent {
    /// Data that was published.
    Message,
    /// A subscription has begun or ended.
    Confirmation(Confirmation),
    /// Something else: PING's answer in RESP2, an invalidation, or no message at all.
    Other,
}

/// A subscription has begun or ended: as it was asked for, or because the server has ended it, as it does with the channels
/// of a slot that has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// What kind of subscription.
    pub family: Family,
    /// Whether it has begun.
    pub begun: bool,
    /// The channel or pattern; `None` stands for all that there are, also where there are none.
    pub name: Option<Vec<u8>>,
}

impl PubSubEvent {
    /// What a value is that has come as a message.
    pub fn of(value: &Value) -> PubSubEvent {
        let mut follower = Follower::new();
        value
            .replay(&mut follower)
            .expect("a follower takes everything");
        follower.event()
    }
}

/// Follows one message while it goes by, and knows what it was. Of data it keeps nothing.
#[derive(Debug, Default)]
pub struct Follower {
    /// Open aggregates, but attributes.
    depth: usize,
    attributes: AttributeFilter,
    /// How many elements of the message have begun.
    elements: usize,
    word: Word,
    name: Option<Vec<u8>>,
}

/// The longest of the words, `punsubscribe`.
const LONGEST: usize = 12;

/// The first word of a message, as far as it matters.
#[derive(Debug, Default)]
struct Word {
    bytes: [u8; LONGEST],
    length: usize,
    too_long: bool,
}

impl Follower {
    /// Nothing has come yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What it was, once it is complete.
    pub fn event(self) -> PubSubEvent {
        let word = self.word.get();
        if Family::ALL.iter().any(|family| family.message() == word) {
            return PubSubEvent::Message;
        }
        match Family::of_command(word).filter(|_| self.word.is_lower()) {
            Some((family, begun)) => PubSubEvent::Confirmation(Confirmation {
                family,
                begun,
                name: self.name,
            }),
            None => PubSubEvent::Other,
        }
    }

    /// A value begins: whether it is the message's own, and the how manieth.
    fn element(&mut self, event: &Event<'_>) -> Option<usize> {
        if self.depth != 1 || !event.begins_value() {
            return None;
        }
        self.elements += 1;
        Some(self.elements)
    }

    fn is_confirmation(&self) -> bool {
        self.word.is_lower() && Family::of_command(self.word.get()).is_some()
    }
}

impl Word {
    fn push(&mut self, bytes: &[u8]) {
        match self.bytes.get_mut(self.length..self.length + bytes.len()) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            None => self.too_long = true,
        }
    }

    fn get(&self) -> &[u8] {
        match self.too_long {
            true => &[],
            false => &self.bytes[..self.length],
        }
    }

    /// Servers say it so.
    fn is_lower(&self) -> bool {
        !self.get().iter().any(u8::is_ascii_uppercase)
    }
}

impl EventSink for Follower {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.attributes.matches(&event) {
            return Ok(());
        }
        let element = self.element(&event);
        match (event, element) {
            // Names are strings; what is none confirms nothing.
            (Event::Scalar(Scalar::Null(Null::Plain | Null::Bulk)), Some(2)) => {}
            (Event::Scalar(_), Some(2)) | (Event::Begin(..), Some(1 | 2)) => {
                self.word.too_long = true;
            }
            (Event::BeginString(..), Some(2)) if self.is_confirmation() => {
                self.name = Some(Vec::new());
            }
            (Event::Bytes(bytes), _) if self.depth == 1 => match self.elements {
                1 => self.word.push(bytes),
                2 => self.name.iter_mut().for_each(|name| name.extend(bytes)),
                _ => {}
            },
            _ => {}
        }
        match event {
            Event::Begin(..) => self.depth += 1,
            Event::End => self.depth -= 1,
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resp::Decoder;

    /// As it is told while it goes by, a byte at a time.
    fn event(wire: &str) -> PubSubEvent {
        let (mut decoder, mut follower) = (Decoder::new(), Follower::new());
        for byte in wire.as_bytes().chunks(1) {
            decoder.feed(byte, &mut follower).expect("it is RESP");
        }
        follower.event()
    }

    fn confirmation(family: Family, begun: bool, name: Option<&str>) -> PubSubEvent {
        let name = name.map(|name| name.as_bytes().to_vec());
        PubSubEvent::Confirmation(Confirmation {
            family,
            begun,
            name,
        })
    }

    #[test]
    fn data_and_confirmations_are_told_apart_in_both_protocols() {
        let message = "3\r\n$7\r\nmessage\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n";
        let pattern = "4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$1\r\nc\r\n$1\r\nx\r\n";
        let shard = "3\r\n$8\r\nsmessage\r\n$1\r\nc\r\n$1\r\nx\r\n";
        let subscribe = "3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
        let ended = "3\r\n$12\r\nsunsubscribe\r\n$1\r\nc\r\n:0\r\n";
        for kind in ['*', '>'] {
            for data in [message, pattern, shard] {
                assert_eq!(event(&format!("{kind}{data}")), PubSubEvent::Message);
            }
            let begun = confirmation(Family::Channel, true, Some("c"));
            assert_eq!(event(&format!("{kind}{subscribe}")), begun);
            let ended_here = confirmation(Family::Shard, false, Some("c"));
            assert_eq!(event(&format!("{kind}{ended}")), ended_here);
        }
    }

    #[test]
    fn nothing_to_end_is_confirmed_without_a_name() {
        for null in ["$-1", "_"] {
            let wire = format!("*3\r\n$11\r\nunsubscribe\r\n{null}\r\n:0\r\n");
            assert_eq!(event(&wire), confirmation(Family::Channel, false, None));
        }
    }

    #[test]
    fn an_attribute_before_or_in_a_message_is_not_of_it() {
        let wire = "|1\r\n$1\r\na\r\n$1\r\nb\r\n>3\r\n$9\r\nsubscribe\r\n|1\r\n$1\r\na\r\n*1\r\n:1\r\n$1\r\nc\r\n:1\r\n";
        assert_eq!(event(wire), confirmation(Family::Channel, true, Some("c")));
    }

    #[test]
    fn what_only_looks_like_a_message_is_none() {
        for wire in [
            ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n",
            "*2\r\n$4\r\npong\r\n$0\r\n\r\n",
            "*0\r\n",
            "+message\r\n",
            "$7\r\nmessage\r\n",
            "*1\r\n*1\r\n$7\r\nmessage\r\n",
            "*3\r\n$9\r\nSUBSCRIBE\r\n$1\r\nc\r\n:1\r\n",
            "*3\r\n$9\r\nsubscribe\r\n:7\r\n:1\r\n",
            "*3\r\n$9\r\nsubscribe\r\n*0\r\n:1\r\n",
            "*3\r\n$21\r\nmessagemessagemessage\r\n$1\r\nc\r\n:1\r\n",
        ] {
            assert_eq!(event(wire), PubSubEvent::Other, "{wire:?}");
        }
    }

    #[test]
    fn a_value_is_told_as_it_was_on_the_wire() {
        let items = ["subscribe", "c"].map(|text| Value::Bulk(text.as_bytes().to_vec()));
        let value = Value::Push([&items[..], &[Value::Integer(1)]].concat());
        let begun = confirmation(Family::Channel, true, Some("c"));
        assert_eq!(PubSubEvent::of(&value), begun);
    }
}
