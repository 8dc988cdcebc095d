//! Sends the commands of a load to the owner of a slot, to any server, or to all primaries, and has them retried.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use super::batch::{Batch, Entry, Parcel, UnitPart};
use super::observer::{LoadObserver, Rejection};
use super::repair::{LoadTicket, Repair, RetryReplies};
use super::stats::LoadStats;
use super::streams::LoadStreams;
use crate::Error;
use crate::client::Client;
use crate::client::pool::Pool;
use crate::client::routing::Waits;
use crate::cluster::{Route, Slot};
use crate::net::Login;

/// The connections of a load, and the client that retries commands.
pub(super) struct LoadRouter {
    pub(super) client: Client<LoadTicket>,
    /// Whether there are several nodes, each with its slots.
    pub(super) is_spread: bool,
    streams: LoadStreams,
    pub(super) stats: Arc<LoadStats>,
    /// Commands that wait for the next repair, and are in no connection's batch.
    put_off: Batch,
    pub(super) fault: Option<Error>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoadTarget {
    /// The only server, or any primary.
    Anyone,
    /// The owner of a slot. If it `holds`, later commands of the slot wait for the reply.
    Slot {
        slot: Slot,
        holds: bool,
    },
    /// The client finds the destination, with nothing else in flight.
    Apart,
    Everyone,
    Nowhere(&'static str),
}

const UNREACHED: &str = "not sent: could not connect to all primaries";

impl LoadRouter {
    /// Connects, and requests the topology if `client` is for a cluster.
    pub(super) fn open(
        pool: Pool,
        client: Client<LoadTicket>,
        patience: Option<Duration>,
        observer: Box<LoadObserver>,
    ) -> Result<Self, Error> {
        let stats = Arc::new(LoadStats::new(observer, client.is_cluster()));
        // The user decides about commands that may have run.
        let mut client = client.without_retries();
        let is_spread = client.has_slots(&mut RetryReplies::none(&stats))?;
        let mut streams = LoadStreams::new(pool, patience, &stats);
        if !is_spread {
            streams.open(&client.connections.endpoint_of(client.connections.current))?;
        }
        Ok(LoadRouter {
            client,
            is_spread,
            streams,
            stats,
            put_off: Batch::default(),
            fault: None,
        })
    }

    /// The servers have accepted a change of the login. Connections that are opened later restore it, and so do those of the
    /// client that retries.
    pub(super) fn change_login(&mut self, change: impl FnOnce(&mut Login)) {
        let connections = &mut self.client.connections;
        let mut login = connections.login.clone();
        change(&mut login);
        connections.change_login(login, None);
    }

    /// Sends all waiting commands, and does not wait for replies.
    pub(super) fn flush(&mut self) {
        self.streams.flush();
        self.repair_if_needed();
    }

    pub(super) fn finish(&mut self) {
        self.flush();
        self.streams.complete();
        self.settle();
    }

    /// Sends a command or a transaction to its destination.
    pub(super) fn dispatch(&mut self, target: LoadTarget, parcel: &Parcel<'_>) {
        match target {
            LoadTarget::Anyone => self.send_to(None, false, parcel),
            LoadTarget::Slot { slot, holds } => {
                let holds = holds || self.client.router.is_fenced(slot);
                self.streams.pass_fence(slot);
                // The reply that was awaited may be a redirect.
                self.repair_if_needed();
                self.send_to(Some(slot), holds, &parcel.in_slot(slot, holds));
            }
            LoadTarget::Apart => {
                self.settle();
                match self.fault {
                    None => self.stats.hold(parcel),
                    Some(_) => self.lose(parcel),
                }
            }
            LoadTarget::Everyone => self.send_to_all(parcel),
            LoadTarget::Nowhere(why) => self.refuse(parcel, why),
        }
        self.repair_if_needed();
    }

    /// Refuses a command once all before it have replies, so that refused and lost commands are reported in the order of the
    /// input.
    pub(super) fn refuse(&mut self, parcel: &Parcel<'_>, why: &str) {
        self.settle();
        self.stats.refuse(parcel, why.as_bytes());
    }

    /// Reports a command that is not sent, since the server was lost meanwhile.
    fn lose(&self, parcel: &Parcel<'_>) {
        let mut batch = Batch::default();
        batch.add(parcel);
        self.stats.lose_all(&batch, Rejection::Unsent);
    }

    fn send_to(&mut self, slot: Option<Slot>, holds: bool, parcel: &Parcel<'_>) {
        if self.fault.is_some() {
            return self.lose(parcel);
        }
        match self.stream_of(slot) {
            Some(number) => {
                self.streams.push(number, parcel);
                let fenced = slot.filter(|_| holds);
                let fence = fenced.map(|slot| (slot, number));
                self.streams.fences.extend(fence);
            }
            None => self.stats.hold(parcel),
        }
    }

    /// The connection to a slot's owner, or without a slot to any server. `None` if it cannot be reached.
    fn stream_of(&mut self, slot: Option<Slot>) -> Option<usize> {
        if !self.is_spread {
            return Some(0);
        }
        let slot = slot.unwrap_or(Slot::LAST);
        if let Some(number) = self.streams.by_slot[slot] {
            return Some(usize::from(number));
        }
        let client = &mut self.client;
        let endpoint = client
            .router
            .endpoint_of_slot(slot, &mut client.connections)?;
        // The repair reports the error, if it fails too.
        let number = self.streams.open(&endpoint).ok()?;
        self.streams.by_slot[slot] = u16::try_from(number).ok();
        Some(number)
    }

    /// The route of a command, and whether later commands of its slot wait.
    pub(super) fn route(&mut self, words: &[&[u8]]) -> Option<(Route, bool)> {
        let client = &mut self.client;
        let route = client.router.route(words, &mut client.connections);
        client.report_connections(&mut RetryReplies::none(&self.stats));
        let (route, holds) = route?;
        Some((route, holds != Waits::Nothing))
    }

    /// Sends a command to every primary, with nothing else in flight. It counts once.
    fn send_to_all(&mut self, parcel: &Parcel<'_>) {
        self.settle();
        if self.fault.is_some() {
            return self.lose(parcel);
        }
        let client = &mut self.client;
        let primaries = client.router.primaries(&mut client.connections);
        let numbers: Option<Vec<usize>> = primaries
            .iter()
            .map(|endpoint| self.streams.open(endpoint).ok())
            .collect();
        let Some(numbers) = numbers else {
            return self.stats.refuse(parcel, UNREACHED.as_bytes());
        };
        for (place, number) in numbers.into_iter().enumerate() {
            let is_first = place == 0;
            self.streams
                .push(number, &parcel.as_part(UnitPart::Copy { is_first }));
        }
        self.settle();
    }

    /// Sends all waiting commands, and waits for all replies.
    pub(super) fn settle(&mut self) {
        self.streams.flush();
        self.streams.wait();
        self.repair_if_needed();
    }

    fn repair_if_needed(&mut self) {
        while self.fault.is_none() && self.stats.is_troubled() {
            if let Err(error) = self.repair() {
                if matches!(error, Error::Timeout { .. }) {
                    self.stats.count_timeout();
                }
                self.fault = Some(error);
            }
        }
    }

    /// Retries redirected commands, and those that a lost connection has left unsent; then sends the waiting commands by the
    /// new topology.
    fn repair(&mut self) -> Result<(), Error> {
        self.streams.wait();
        let mut waiting = self.streams.take_pending();
        waiting.append_all(&mem::take(&mut self.put_off));
        let mut held = self.stats.take_held();
        for slot in held.entries().iter().filter_map(|entry| entry.slot) {
            self.client.router.refused(slot);
        }
        let why = self
            .streams
            .clear_lost(|batch, unit| held.append(batch, unit));
        let outcome = match why {
            Some(error) if !self.is_spread => {
                self.stats.lose_all(&held, Rejection::Unsent);
                Err(error)
            }
            _ => Repair {
                client: &mut self.client,
                stats: &self.stats,
            }
            .run(&held),
        };
        match outcome {
            Ok(()) => self.send_waiting(&waiting),
            Err(_) => self.stats.lose_all(&waiting, Rejection::Unsent),
        }
        outcome
    }

    /// Sends the waiting commands in the order of the input. If a command must be retried meanwhile, the others wait for the
    /// next repair. They must not be held: held commands are sent before all waiting ones.
    fn send_waiting(&mut self, batch: &Batch) {
        for unit in batch.sorted_units() {
            let Entry { slot, holds, .. } = batch.entries()[unit.entries.start];
            let is_fenced = slot.is_some_and(|slot| {
                self.streams.pass_fence(slot);
                self.client.router.is_fenced(slot)
            });
            match self.stats.is_troubled() {
                true => self.put_off.append(batch, &unit),
                false => self.send_to(slot, holds || is_fenced, &Parcel::Unit(batch, &unit)),
            }
        }
    }
}
