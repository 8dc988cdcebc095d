//! The subscriptions of each connection, as the server confirmed them, and the connections that run MONITOR or track keys.
//!
//! Pure: connections are compared, never used.

mod tracking;

use self::tracking::Tracking;
use crate::net::{ConnectionHandle, Reader};
use crate::pubsub::{Confirmation, SubscriptionKind, Subscriptions};

/// The subscriptions of all connections of a client.
#[derive(Debug, Default)]
pub struct Subscribed {
    pub(crate) by_connection: Vec<(ConnectionHandle, Subscriptions)>,
    /// Subscriptions that lost their connection, or that the server ended because their slot moved.
    to_resubscribe: Subscriptions,
    monitor: MonitorSource,
    tracking: Tracking,
    /// Confirmations, and so messages, are arrays: RESP2.
    pub(crate) has_arrays: bool,
}

#[derive(Debug, Default)]
enum MonitorSource {
    #[default]
    None,
    On(ConnectionHandle),
    Lost,
}

impl Subscribed {
    /// Records confirmations that arrived on a connection.
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
        let found = all.position(|(handle, _)| handle == connection);
        let index = found.unwrap_or_else(|| {
            let fresh = (connection.clone(), Subscriptions::default());
            self.by_connection.push(fresh);
            self.by_connection.len() - 1
        });
        &mut self.by_connection[index].1
    }

    /// Records an unsolicited confirmation. A subscription that the server ended must be restored.
    pub(crate) fn learn_unsolicited(
        &mut self,
        connection: &ConnectionHandle,
        confirmation: &Confirmation,
    ) {
        let had = self.count(connection, confirmation.family) > 0;
        self.learn(connection, std::slice::from_ref(confirmation));
        if had && !confirmation.begun {
            self.to_resubscribe.learn(&Confirmation {
                begun: true,
                ..confirmation.clone()
            });
        }
    }

    /// Whether an array from this connection may be a message instead of a reply.
    pub(crate) fn sends_arrays(&self, reader: &Reader) -> bool {
        self.has_arrays && !self.by_connection.is_empty() && {
            let connection = reader.watch();
            let mut all = self.by_connection.iter();
            all.any(|(handle, _)| *handle == connection)
        }
    }

    pub(crate) fn begin_monitor(&mut self, connection: &ConnectionHandle) {
        self.monitor = MonitorSource::On(connection.clone());
    }

    /// Forgets MONITOR. True where it ran or was to be restored.
    pub(crate) fn end_monitor(&mut self) -> bool {
        !matches!(std::mem::take(&mut self.monitor), MonitorSource::None)
    }

    /// Whether MONITOR runs or is to be restored.
    pub fn has_monitor(&self) -> bool {
        !matches!(self.monitor, MonitorSource::None)
    }

    /// Whether MONITOR lost its connection.
    pub fn has_lost_monitor(&self) -> bool {
        matches!(self.monitor, MonitorSource::Lost)
    }

    /// Records a CLIENT TRACKING command of a connection; `None` turns tracking off.
    pub(crate) fn track(&mut self, connection: &ConnectionHandle, command: Option<&Vec<Vec<u8>>>) {
        self.tracking.learn(connection, command);
    }

    /// Whether the connection that tracked keys was lost.
    pub fn has_lost_tracking(&self) -> bool {
        self.tracking.is_lost()
    }

    /// The commands that restore the tracking of a lost connection.
    pub(crate) fn lost_tracking(&self) -> Vec<Vec<Vec<u8>>> {
        let lost = Some(&self.tracking).filter(|tracking| tracking.is_lost());
        lost.map_or_else(Vec::new, |tracking| tracking.commands.clone())
    }

    /// The number of subscriptions of a family on a connection.
    pub(crate) fn count(&self, connection: &ConnectionHandle, family: SubscriptionKind) -> usize {
        let mut all = self.by_connection.iter();
        let own = all.find(|(handle, _)| handle == connection);
        own.map_or(0, |(_, subscriptions)| subscriptions.of(family).len())
    }

    /// Whether no connection sends messages or lines of MONITOR.
    pub fn is_empty(&self) -> bool {
        self.by_connection.is_empty() && !self.has_monitor()
    }

    /// Whether channels or patterns are subscribed to, or are to be restored.
    pub fn has_channels(&self) -> bool {
        !(self.by_connection.is_empty() && self.to_resubscribe.is_empty())
    }

    /// Keeps the state of these connections; the state of all others must be restored.
    pub(crate) fn retain(&mut self, open: &[ConnectionHandle]) {
        let all = std::mem::take(&mut self.by_connection);
        for (handle, subscriptions) in all {
            match open.contains(&handle) {
                true => self.by_connection.push((handle, subscriptions)),
                false => self.to_resubscribe.merge(subscriptions),
            }
        }
        if matches!(&self.monitor, MonitorSource::On(handle) if !open.contains(handle)) {
            self.monitor = MonitorSource::Lost;
        }
        self.tracking.retain(open);
    }

    /// Whether a connection has state that would be lost with it.
    pub(crate) fn depends_on_connections(&self) -> bool {
        !self.is_empty() || self.tracking.is_on()
    }

    /// Whether state of a lost connection is to be restored.
    pub fn has_lost(&self) -> bool {
        !self.to_resubscribe.is_empty() || self.has_lost_monitor() || self.has_lost_tracking()
    }

    /// The subscriptions that are to be restored.
    pub fn to_resubscribe(&self) -> &Subscriptions {
        &self.to_resubscribe
    }

    pub(crate) fn forget_lost(&mut self) {
        self.forget_lost_channels();
        if self.has_lost_monitor() {
            self.monitor = MonitorSource::None;
        }
        if self.has_lost_tracking() {
            self.tracking = Tracking::default();
        }
    }

    /// Forgets the channels and patterns that are to be restored.
    pub(crate) fn forget_lost_channels(&mut self) {
        self.to_resubscribe = Subscriptions::default();
    }

    /// Ends everything and returns it as lost.
    pub(crate) fn end(&mut self) -> Subscribed {
        self.retain(&[]);
        std::mem::take(self)
    }
}
