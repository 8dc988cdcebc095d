//! Classifies the messages on a subscriber's connection: data, confirmations, others. They are arrays in RESP2 and
//! pushes in RESP3, and begin with a word for their kind.

use std::io;

use super::SubscriptionKind;
use crate::resp::{AttributeFilter, Event, EventSink, Null, Scalar, Value};

/// The kind of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PubSubEvent {
    /// Published data.
    Message,
    /// A subscription has begun or ended.
    Confirmation(Confirmation),
    /// Another value: PING's reply in RESP2, an invalidation, or not a message.
    Other,
}

/// A subscription has begun or ended. The server also ends subscriptions by itself, such as those to channels of a
/// slot that has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The kind of subscription.
    pub family: SubscriptionKind,
    /// Whether it has begun, rather than ended.
    pub begun: bool,
    /// The channel or pattern; `None` if all subscriptions of the kind have ended.
    pub name: Option<Vec<u8>>,
}

impl PubSubEvent {
    /// Classifies a message that was read as a value.
    pub fn of(value: &Value) -> PubSubEvent {
        let mut classifier = MessageClassifier::new();
        value
            .replay(&mut classifier)
            .expect("the classifier returns no errors");
        classifier.event()
    }
}

/// A visitor that classifies one message while it arrives. It does not store published data.
#[derive(Debug, Default)]
pub struct MessageClassifier {
    /// The number of open aggregates, without attributes.
    depth: usize,
    attributes: AttributeFilter,
    /// The number of elements of the message that have begun.
    elements: usize,
    /// The first word, up to one byte more than the longest kind.
    word: Vec<u8>,
    /// The types of the elements are not those of a message.
    is_other: bool,
    name: Option<Vec<u8>>,
}

/// The length of the longest kind, `punsubscribe`.
const LONGEST: usize = 12;

impl MessageClassifier {
    /// Creates a visitor for the next message.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the kind of a complete message.
    pub fn event(self) -> PubSubEvent {
        let is_message = |family: &SubscriptionKind| family.message() == self.word;
        if !self.is_other && SubscriptionKind::ALL.iter().any(is_message) {
            return PubSubEvent::Message;
        }
        match self.confirmed() {
            Some((family, begun)) => PubSubEvent::Confirmation(Confirmation {
                family,
                begun,
                name: self.name,
            }),
            None => PubSubEvent::Other,
        }
    }

    /// Counts an element of the message itself, and returns its number. `None` for nested values.
    fn element(&mut self, event: &Event<'_>) -> Option<usize> {
        if self.depth != 1 || !event.begins_value() {
            return None;
        }
        self.elements += 1;
        Some(self.elements)
    }

    /// Returns the kind of a confirmation, and whether a subscription has begun. Servers write the kinds in lower case.
    fn confirmed(&self) -> Option<(SubscriptionKind, bool)> {
        let is_lower = !self.word.iter().any(u8::is_ascii_uppercase);
        let confirmed = SubscriptionKind::of_command(&self.word)?;
        (is_lower && !self.is_other).then_some(confirmed)
    }
}

impl EventSink for MessageClassifier {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        if self.attributes.matches(&event) {
            return Ok(());
        }
        let element = self.element(&event);
        match (event, element) {
            // Names are strings. A message with another type is not a confirmation.
            (Event::Scalar(Scalar::Null(Null::Plain | Null::Bulk)), Some(2)) => {}
            (Event::Scalar(_), Some(2)) | (Event::Begin(..), Some(1 | 2)) => {
                self.is_other = true;
            }
            (Event::BeginString(..), Some(2)) if self.confirmed().is_some() => {
                self.name = Some(Vec::new());
            }
            (Event::Bytes(bytes), _) if self.depth == 1 => match self.elements {
                1 => {
                    let room = LONGEST + 1 - self.word.len();
                    self.word.extend_from_slice(&bytes[..room.min(bytes.len())]);
                }
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

    /// Classifies a message that arrives byte by byte.
    fn event(wire: &str) -> PubSubEvent {
        let (mut decoder, mut classifier) = (Decoder::new(), MessageClassifier::new());
        for byte in wire.as_bytes().chunks(1) {
            decoder.feed(byte, &mut classifier).expect("it is RESP");
        }
        classifier.event()
    }

    fn confirmation(family: SubscriptionKind, begun: bool, name: Option<&str>) -> PubSubEvent {
        let name = name.map(|name| name.as_bytes().to_vec());
        PubSubEvent::Confirmation(Confirmation {
            family,
            begun,
            name,
        })
    }

    #[test]
    fn data_and_confirmations_are_classified_in_both_protocols() {
        let message = "3\r\n$7\r\nmessage\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n";
        let pattern = "4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$1\r\nc\r\n$1\r\nx\r\n";
        let shard = "3\r\n$8\r\nsmessage\r\n$1\r\nc\r\n$1\r\nx\r\n";
        let subscribe = "3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
        let ended = "3\r\n$12\r\nsunsubscribe\r\n$1\r\nc\r\n:0\r\n";
        for kind in ['*', '>'] {
            for data in [message, pattern, shard] {
                assert_eq!(event(&format!("{kind}{data}")), PubSubEvent::Message);
            }
            let begun = confirmation(SubscriptionKind::Channel, true, Some("c"));
            assert_eq!(event(&format!("{kind}{subscribe}")), begun);
            let ended_here = confirmation(SubscriptionKind::Shard, false, Some("c"));
            assert_eq!(event(&format!("{kind}{ended}")), ended_here);
        }
    }

    #[test]
    fn an_unsubscribe_without_subscriptions_has_no_name() {
        for null in ["$-1", "_"] {
            let wire = format!("*3\r\n$11\r\nunsubscribe\r\n{null}\r\n:0\r\n");
            assert_eq!(
                event(&wire),
                confirmation(SubscriptionKind::Channel, false, None)
            );
        }
    }

    #[test]
    fn attributes_before_and_in_a_message_are_ignored() {
        let wire = "|1\r\n$1\r\na\r\n$1\r\nb\r\n>3\r\n$9\r\nsubscribe\r\n|1\r\n$1\r\na\r\n*1\r\n:1\r\n$1\r\nc\r\n:1\r\n";
        assert_eq!(
            event(wire),
            confirmation(SubscriptionKind::Channel, true, Some("c"))
        );
    }

    #[test]
    fn other_values_are_not_messages() {
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
    fn a_value_is_classified_like_its_encoding() {
        let items = ["subscribe", "c"].map(|text| Value::Bulk(text.as_bytes().to_vec()));
        let value = Value::Push([&items[..], &[Value::Integer(1)]].concat());
        let begun = confirmation(SubscriptionKind::Channel, true, Some("c"));
        assert_eq!(PubSubEvent::of(&value), begun);
    }
}
