//! Who is who in the cluster that is scanned, asked of the cluster itself.

use std::time::Instant;

use super::stop::Stop;
use crate::Error;
use crate::client::retry::RETRY_TIMEOUT;
use crate::client::{Backoff, Client, CommandFate, NodeReply, Reply, ReplyHandler, Routing};
use crate::cluster::{NatMap, NodeWord, SlotSet};
use crate::net::{Address, Endpoint, Notice};
use crate::resp::Value;
use crate::scan::{NodeView, Snapshot};

/// A client for questions, beside the connections that are scanned over.
#[derive(Debug)]
pub(super) struct ClusterControl {
    client: Client<()>,
    answers: Notices,
    natmap: NatMap,
}

impl ClusterControl {
    /// Nobody is asked yet.
    pub(super) fn new(endpoint: Endpoint, natmap: NatMap) -> Self {
        ClusterControl {
            answers: Notices::default(),
            client: Client::new(endpoint, Routing::cluster(natmap.clone())),
            natmap,
        }
    }

    /// Whether the server that the user named is in a cluster.
    pub(super) fn is_cluster(&mut self) -> Result<bool, Error> {
        self.client.has_slots(&mut self.answers)
    }

    /// What went wrong without consequence when connections were made.
    pub(super) fn take_notices(&mut self) -> Vec<(Address, Vec<Notice>)> {
        std::mem::take(&mut self.answers.0)
    }

    /// How many keys all primaries have, where they say.
    pub(super) fn count(&mut self) -> Option<u64> {
        let members = self.client.members(&NodeWord::Primaries, &mut self.answers);
        let words = [b"DBSIZE".to_vec()];
        let sizes = self
            .client
            .call_on(&members.ok()?, &words, &mut self.answers)
            .ok()?;
        let size = |node: NodeReply| u64::try_from(node.reply.ok()?.as_integer()?).ok();
        sizes.into_iter().map(size).sum()
    }

    /// How a node is reached, and what a connection to it is to be.
    pub(super) fn endpoint(&mut self, address: &Address) -> Endpoint {
        self.client.connections.endpoint_at(address)
    }

    /// An address that the user has given, as the map has it.
    pub(super) fn mapped(&self, mut address: Address) -> Address {
        self.natmap.apply(&mut address);
        address
    }

    /// What all primaries say, once those that answer own all of the `wanted` slots, or all that have an owner by the map:
    /// a failover may be under way. `None` where the scan is to end.
    ///
    /// # Errors
    /// [`Error::NoOwner`] where that does not come about in a minute; nobody gives the map; the user may not ask.
    pub(super) fn snapshot(
        &mut self,
        stop: &Stop<'_>,
        wanted: Option<&SlotSet>,
    ) -> Result<Option<Snapshot>, Error> {
        let since = Instant::now();
        let mut backoff = Backoff::new();
        loop {
            let failure = match self.look() {
                Ok(snapshot) => match self.missing(&snapshot, wanted) {
                    0 => return Ok(Some(snapshot)),
                    slots => Error::NoOwner { slots },
                },
                Err(error) => error,
            };
            if matches!(failure, Error::Refused { .. }) || since.elapsed() >= RETRY_TIMEOUT {
                return Err(failure);
            }
            if !stop.pause(backoff.next_delay()) {
                return Ok(None);
            }
        }
    }

    fn look(&mut self) -> Result<Snapshot, Error> {
        let members = self.client.members(&NodeWord::Primaries, &mut self.answers);
        let members = match members {
            Err(Error::NodeWord(_)) => Vec::new(),
            members => members?,
        };
        let mut ask = |words: [&str; 2]| {
            let words = words.map(|word| word.as_bytes().to_vec());
            self.client.call_on(&members, &words, &mut self.answers)
        };
        let nodes = ask(["CLUSTER", "NODES"])?;
        let stats = ask(["INFO", "COMMANDSTATS"])?;
        if let Some(refusal) = nodes.iter().find_map(forbidden) {
            return Err(refusal);
        }
        let witnesses = nodes.into_iter().zip(stats).filter_map(|(nodes, stats)| {
            NodeView::new(nodes.address, &nodes.reply.ok()?, &stats.reply.ok()?)
        });
        Ok(Snapshot {
            nodes: witnesses.collect(),
        })
    }

    /// How many slots that are wanted have no owner who answers.
    fn missing(&self, snapshot: &Snapshot, wanted: Option<&SlotSet>) -> usize {
        let assigned = self.client.router.owned_slots();
        wanted.unwrap_or(&assigned).without(&snapshot.owned()).len()
    }

    /// The types of keys, `none` for one that is not there, wherever they are now.
    ///
    /// # Errors
    /// A node is not to be had, or refuses TYPE.
    pub(super) fn types<'k>(
        &mut self,
        keys: impl Iterator<Item = &'k [u8]>,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let commands: Vec<[&[u8]; 2]> = keys.map(|key| [&b"TYPE"[..], key]).collect();
        let replies = self.client.call_all_with(&commands, &mut self.answers)?;
        let address = &self.client.connections.seed().address;
        replies.iter().map(|value| kind(value, address)).collect()
    }
}

/// Whether another node may take the place of one that could not be had.
pub(super) fn is_passing(error: &Error) -> bool {
    error.is_disconnect() || matches!(error, Error::Connect { .. } | Error::Timeout { .. })
}

/// The error for a node that answers, and will not tell this user: waiting does not help against that.
fn forbidden(node: &NodeReply) -> Option<Error> {
    let words = node.reply.as_ref().ok()?.as_error()?;
    let is_forbidden = words.starts_with(b"NOPERM") || words.starts_with(b"NOAUTH");
    is_forbidden.then(|| Error::Refused {
        address: node.address.clone(),
        command: "CLUSTER NODES".to_owned(),
        reply: String::from_utf8_lossy(words).into_owned(),
    })
}

/// A refusal is told as that of the server that the user named: which node it was is forgotten by then.
fn kind(reply: &Value, asked: &Address) -> Result<Vec<u8>, Error> {
    let words = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    match (reply.as_error(), reply.as_bytes()) {
        (None, Some(kind)) => Ok(kind.to_vec()),
        (refusal, _) => Err(Error::Refused {
            address: asked.clone(),
            command: "TYPE".to_owned(),
            reply: words(refusal.unwrap_or(b"its reply is not one to TYPE")),
        }),
    }
}

/// Keeps the notices of new connections.
#[derive(Debug, Default)]
struct Notices(Vec<(Address, Vec<Notice>)>);

impl ReplyHandler<()> for Notices {
    fn reply(&mut self, (): &(), _: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn lost(&mut self, (): &(), _: CommandFate, _: Option<&Error>) {}

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.0.push((address.clone(), notices));
    }
}
