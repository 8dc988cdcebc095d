//! Who is who in the cluster that is scanned, asked of the cluster itself.

use std::time::Instant;

use super::stop::Stop;
use crate::Error;
use crate::client::retry::PATIENCE;
use crate::client::{
    Backoff, Client, CommandFate, Received, ReplyHandler, Routing, TransactionPosition, Until,
};
use crate::cluster::{NatMap, NodeWord, SlotSet};
use crate::net::{Address, Endpoint, Login, Notice, Reader};
use crate::resp::Value;
use crate::scan::{NodeView, Snapshot};

/// A client for questions, beside the connections that are scanned over.
#[derive(Debug)]
pub(super) struct ClusterControl {
    client: Client<()>,
    answers: Answers,
    natmap: NatMap,
}

impl ClusterControl {
    /// Nobody is asked yet.
    pub(super) fn new(endpoint: Endpoint, natmap: NatMap) -> Self {
        ClusterControl {
            answers: Answers::new(endpoint.login.clone()),
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
        std::mem::take(&mut self.answers.notices)
    }

    /// How many keys all primaries have, where they say.
    pub(super) fn count(&mut self) -> Option<u64> {
        let members = self.client.members(&NodeWord::Primaries, &mut self.answers);
        let words = [b"DBSIZE".to_vec()];
        let sizes = self
            .client
            .ask_members(&members.ok()?.ok()?, &words, &mut self.answers)
            .ok()?;
        let sizes = sizes
            .iter()
            .map(|(_, size)| u64::try_from(size.as_integer()?).ok());
        sizes.sum()
    }

    /// How a node is reached, and what a connection to it is to be.
    pub(super) fn endpoint(&mut self, address: &Address) -> Endpoint {
        let lane = self.client.lane_at(address);
        self.client.endpoint_of(lane, self.answers.login())
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
            if matches!(failure, Error::Refused { .. }) || since.elapsed() >= PATIENCE {
                return Err(failure);
            }
            if !stop.pause(backoff.next_delay()) {
                return Ok(None);
            }
        }
    }

    fn look(&mut self) -> Result<Snapshot, Error> {
        let members = self
            .client
            .members(&NodeWord::Primaries, &mut self.answers)?;
        let members = members.unwrap_or_default();
        let mut ask = |words: [&str; 2]| {
            let words = words.map(|word| word.as_bytes().to_vec());
            self.client.ask_members(&members, &words, &mut self.answers)
        };
        let nodes = ask(["CLUSTER", "NODES"])?;
        let stats = ask(["INFO", "COMMANDSTATS"])?;
        if let Some(refusal) = nodes.iter().find_map(forbidden) {
            return Err(refusal);
        }
        let witnesses = nodes.into_iter().zip(&stats);
        let witnesses = witnesses
            .filter_map(|((address, nodes), (_, stats))| NodeView::new(address, &nodes, stats));
        Ok(Snapshot {
            witnesses: witnesses.collect(),
        })
    }

    /// How many slots that are wanted have no owner who answers.
    fn missing(&self, snapshot: &Snapshot, wanted: Option<&SlotSet>) -> usize {
        let assigned = self.client.owned_slots();
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
        for key in keys {
            let words = [b"TYPE".to_vec(), key.to_vec()];
            self.client.submit(
                &words,
                TransactionPosition::Alone,
                None,
                (),
                &mut self.answers,
            )?;
        }
        self.client.run(Until::Answered, &mut self.answers)?;
        let address = &self.client.endpoint.address;
        self.answers
            .values
            .drain(..)
            .map(|value| kind(&value, address))
            .collect()
    }
}

/// Whether another node may take the place of one that could not be had.
pub(super) fn is_passing(error: &Error) -> bool {
    error.is_disconnect() || matches!(error, Error::Connect { .. } | Error::Timeout { .. })
}

/// The error for a node that answers, and will not tell this user: waiting does not help against that.
fn forbidden((address, reply): &(Address, Value)) -> Option<Error> {
    let words = reply.as_error()?;
    let is_forbidden = words.starts_with(b"NOPERM") || words.starts_with(b"NOAUTH");
    is_forbidden.then(|| Error::Refused {
        address: address.clone(),
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

/// Keeps what is answered, in order.
#[derive(Debug)]
struct Answers {
    login: Login,
    values: Vec<Value>,
    notices: Vec<(Address, Vec<Notice>)>,
}

impl Answers {
    fn new(login: Login) -> Self {
        Answers {
            login,
            values: Vec::new(),
            notices: Vec::new(),
        }
    }
}

impl ReplyHandler<()> for Answers {
    fn receive(
        &mut self,
        (): &(),
        reader: &mut Reader,
        takes: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Received, Error> {
        let value = reader.read_reply()?;
        Ok(match value.as_error() {
            Some(error) if takes(error) => Received::Refusal(error.to_vec()),
            _ => {
                self.values.push(value);
                Received::Reply
            }
        })
    }

    fn show(&mut self, (): &(), reply: &Value) -> Result<(), Error> {
        self.values.push(reply.clone());
        Ok(())
    }

    fn pass(&mut self, (): &()) -> Result<(), Error> {
        Ok(())
    }

    /// All that is asked only reads.
    fn may_repeat(&mut self, _: &[Vec<u8>]) -> bool {
        true
    }

    fn lost(&mut self, (): &(), _: CommandFate, error: &Error) {
        self.values
            .push(Value::Error(error.to_string().into_bytes()));
    }

    fn login(&self) -> Login {
        self.login.clone()
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.notices.push((address.clone(), notices));
    }
}
