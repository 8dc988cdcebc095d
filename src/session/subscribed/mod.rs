//! Who is subscribed to what: each connection, as its commands were confirmed; which one has MONITOR; and which one tracks
//! keys. Pure, but that connections are told apart.

mod tracking;

use redsh_engine::net::ConnectionHandle;
use redsh_engine::pubsub::{Confirmation, Family, Subscriptions};

use self::tracking::Tracking;

/// The subscriptions of all connections.
#[derive(Debug, Default)]
pub(crate) struct Subscribed {
    by_connection: Vec<(ConnectionHandle, Subscriptions)>,
    /// What has lost its connection, or was ended by the server, which serves the slot of those channels no more.
    to_resubscribe: Subscriptions,
    monitor: Monitor,
    tracking: Tracking,
    /// Confirmations came as arrays, and so do messages: RESP2.
    has_arrays: bool,
}

/// Where MONITOR's lines come from.
#[derive(Debug, Default)]
enum Monitor {
    /// From nowhere.
    #[default]
    None,
    /// From this connection.
    On(ConnectionHandle),
    /// The connection was lost.
    Lost,
}

impl Subscribed {
    /// Takes in what was confirmed on a connection. What has begun there, or ended, is not to be made again.
    pub(crate) fn learn(&mut self, connection: &ConnectionHandle, confirmed: &[Confirmation]) {
        for confirmation in confirmed {
            self.of(connection).learn(confirmation);
            self.to_resubscribe.learn(&Confirmation {
                begun: false,
                ..confirmation.clone()
            });
        }
        self.by_connection
            .retain(|(_, subscriptions)| !subscriptions.is_empty());
    }

    fn of(&mut self, connection: &ConnectionHandle) -> &mut Subscriptions {
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
    pub(crate) fn learn_unasked(
        &mut self,
        connection: &ConnectionHandle,
        confirmation: &Confirmation,
    ) {
        let had = self.count(connection, confirmation.family) > 0;
        self.learn(connection, std::slice::from_ref(confirmation));
        if had && !confirmation.begun {
            let begun = true;
            self.to_resubscribe.learn(&Confirmation {
                begun,
                ..confirmation.clone()
            });
        }
    }

    /// Takes in how confirmations come: as arrays, or as push messages.
    pub(crate) fn learn_form(&mut self, is_array: bool) {
        self.has_arrays = is_array;
    }

    /// Whether an array from this connection may be a message, and not the reply that is awaited.
    pub(crate) fn sends_arrays(&self, connection: &ConnectionHandle) -> bool {
        self.has_arrays
            && self
                .by_connection
                .iter()
                .any(|(watch, _)| watch == connection)
    }

    /// Takes in that MONITOR has begun.
    pub(crate) fn begin_monitor(&mut self, connection: &ConnectionHandle) {
        self.monitor = Monitor::On(connection.clone());
    }

    /// Forgets MONITOR; whether there was any.
    pub(crate) fn end_monitor(&mut self) -> bool {
        !matches!(std::mem::take(&mut self.monitor), Monitor::None)
    }

    /// Whether there is one, or was, and nobody has ended it.
    pub(crate) fn has_monitor(&self) -> bool {
        !matches!(self.monitor, Monitor::None)
    }

    /// Whether MONITOR has lost its connection.
    pub(crate) fn has_lost_monitor(&self) -> bool {
        matches!(self.monitor, Monitor::Lost)
    }

    /// Takes in that a connection was asked to track keys, or, without a command, to end that.
    pub(crate) fn track(&mut self, connection: &ConnectionHandle, command: Option<&Vec<Vec<u8>>>) {
        self.tracking.learn(connection, command);
    }

    /// Whether keys were tracked by a connection that is lost.
    pub(crate) fn has_lost_tracking(&self) -> bool {
        self.tracking.is_lost()
    }

    /// The commands that make a connection track keys as the lost one did.
    pub(crate) fn lost_tracking(&self) -> Vec<Vec<Vec<u8>>> {
        let lost = Some(&self.tracking).filter(|tracking| tracking.is_lost());
        lost.map_or_else(Vec::new, |tracking| tracking.commands().to_vec())
    }

    /// How many of a kind a connection has.
    pub(crate) fn count(&self, connection: &ConnectionHandle, family: Family) -> usize {
        let mut all = self.by_connection.iter();
        let own = all.find(|(watch, _)| watch == connection);
        own.map_or(0, |(_, subscriptions)| subscriptions.of(family).len())
    }

    /// Whether there is nothing to come from any connection.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_connection.is_empty() && !self.has_monitor()
    }

    /// Whether something would be lost with a connection.
    pub(crate) fn needs_connections(&self) -> bool {
        !self.is_empty() || self.tracking.is_on()
    }

    /// Whether there are channels or patterns, here or to be subscribed to again.
    pub(crate) fn has_channels(&self) -> bool {
        !(self.by_connection.is_empty() && self.to_resubscribe.is_empty())
    }

    /// Each connection with what it is subscribed to.
    pub(crate) fn by_connection(&self) -> &[(ConnectionHandle, Subscriptions)] {
        &self.by_connection
    }

    /// These connections are all that there are: what was subscribed to over others is to be made again.
    pub(crate) fn only(&mut self, living: &[ConnectionHandle]) {
        let all = std::mem::take(&mut self.by_connection);
        for (watch, subscriptions) in all {
            match living.contains(&watch) {
                true => self.by_connection.push((watch, subscriptions)),
                false => self.to_resubscribe.merge(subscriptions),
            }
        }
        if matches!(&self.monitor, Monitor::On(watch) if !living.contains(watch)) {
            self.monitor = Monitor::Lost;
        }
        self.tracking.only(living);
    }

    /// Whether something is to be made again.
    pub(crate) fn needs_resubscribing(&self) -> bool {
        !self.to_resubscribe.is_empty() || self.has_lost_monitor() || self.has_lost_tracking()
    }

    /// What is to be made again.
    pub(crate) fn to_resubscribe(&self) -> &Subscriptions {
        &self.to_resubscribe
    }

    /// Gives up what was to be made again.
    pub(crate) fn forget_lost(&mut self) {
        self.drop_lost_channels();
        if self.has_lost_monitor() {
            self.monitor = Monitor::None;
        }
        if self.has_lost_tracking() {
            self.tracking = Tracking::default();
        }
    }

    /// Gives up the channels and patterns that were to be subscribed to again.
    pub(crate) fn drop_lost_channels(&mut self) {
        self.to_resubscribe = Subscriptions::new();
    }

    /// All of it ends. What there was, also what was to be made again, as what is lost.
    pub(crate) fn end(&mut self) -> Subscribed {
        self.only(&[]);
        std::mem::take(self)
    }
}
