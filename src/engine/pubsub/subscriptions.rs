//! What a connection is subscribed to, learnt from how its commands were confirmed: what another one has to ask for, to
//! take its place.

use std::collections::{BTreeMap, BTreeSet};

use super::{Confirmation, SubscriptionKind};
use crate::cluster::Slot;

/// Channels, patterns and sharded channels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscriptions {
    channels: BTreeSet<Vec<u8>>,
    patterns: BTreeSet<Vec<u8>>,
    sharded: BTreeSet<Vec<u8>>,
}

impl Subscriptions {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none: in RESP2 the connection then takes any command.
    pub fn is_empty(&self) -> bool {
        SubscriptionKind::ALL
            .iter()
            .all(|family| self.of(*family).is_empty())
    }

    /// Those of one kind.
    pub fn of(&self, family: SubscriptionKind) -> &BTreeSet<Vec<u8>> {
        match family {
            SubscriptionKind::Channel => &self.channels,
            SubscriptionKind::Pattern => &self.patterns,
            SubscriptionKind::Shard => &self.sharded,
        }
    }

    /// Takes in that one has begun or ended.
    pub fn learn(&mut self, confirmation: &Confirmation) {
        let set = self.of_mut(confirmation.family);
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

    /// Takes over all of another connection's.
    pub fn merge(&mut self, others: Subscriptions) {
        self.channels.extend(others.channels);
        self.patterns.extend(others.patterns);
        self.sharded.extend(others.sharded);
    }

    /// The commands that make them again, on a connection that has none. Sharded channels go slot by slot, as a cluster has
    /// it; elsewhere that makes no difference.
    pub fn commands(&self) -> Vec<Vec<Vec<u8>>> {
        self.named(SubscriptionKind::command)
    }

    /// The commands that end them, likewise.
    pub fn endings(&self) -> Vec<Vec<Vec<u8>>> {
        self.named(SubscriptionKind::ending)
    }

    fn named(&self, command: fn(SubscriptionKind) -> &'static str) -> Vec<Vec<Vec<u8>>> {
        let whole = [SubscriptionKind::Channel, SubscriptionKind::Pattern];
        let whole = whole.map(|family| (family, self.of(family).iter().collect()));
        let mut slots: BTreeMap<Slot, Vec<&Vec<u8>>> = BTreeMap::new();
        for channel in &self.sharded {
            slots.entry(Slot::of(channel)).or_default().push(channel);
        }
        let sharded = slots
            .into_values()
            .map(|names| (SubscriptionKind::Shard, names));
        let all = whole.into_iter().chain(sharded);
        all.filter(|(_, names): &(_, Vec<&Vec<u8>>)| !names.is_empty())
            .map(|(family, names)| words(command(family), &names))
            .collect()
    }

    fn of_mut(&mut self, family: SubscriptionKind) -> &mut BTreeSet<Vec<u8>> {
        match family {
            SubscriptionKind::Channel => &mut self.channels,
            SubscriptionKind::Pattern => &mut self.patterns,
            SubscriptionKind::Shard => &mut self.sharded,
        }
    }
}

fn words(command: &str, names: &[&Vec<u8>]) -> Vec<Vec<u8>> {
    let mut words = vec![command.as_bytes().to_vec()];
    words.extend(names.iter().map(|name| name.to_vec()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(confirmations: &[(SubscriptionKind, bool, Option<&str>)]) -> Subscriptions {
        let mut subscriptions = Subscriptions::new();
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
    fn what_has_begun_and_not_ended_is_asked_for_again() {
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
    fn sharded_channels_are_asked_for_slot_by_slot() {
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
    fn the_end_of_all_is_that_of_one_kind() {
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
    fn what_another_connection_had_is_taken_over() {
        use SubscriptionKind::Channel;
        let mut subscriptions = learnt(&[(Channel, true, Some("a"))]);
        subscriptions.merge(learnt(&[(Channel, true, Some("b"))]));
        assert_eq!(commands(&subscriptions), ["SUBSCRIBE a b"]);
    }
}
