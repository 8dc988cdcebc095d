//! What was refused or lost is put right: one command, sent until it is answered, or until it is known that it cannot be.
//!
//! The rules, as the protocol has them:
//! 1. MOVED: to the node that it names, and the map has changed. ASK: there, this once, behind ASKING. At most
//!    [`MAX_HOPS`] of them.
//! 2. TRYAGAIN, LOADING, MASTERDOWN: wait, and to the same node, behind ASKING where that was the way there. CLUSTERDOWN:
//!    wait, and by a new map. READONLY: by a new map.
//! 3. NOSCRIPT: EVAL with the source, to the same node.
//! 4. A connection that is lost: what may run twice or has not left is sent again, by a new map; or to the primary that
//!    the sentinels name now.
//! 5. Waiting ends after [`PATIENCE`]; the last refusal is then the reply.

use std::time::{Duration, Instant};

use super::blocking::identify;
use super::dispatch::Client;
use super::request::{Place, Request, Wreck};
use super::{Backoff, Fate, Handler, Received, Routing};
use crate::Error;
use crate::cluster::Redirect;
use crate::error::Reaction;
use crate::net::{Address, Connection};
use crate::resp::{Value, command_words, encode_command};

/// How many redirects are followed for one command.
const MAX_HOPS: usize = 5;

/// How long one command may wait for servers to come to terms with each other. A failover takes a cluster's node
/// timeout or a sentinel's patience, 15 and 30 s where nobody has changed them, and a moment.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// What to do next with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Send it there.
    To(Address),
    /// Send it there behind ASKING.
    Ask(Address),
    /// Send EVAL there in place of EVALSHA.
    Source(Address),
    /// Wait, then send it there.
    WaitFor(Address),
    /// Ask for the map, and send it to the owner of its slot.
    Refresh,
    /// Wait, then the same.
    WaitAndRefresh,
}

/// One command on its way.
struct Journey<'r, T> {
    request: &'r Request<T>,
    place: &'r Place,
    /// The command, encoded.
    bytes: Vec<u8>,
    /// The nodes that have redirected it, and where to.
    hops: Vec<String>,
    /// The node that its slot is on its way to, once it was sent there: that takes it only behind ASKING.
    importer: Option<Address>,
    backoff: Backoff,
    since: Instant,
    /// What was last replied to it.
    refusal: Vec<u8>,
}

impl<T> Client<T> {
    /// A command's connection is lost. Its fate is told, or it is sent again.
    pub(super) fn recover(
        &mut self,
        request: &Request<T>,
        place: &Place,
        handler: &mut impl Handler<T>,
    ) -> Result<(), Error> {
        let nobody = Error::Closed {
            address: self.lanes[place.lane].address.clone(),
            mid_reply: false,
        };
        if self.settle(request, place, &nobody, handler) {
            return Ok(());
        }
        let lane = &mut self.lanes[place.lane];
        if request.link.hangs_on_what_is_before() && !lane.is_connected() {
            lane.wreck.severed = true;
            if let Some(ticket) = &request.ticket {
                handler.lost(ticket, Fate::NotRun, &nobody);
            }
            return Ok(());
        }
        let first = match &self.routing {
            Routing::Cluster(_) | Routing::Sentinel(_) => Step::Refresh,
            Routing::Single | Routing::Follow => Step::To(self.lanes[place.lane].address.clone()),
        };
        self.travel(request, place, first, handler)
    }

    /// Tells the handler what became of a command that was under way on a lost connection. False where it is to be sent
    /// again.
    pub(super) fn settle(
        &mut self,
        request: &Request<T>,
        place: &Place,
        error: &Error,
        handler: &mut impl Handler<T>,
    ) -> bool {
        let keeps_blocks = self.keeps_blocks();
        let lane = &mut self.lanes[place.lane];
        lane.wreck.keeps_blocks = keeps_blocks;
        let words = command_words(lane.bytes(&place.span));
        let fate = lane
            .wreck
            .fate(&place.span, request.link, || handler.may_repeat(&words));
        if let (Some(fate), Some(ticket)) = (fate, &request.ticket) {
            handler.lost(ticket, fate, lane.wreck.cause.as_ref().unwrap_or(error));
        }
        fate.is_some()
    }

    /// A command has been refused by `asked`, in a way that there is an answer to.
    pub(super) fn answer_refusal(
        &mut self,
        request: &Request<T>,
        place: &Place,
        asked: &Address,
        error: Vec<u8>,
        handler: &mut impl Handler<T>,
    ) -> Result<(), Error> {
        let step = self.step_after(&error, asked);
        self.travel_on(request, place, step, error, asked, handler)
    }

    fn travel(
        &mut self,
        request: &Request<T>,
        place: &Place,
        first: Step,
        handler: &mut impl Handler<T>,
    ) -> Result<(), Error> {
        let nowhere = self.endpoint.address.clone();
        self.travel_on(request, place, first, Vec::new(), &nowhere, handler)
    }

    fn travel_on(
        &mut self,
        request: &Request<T>,
        place: &Place,
        mut step: Step,
        refusal: Vec<u8>,
        asked: &Address,
        handler: &mut impl Handler<T>,
    ) -> Result<(), Error> {
        let mut journey = Journey {
            request,
            place,
            bytes: self.lanes[place.lane].bytes(&place.span).to_vec(),
            hops: Vec::new(),
            importer: None,
            backoff: Backoff::new(),
            since: Instant::now(),
            refusal,
        };
        journey.note_hop(asked, &step)?;
        loop {
            if self.interrupter.is_raised() {
                return Err(Error::Interrupted);
            }
            let (address, outcome) = match self.take(&mut journey, &step, handler) {
                Ok((address, outcome)) => (address, outcome),
                Err(Error::NoPrimary(why)) if !why.may_pass() => return Err(why.into()),
                Err(error) if journey.has_patience() && self.routing.has_others() => {
                    // Whoever is gone, the others will say who takes its place.
                    drop(error);
                    step = Step::WaitAndRefresh;
                    continue;
                }
                Err(error) if error.is_disconnect() && !self.fruitless => {
                    self.fruitless = true;
                    continue;
                }
                Err(error) => return Err(error),
            };
            match outcome {
                Leg::Answered => {
                    self.fruitless = false;
                    self.note_answered_by(&address);
                    return Ok(());
                }
                Leg::Lost(fate, error) => {
                    if let Some(ticket) = &request.ticket {
                        handler.lost(ticket, fate, &error);
                    }
                    return Ok(());
                }
                // It may have run, and it is not known where its reply ends.
                Leg::Failed(error) => return Err(error),
                Leg::Refused(error) => {
                    let next = self.step_after(&error, &address);
                    step = step.and_then(next);
                    journey.refusal = error;
                    journey.note_hop(&address, &step)?;
                }
            }
            if !journey.has_patience() {
                let refusal = Value::Error(std::mem::take(&mut journey.refusal));
                return request
                    .ticket
                    .iter()
                    .try_for_each(|ticket| handler.show(ticket, &refusal));
            }
        }
    }

    /// What an error reply of `asked` asks for.
    fn step_after(&mut self, error: &[u8], asked: &Address) -> Step {
        match Reaction::to(error, asked) {
            Reaction::Moved(redirect) => self.moved(&redirect),
            Reaction::Ask(Redirect {
                address: Some(address),
                ..
            }) => Step::Ask(self.mapped(address)),
            Reaction::LoadScript => Step::Source(asked.clone()),
            Reaction::Wait => Step::WaitFor(asked.clone()),
            Reaction::Refresh => {
                self.in_doubt = true;
                Step::Refresh
            }
            Reaction::Ask(_) | Reaction::WaitAndRefresh => Step::WaitAndRefresh,
            // Not taken by the client, so that they do not come here.
            Reaction::Show | Reaction::Busy => Step::To(asked.clone()),
        }
    }

    fn moved(&mut self, redirect: &Redirect) -> Step {
        let address = match &mut self.routing {
            Routing::Cluster(map) => map.learn(redirect),
            _ => redirect.address.clone(),
        };
        address.map_or(Step::WaitAndRefresh, Step::To)
    }

    fn mapped(&self, mut address: Address) -> Address {
        if let Routing::Cluster(map) = &self.routing {
            map.natmap().apply(&mut address);
        }
        address
    }

    /// Does what a step says: waits, asks, sends the command, and has its reply received.
    fn take(
        &mut self,
        journey: &mut Journey<'_, T>,
        step: &Step,
        handler: &mut impl Handler<T>,
    ) -> Result<(Address, Leg), Error> {
        if matches!(step, Step::WaitFor(_) | Step::WaitAndRefresh) {
            self.interrupter.sleep(journey.backoff.next_delay());
        }
        let doubts = *step == Step::Refresh && self.in_doubt;
        if doubts || *step == Step::WaitAndRefresh {
            self.look_again(handler)?;
        }
        let address = match step {
            Step::To(address)
            | Step::Ask(address)
            | Step::Source(address)
            | Step::WaitFor(address) => address.clone(),
            Step::Refresh | Step::WaitAndRefresh => self
                .owner_of(&command_words(&journey.bytes))
                .unwrap_or_else(|| self.address_at_hand()),
        };
        if let Step::Ask(address) = step {
            journey.importer = Some(address.clone());
        }
        let leg = self.send_alone(journey, step, &address, handler)?;
        Ok((address, leg))
    }

    /// Asks who serves now: the cluster for its map, or the sentinels for the primary.
    fn look_again(&mut self, handler: &mut impl Handler<T>) -> Result<(), Error> {
        match &self.routing {
            Routing::Cluster(_) => self.refresh_map(handler),
            Routing::Sentinel(_) => self.find_primary(handler),
            Routing::Single | Routing::Follow => Ok(()),
        }
    }

    /// Asks the sentinels for the primary, where there are any, and goes to that from now on.
    pub(super) fn find_primary(&mut self, handler: &mut impl Handler<T>) -> Result<(), Error> {
        let Routing::Sentinel(sentinels) = &mut self.routing else {
            return Ok(());
        };
        let endpoint = self
            .endpoint
            .at(self.endpoint.address.clone(), handler.login());
        let primary = sentinels.primary(&endpoint)?;
        self.current = self.lane_at(&primary);
        self.in_doubt = false;
        self.forget_readers();
        Ok(())
    }

    /// Sends the command past all queues, and has its reply received.
    fn send_alone(
        &mut self,
        journey: &mut Journey<'_, T>,
        step: &Step,
        address: &Address,
        handler: &mut impl Handler<T>,
    ) -> Result<Leg, Error> {
        let mut wire = Vec::new();
        let asks = journey.importer.as_ref() == Some(address);
        if asks {
            encode_command(&["ASKING"], &mut wire);
        }
        match (step, &journey.request.source) {
            (Step::Source(_), Some(source)) => encode_command(source, &mut wire),
            _ => wire.extend_from_slice(&journey.bytes),
        }
        let lane = self.lane_at(address);
        let blocking = self.blocking(journey.request, lane, handler);
        let (takes, canceller) = (self.routing.takes(journey.request), self.canceller.clone());
        let connection = self.free_connection(address, handler)?;
        let identified = blocking
            .as_ref()
            .map_or(Ok(()), |_| identify(connection, handler));
        let (sent, outcome) = match identified {
            Ok(()) => connection.send_counted(&wire),
            Err(error) => (0, Err(error)),
        };
        let outcome = outcome.and_then(|()| {
            if asks {
                connection.reader.read_reply()?;
            }
            let _waiting = blocking.and_then(|it| it.wait(connection, &canceller));
            journey
                .request
                .receive(&mut connection.reader, &takes, handler)
        });
        let broken_off = connection.reader.is_mid_reply();
        match outcome {
            Ok(Received::Reply) => Ok(Leg::Answered),
            Ok(Received::Refusal(error)) => Ok(Leg::Refused(error)),
            Err(error) => {
                self.drop_connection(address);
                if !error.is_disconnect() {
                    self.lanes[journey.place.lane]
                        .wreck
                        .note_sent(&journey.place.span);
                    return Ok(Leg::Failed(error));
                }
                let was_sent = sent == wire.len();
                match self.fate_on_the_way(journey, was_sent, broken_off, handler) {
                    Some(fate) => Ok(Leg::Lost(fate, error)),
                    None => Err(error),
                }
            }
        }
    }

    /// What became of a command that was sent past the queue; `None` where it is to be sent again.
    fn fate_on_the_way(
        &mut self,
        journey: &Journey<'_, T>,
        was_sent: bool,
        broken_off: bool,
        handler: &mut impl Handler<T>,
    ) -> Option<Fate> {
        let Place { lane, span, .. } = journey.place;
        let mut wreck = Wreck {
            cause: None,
            sent: if was_sent { span.end } else { 0 },
            broken_off,
            severed: true,
            keeps_blocks: self.keeps_blocks(),
        };
        let fate = wreck.fate(span, journey.request.link, || {
            handler.may_repeat(&command_words(&journey.bytes))
        });
        self.lanes[*lane].wreck.severed = wreck.severed;
        fate
    }

    /// Asks a server something for the client itself.
    pub(super) fn query_at(
        &mut self,
        address: &Address,
        words: &[&str],
        timeout: Option<Duration>,
        handler: &mut impl Handler<T>,
    ) -> Result<Value, Error> {
        let mut wire = Vec::new();
        encode_command(words, &mut wire);
        let connection = self.free_connection(address, handler)?;
        let outcome = connection.reader.set_timeout(timeout);
        let outcome = outcome.and_then(|()| connection.send_counted(&wire).1);
        let outcome = outcome.and_then(|()| connection.reader.read_reply());
        let outcome = outcome.and_then(|reply| {
            connection.reader.set_timeout(None)?;
            Ok(reply)
        });
        if outcome.is_err() {
            self.drop_connection(address);
        }
        outcome
    }

    /// A connection to a server on which nothing is under way.
    pub(super) fn free_connection(
        &mut self,
        address: &Address,
        handler: &mut impl Handler<T>,
    ) -> Result<&mut Connection, Error> {
        let number = self.lane_at(address);
        let endpoint = self.endpoint_of(number, handler.login());
        if self.lanes[number].is_idle() {
            let lane = &mut self.lanes[number];
            lane.drop_ended();
            if let Some(notices) = lane.connect(&endpoint)? {
                handler.connected(address, notices);
            }
            return Ok(lane.connection.as_mut().expect("the lane has connected"));
        }
        if !self.spares.contains_key(address) {
            let opened = Connection::open(&endpoint, &[])?;
            handler.connected(address, opened.notices);
            self.spares.insert(address.clone(), opened.connection);
        }
        Ok(self.spares.get_mut(address).expect("it has been made"))
    }

    /// Gives up the connection that [`free_connection`](Self::free_connection) gave.
    fn drop_connection(&mut self, address: &Address) {
        let number = self.lane_at(address);
        if self.lanes[number].is_idle() {
            self.lanes[number].connection = None;
        } else {
            self.spares.remove(address);
        }
    }
}

/// What came of sending a command once.
enum Leg {
    Answered,
    Refused(Vec<u8>),
    Lost(Fate, Error),
    /// Its node does not speak as it should, or its reply cannot be passed on.
    Failed(Error),
}

impl Step {
    /// This step has led to a refusal that asks for `next`. Who has just been said to serve, and does not yet, is given
    /// time.
    fn and_then(&self, next: Step) -> Step {
        match (self, next) {
            (Step::Refresh | Step::WaitAndRefresh, Step::Refresh) => Step::WaitAndRefresh,
            (_, next) => next,
        }
    }
}

impl<T> Journey<'_, T> {
    /// Counts a redirect.
    fn note_hop(&mut self, asked: &Address, step: &Step) -> Result<(), Error> {
        if let Step::To(address) | Step::Ask(address) = step
            && !self.refusal.is_empty()
        {
            self.hops.push(format!("{asked} to {address}"));
            if self.hops.len() > MAX_HOPS {
                let hops = self.hops.join(", ");
                return Err(Error::RedirectedTooOften { hops });
            }
        }
        Ok(())
    }

    fn has_patience(&self) -> bool {
        self.since.elapsed() < PATIENCE
    }
}
