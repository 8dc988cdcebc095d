//! Who is subscribed to what: each connection, as its commands were confirmed. Pure, but that connections are told apart.

use engine::net::Watch;
use engine::pubsub::{Confirmation, Family, Subscriptions};

/// The subscriptions of all connections.
#[derive(Debug, Default)]
pub(crate) struct Subscribed {
    by_connection: Vec<(Watch, Subscriptions)>,
    /// What has lost its connection, or was ended by the server, which serves the slot of those channels no more.
    orphans: Subscriptions,
}

impl Subscribed {
    /// Takes in what was confirmed on a connection. What has begun there, or ended, is not to be made again.
    pub(crate) fn learn(&mut self, connection: &Watch, confirmed: &[Confirmation]) {
        for confirmation in confirmed {
            self.of(connection).learn(confirmation);
            self.orphans.learn(&Confirmation {
                begun: false,
                ..confirmation.clone()
            });
        }
        self.by_connection
            .retain(|(_, subscriptions)| !subscriptions.is_empty());
    }

    fn of(&mut self, connection: &Watch) -> &mut Subscriptions {
        let mut all = self.by_connection.iter();
        let found = all.position(|(watch, _)| watch == connection);
        let place = found.unwrap_or_else(|| {
            let fresh = (connection.clone(), Subscriptions::new());
            self.by_connection.push(fresh);
            self.by_connection.len() - 1
        });
        &mut self.by_connection[place].1
    }

    /// Takes in what nobody has asked for. A subscription that the server has ended is one to be made again.
    pub(crate) fn learn_unasked(&mut self, connection: &Watch, confirmation: &Confirmation) {
        let had = self.count(connection, confirmation.family) > 0;
        self.learn(connection, std::slice::from_ref(confirmation));
        if had && !confirmation.begun {
            let begun = true;
            self.orphans.learn(&Confirmation {
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

    /// Whether there are none that are confirmed.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_connection.is_empty()
    }

    /// These connections are all that there are: what was subscribed to over others is to be made again.
    pub(crate) fn only(&mut self, living: &[Watch]) {
        let all = std::mem::take(&mut self.by_connection);
        for (watch, subscriptions) in all {
            match living.contains(&watch) {
                true => self.by_connection.push((watch, subscriptions)),
                false => self.orphans.merge(subscriptions),
            }
        }
    }

    /// What is to be made again.
    pub(crate) fn orphans(&self) -> &Subscriptions {
        &self.orphans
    }

    /// Gives up what was to be made again.
    pub(crate) fn take_orphans(&mut self) -> Subscriptions {
        std::mem::take(&mut self.orphans)
    }
}
