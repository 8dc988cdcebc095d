//! The topology of the cluster that is scanned, as its primaries report it, and commands that follow redirects.

use super::scan_handler::ScanHandler;
use super::stop::StopSignal;
use super::{ScanContext, key_count};
use crate::Error;
use crate::client::pool::Pool;
use crate::client::retry_clock::RetryClock;
use crate::client::{Client, NodeReply, ReplyHandler, RetryNotice, Routing};
use crate::cluster::{NatMap, NodeWord, SlotSet};
use crate::keys::{Inquiry, KeyQuery};
use crate::net::{Address, Endpoint};
use crate::scan::{KeyPage, NodeView, Snapshot};

/// The client and the connections of a cluster scan.
#[derive(Debug)]
pub(super) struct ClusterControl {
    pub(super) pool: Pool,
    pub(super) client: Client<()>,
    pub(super) handler: ScanHandler,
    pub(super) natmap: NatMap,
}

impl ClusterControl {
    pub(super) fn new(pool: Pool, endpoint: Endpoint, natmap: NatMap) -> Self {
        ClusterControl {
            pool,
            handler: ScanHandler::default(),
            client: Client::new(endpoint, Routing::cluster(natmap.clone())),
            natmap,
        }
    }

    /// The number of keys on all primaries.
    pub(super) fn count(&mut self) -> Result<u64, Error> {
        let members = self.client.members(&NodeWord::Primaries, &mut self.handler);
        let words = [b"DBSIZE".to_vec()];
        let sizes = self.client.call_on(&members?, &words, &mut self.handler)?;
        let size = |node: NodeReply| key_count(&node.address, &node.reply?);
        sizes.into_iter().map(size).sum()
    }

    pub(super) fn endpoint(&mut self, address: &Address) -> Endpoint {
        self.client.connections.endpoint_at(address)
    }

    /// Returns the views of all primaries, once those that reply own all `wanted` slots, or all slots that have an owner
    /// by the topology: a failover may be in progress. `None` if the stop signal is set.
    ///
    /// # Errors
    /// [`Error::NoOwner`] if a slot has no owner until the retry timeout; [`Error::Refused`] if the user may not request the topology;
    /// the error of the last attempt if no node reports the topology until then.
    pub(super) fn snapshot(
        &mut self,
        stop: &StopSignal<'_>,
        wanted: Option<&SlotSet>,
    ) -> Result<Option<Snapshot>, Error> {
        let mut clock = RetryClock::new(self.client.retry_timeout);
        loop {
            let failure = match self.views() {
                Ok((snapshot, lost)) => match self.missing(&snapshot, wanted) {
                    0 => return Ok(Some(snapshot)),
                    slots => Error::NoOwner { slots, lost },
                },
                Err(error) => error,
            };
            if matches!(failure, Error::Refused { .. } | Error::NoMap { .. }) || clock.is_over() {
                return Err(failure);
            }
            clock.failed(&failure);
            let delay = clock.next_delay(|notice| self.report(&notice));
            if !stop.pause(delay) {
                return Ok(None);
            }
        }
    }

    /// Reports that the scan waits.
    pub(super) fn report(&mut self, notice: &RetryNotice<'_>) {
        ReplyHandler::<()>::retrying(&mut self.handler, notice);
    }

    /// The views of the primaries that reply, and the error of the first one that cannot be reached.
    fn views(&mut self) -> Result<(Snapshot, Option<String>), Error> {
        let members = self.client.members(&NodeWord::Primaries, &mut self.handler);
        let members = match members {
            Err(Error::NodeWord(_)) => Vec::new(),
            members => members?,
        };
        let mut ask = |words: [&str; 2]| {
            let words = words.map(|word| word.as_bytes().to_vec());
            self.client.call_on(&members, &words, &mut self.handler)
        };
        let nodes = ask(["CLUSTER", "NODES"])?;
        let stats = ask(["INFO", "COMMANDSTATS"])?;
        if let Some(refusal) = nodes.iter().find_map(forbidden) {
            return Err(refusal);
        }
        let lost = nodes.iter().find_map(|node| node.reply.as_ref().err());
        let lost = lost.map(ToString::to_string);
        let views = nodes.into_iter().zip(stats).filter_map(|(nodes, stats)| {
            NodeView::new(nodes.address, &nodes.reply.ok()?, &stats.reply.ok()?)
        });
        let snapshot = Snapshot {
            nodes: views.collect(),
        };
        Ok((snapshot, lost))
    }

    /// The number of wanted slots that no replying node owns.
    fn missing(&self, snapshot: &Snapshot, wanted: Option<&SlotSet>) -> usize {
        let assigned = self.client.router.owned_slots();
        wanted.unwrap_or(&assigned).without(&snapshot.owned()).len()
    }

    /// Requests the facts about keys through the client, which follows redirects.
    pub(super) fn inquire<'q>(
        &mut self,
        page: &KeyPage,
        query: &'q KeyQuery,
    ) -> Result<Inquiry<'q>, Error> {
        let mut inquiry = Inquiry::new(query, page.len(), false);
        let mut commands: Vec<Vec<Vec<u8>>> = Vec::new();
        let owned = |words: &[&[u8]]| words.iter().map(|word| word.to_vec()).collect();
        inquiry.send(page, &mut |words| commands.push(owned(words)));
        while !commands.is_empty() {
            let asked = std::mem::take(&mut commands);
            for reply in self.client.call_all_with(&asked, &mut self.handler)? {
                inquiry.receive(&reply, page, &mut |words| commands.push(owned(words)));
            }
        }
        Ok(inquiry)
    }

    /// Completes an inquiry about the keys of a page: requests the facts about redirected keys through the client.
    pub(super) fn complete(
        &mut self,
        inquiry: &mut Inquiry<'_>,
        page: &KeyPage,
        context: ScanContext<'_>,
    ) -> Result<(), Error> {
        let redirected: KeyPage = inquiry.redirected().map(|key| page.key(key)).collect();
        if let Some(query) = context.query.filter(|_| !redirected.is_empty()) {
            let completed = self.inquire(&redirected, query)?;
            inquiry.merge_redirected(completed);
        }
        Ok(())
    }
}

/// Whether another node may take the place of a node with this error.
pub(super) fn is_passing(error: &Error) -> bool {
    error.is_disconnect() || matches!(error, Error::Connect { .. } | Error::Timeout { .. })
}

/// The error for a node that denies this user its topology: waiting does not help.
fn forbidden(node: &NodeReply) -> Option<Error> {
    let words = node.reply.as_ref().ok()?.as_error()?;
    let is_forbidden = words.starts_with(b"NOPERM") || words.starts_with(b"NOAUTH");
    is_forbidden.then(|| Error::refused(node.address.clone(), "CLUSTER NODES", words))
}
