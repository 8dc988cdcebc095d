//! The subscriptions of a connection, so that a client can resubscribe on another one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Confirmation, SubscriptionKind};
use crate::cluster::Slot;

/// A connection's subscriptions, as the server confirmed them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// The subscriptions of each kind.
    names: [BTreeSet<Vec<u8>>; 3],
}

impl Subscriptions {
    /// Returns whether there are no subscriptions. In RESP2, such a connection accepts any command.
    pub fn is_empty(&self) -> bool {
        self.names.iter().all(BTreeSet::is_empty)
    }

    /// Returns the subscriptions of one kind.
    pub fn of(&self, family: SubscriptionKind) -> &BTreeSet<Vec<u8>> {
        &self.names[family as usize]
    }

    /// Records a confirmation.
    pub fn learn(&mut self, confirmation: &Confirmation) {
        let set = &mut self.names[confirmation.family as usize];
        match (confirmation.begun, &confirmation.name) {
            (true, Some(name)) => {
                set.insert(name.clone());
            }
            (false, Some(name)) => {
                set.remove(name);
            }
            (false, None) => set.clear(),
            (true, None) => {}
        }
    }

    /// Adds the subscriptions of another connection.
    pub fn merge(&mut self, others: Subscriptions) {
        for (names, more) in self.names.iter_mut().zip(others.names) {
            names.extend(more);
        }
    }

    /// Returns the commands that subscribe on a new connection. Sharded channels get one command per slot, as a
    /// cluster requires.
    pub fn commands(&self) -> Vec<Vec<Vec<u8>>> {
        self.named(SubscriptionKind::command)
    }

    /// Returns the commands that unsubscribe, likewise.
    pub fn endings(&self) -> Vec<Vec<Vec<u8>>> {
        self.named(SubscriptionKind::ending)
    }

    fn named(&self, command: fn(SubscriptionKind) -> &'static str) -> Vec<Vec<Vec<u8>>> {
        let whole = [SubscriptionKind::Channel, SubscriptionKind::Pattern];
        let whole = whole.map(|family| (family, self.of(family).iter().collect()));
        let mut slots: BTreeMap<Slot, Vec<&Vec<u8>>> = BTreeMap::new();
        for channel in self.of(SubscriptionKind::Shard) {
            slots.entry(Slot::of(channel)).or_default().push(channel);
        }
        let sharded = slots
            .into_values()
            .map(|names| (SubscriptionKind::Shard, names));
        let all = whole.into_iter().chain(sharded);
        all.filter(|(_, names): &(_, Vec<&Vec<u8>>)| !names.is_empty())
            .map(|(family, names)| {
                let command = command(family).as_bytes().to_vec();
                std::iter::once(command)
                    .chain(names.into_iter().cloned())
                    .collect()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(confirmations: &[(SubscriptionKind, bool, Option<&str>)]) -> Subscriptions {
        let mut subscriptions = Subscriptions::default();
        for &(family, begun, name) in confirmations {
            let name = name.map(|name| name.as_bytes().to_vec());
            subscriptions.learn(&Confirmation {
                family,
                begun,
                name,
            });
        }
        subscriptions
    }

    fn commands(subscriptions: &Subscriptions) -> Vec<String> {
        let commands = subscriptions.commands().into_iter();
        let words = |words: Vec<Vec<u8>>| String::from_utf8(words.join(&b' ')).expect("text");
        commands.map(words).collect()
    }

    #[test]
    fn current_subscriptions_are_resubscribed() {
        use SubscriptionKind::{Channel, Pattern};
        let subscriptions = learnt(&[
            (Channel, true, Some("b")),
            (Channel, true, Some("a")),
            (Channel, true, Some("a")),
            (Pattern, true, Some("a")),
            (Channel, true, Some("c")),
            (Channel, false, Some("b")),
            (Pattern, false, Some("none")),
        ]);
        assert_eq!(commands(&subscriptions), ["SUBSCRIBE a c", "PSUBSCRIBE a"]);
        let endings = subscriptions.endings();
        assert_eq!(endings[0].join(&b' '), b"UNSUBSCRIBE a c");
        assert_eq!(endings[1].join(&b' '), b"PUNSUBSCRIBE a");
    }

    #[test]
    fn sharded_channels_are_resubscribed_slot_by_slot() {
        use SubscriptionKind::Shard;
        let subscriptions = learnt(&[
            (Shard, true, Some("{b}1")),
            (Shard, true, Some("a")),
            (Shard, true, Some("{b}2")),
        ]);
        assert_eq!(
            commands(&subscriptions),
            ["SSUBSCRIBE {b}1 {b}2", "SSUBSCRIBE a"]
        );
    }

    #[test]
    fn an_unsubscribe_from_all_affects_one_kind() {
        use SubscriptionKind::{Channel, Pattern};
        let begun = [(Channel, true, Some("a")), (Pattern, true, Some("p"))];
        let mut subscriptions = learnt(&[&begun[..], &[(Channel, false, None)]].concat());
        assert_eq!(commands(&subscriptions), ["PSUBSCRIBE p"]);
        assert!(!subscriptions.is_empty());
        subscriptions.learn(&Confirmation {
            family: Pattern,
            begun: false,
            name: None,
        });
        assert!(subscriptions.is_empty());
    }

    #[test]
    fn subscriptions_of_another_connection_are_added() {
        use SubscriptionKind::Channel;
        let mut subscriptions = learnt(&[(Channel, true, Some("a"))]);
        subscriptions.merge(learnt(&[(Channel, true, Some("b"))]));
        assert_eq!(commands(&subscriptions), ["SUBSCRIBE a b"]);
    }
}
