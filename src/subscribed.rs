//! Who is subscribed to what: each connection, as its commands were confirmed. Pure, but that connections are told apart.

use engine::net::Watch;
use engine::pubsub::{Confirmation, Family, Subscriptions};

/// The subscriptions of all connections.
#[derive(Debug, Default)]
pub(crate) struct Subscribed {
    by_connection: Vec<(Watch, Subscriptions)>,
    /// What servers have ended by themselves: they serve the slot of those channels no more.
    ended: Subscriptions,
}

impl Subscribed {
    /// Takes in what was confirmed on a connection.
    pub(crate) fn learn(&mut self, connection: &Watch, confirmed: &[Confirmation]) {
        if confirmed.is_empty() {
            return;
        }
        let found = self.by_connection.iter();
        let mut found = found.map(|(watch, _)| watch);
        let place = found.position(|watch| watch == connection);
        let place = place.unwrap_or_else(|| {
            let fresh = (connection.clone(), Subscriptions::new());
            self.by_connection.push(fresh);
            self.by_connection.len() - 1
        });
        let subscriptions = &mut self.by_connection[place].1;
        confirmed
            .iter()
            .for_each(|confirmation| subscriptions.learn(confirmation));
        self.by_connection
            .retain(|(_, subscriptions)| !subscriptions.is_empty());
    }

    /// Takes in what nobody has asked for. A subscription that the server has ended is one to be made again.
    pub(crate) fn learn_unasked(&mut self, connection: &Watch, confirmation: &Confirmation) {
        let had = self.count(connection, confirmation.family) > 0;
        self.learn(connection, std::slice::from_ref(confirmation));
        if had && !confirmation.begun {
            let begun = true;
            self.ended.learn(&Confirmation {
                begun,
                ..confirmation.clone()
            });
        }
    }

    /// How many of a kind a connection has.
    pub(crate) fn count(&self, connection: &Watch, family: Family) -> usize {
        let mut all = self.by_connection.iter();
        let own = all.find(|(watch, _)| watch == connection);
        own.map_or(0, |(_, subscriptions)| subscriptions.of(family).len())
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_connection.is_empty()
    }

    /// Lets go of those that have lost their connection, or that the server has ended: they are to be made again. `living`
    /// are the connections that there are.
    pub(crate) fn take_orphans(&mut self, living: &[Watch]) -> Subscriptions {
        let mut orphans = std::mem::take(&mut self.ended);
        let all = std::mem::take(&mut self.by_connection);
        for (watch, subscriptions) in all {
            match living.contains(&watch) {
                true => self.by_connection.push((watch, subscriptions)),
                false => orphans.merge(subscriptions),
            }
        }
        orphans
    }
}
