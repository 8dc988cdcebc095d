//! The client: commands in, to whichever node they belong, replies out in the order of the commands.
//!
//! Commands are collected, written to each node in one piece, and then their replies are read in the order in which the
//! commands came: so the nodes work at the same time, and nothing has to be kept until its turn comes. One thread is
//! enough for that. What is refused or lost on the way is put right in its turn, one command at a time (see
//! `retry.rs`): nothing behind it in its slot can overtake it, since nothing more is sent before all that is under way
//! is answered.

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use super::destination::OpenTransaction;
use super::node_pipeline::NodePipeline;
use super::replica_routing::ReplicaRouting;
use super::request::{Request, WireSpan};
use super::{Canceller, CommandFate, Received, ReplyHandler, Routing, Window, WritePolicy};
use crate::Error;
use crate::cluster::{Redirect, RedirectKind, Slot};
use crate::net::{Address, Connection, Endpoint, Interrupter, Login};

/// How long a host may take to be reached where another may take its place: one that is switched off says nothing, and
/// the system would try for minutes.
const REACH: Duration = Duration::from_secs(2);

/// A client of one server, or of a cluster.
#[derive(Debug)]
pub struct Client<T> {
    /// How servers are reached, and the one that the user named.
    pub(super) endpoint: Endpoint,
    pub(super) routing: Routing,
    pub(super) lanes: Vec<NodePipeline>,
    /// Connections beside the lanes, for commands that must not wait for what is under way there.
    pub(super) spares: HashMap<Address, Connection>,
    pub(super) queue: VecDeque<Request<T>>,
    /// How many of the queue have been sent.
    pub(super) sent: usize,
    pub(super) window: Window,
    /// Which lane gets commands that no key says the place of.
    pub(super) current: usize,
    /// The transaction that is open, in a cluster.
    pub(super) block: OpenTransaction,
    /// Where replicas are read from.
    pub(super) readers: Option<ReplicaRouting>,
    /// Slots whose next command waits until all is answered.
    pub(super) fences: Vec<Slot>,
    /// Something was refused or lost since the last time that all was answered.
    pub(super) troubled: bool,
    /// A connection was lost with commands under way, since the window learnt last.
    pub(super) interrupted: bool,
    /// A server is gone since it was asked who serves, or is not what it was said to be.
    pub(super) topology_is_stale: bool,
    /// The last connection that was lost had not answered anything.
    pub(super) fruitless: bool,
    pub(super) interrupter: Interrupter,
    pub(super) gate: WritePolicy,
    pub(super) canceller: Canceller,
    /// What was done last was interrupted.
    pub(super) is_resting: bool,
}

/// How long a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Until all is sent: the replies to the last write are left for the next run, so that the servers have something
    /// to do while those before them are read and more is made ready.
    Sent,
    /// Until all is answered.
    Answered,
}

impl<T> Client<T> {
    /// A client that is not connected yet.
    pub fn new(endpoint: Endpoint, routing: Routing) -> Self {
        Client {
            lanes: vec![NodePipeline::new(endpoint.address.clone())],
            interrupter: endpoint.dial.interrupter.clone(),
            canceller: Canceller::new(endpoint.dial.interrupter.clone()),
            endpoint,
            routing,
            spares: HashMap::new(),
            queue: VecDeque::new(),
            sent: 0,
            window: Window::new(),
            current: 0,
            block: OpenTransaction::None,
            readers: None,
            fences: Vec::new(),
            troubled: false,
            interrupted: false,
            topology_is_stale: false,
            fruitless: false,
            gate: WritePolicy::open(),
            is_resting: false,
        }
    }

    /// What ends a run and the connections that it needs, and what a [`Canceller`] ends them with.
    pub fn interrupter(&self) -> Interrupter {
        self.interrupter.clone()
    }

    /// Has another client's canceller be this one's too, and its interrupter, before this one has connections.
    pub fn with_canceller(mut self, canceller: Canceller) -> Self {
        self.interrupter = canceller.interrupter();
        self.endpoint.dial.interrupter = self.interrupter.clone();
        self.canceller = canceller;
        self
    }

    /// Where commands without keys go.
    pub fn address(&self) -> &Address {
        &self.lanes[self.current].address
    }

    /// How the server there is reached, for a connection beside the client's own, which is to be as `login` says. It is not
    /// interrupted with the client.
    pub fn endpoint(&self, login: Login) -> Endpoint {
        let mut endpoint = self.endpoint_of(self.current, login);
        endpoint.dial.interrupter = Interrupter::default();
        endpoint
    }

    /// Whether there is a connection to where commands without keys go, that has not ended.
    pub fn is_connected(&mut self) -> bool {
        self.lanes[self.current].is_connected()
    }

    /// Whether what was done last was to interrupt or hang up: the connection was ended by this side, and is made again when
    /// it is needed.
    pub fn is_resting(&self) -> bool {
        self.is_resting
    }

    /// Gives all connections up; what comes next goes to `address`. Only where nothing is under way.
    pub fn reconnect_to(&mut self, address: Address) {
        self.lanes = vec![NodePipeline::new(address.clone())];
        self.endpoint.address = address;
        self.spares.clear();
        self.current = 0;
        self.block = OpenTransaction::None;
        self.routing.forget();
    }

    /// Connects to the server that commands without keys go to, where that is not done.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub fn connect(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let outcome = self.interruptible(|client| client.send(client.current, handler));
        self.is_resting = false;
        outcome
    }

    /// Does what can be interrupted. That it was is then the reason for which it failed.
    pub(super) fn interruptible<R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let begun = self.interrupter.begin();
        let outcome = begun.and_then(|()| work(self));
        self.interrupter.end();
        let outcome = match outcome {
            Err(Error::Output(error)) => Err(Error::Output(error)),
            Err(_) if self.interrupter.is_raised() => Err(Error::Interrupted),
            outcome => outcome,
        };
        // An interrupt may come too late to keep a reply away, and end the connection all the same.
        self.is_resting = self.interrupter.is_raised();
        outcome
    }

    /// The lane to an address, which is made where there is none.
    pub(super) fn lane_at(&mut self, address: &Address) -> usize {
        let found = self.lanes.iter().position(|lane| lane.address == *address);
        found.unwrap_or_else(|| {
            self.lanes.push(NodePipeline::new(address.clone()));
            self.lanes.len() - 1
        })
    }

    /// How a lane's server is reached, and what a connection to it is to be.
    pub(super) fn endpoint_of(&self, lane: usize, login: Login) -> Endpoint {
        let mut endpoint = self.lanes[lane].endpoint(&self.endpoint, login);
        endpoint.dial.reach_timeout = self.routing.has_others().then_some(REACH);
        endpoint
    }

    /// Sends all that has not been sent, a write for each node, and has replies received, in order: all of them, or
    /// those that leave the servers with work.
    ///
    /// Where a connection is lost on the way another one is made, everything that is safe to be sent again is, and of
    /// the rest the handler is told.
    ///
    /// # Errors
    /// A server is not to be reached, speaks something else, or hangs up on every new connection; or the handler's own.
    /// Of what may have run and is not answered the handler has been told.
    pub fn run(&mut self, until: Until, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        if self.queue.is_empty() {
            // Nor is there anything that could be interrupted.
            return Ok(());
        }
        let flight = self.flight();
        let outcome = self.interruptible(|client| client.run_on(until, handler));
        match &outcome {
            Ok(()) => self.learn(flight),
            Err(error) => self.abandon(error, handler),
        }
        outcome
    }

    fn run_on(&mut self, until: Until, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        self.pass_leading(handler)?;
        let under_way = self.sent;
        for lane in 0..self.lanes.len() {
            if self.lanes[lane].unsent() > 0 {
                self.send(lane, handler)?;
            }
        }
        self.sent = self.queue.len();
        let kept = match until {
            Until::Sent => self.queue.len() - under_way,
            Until::Answered => 0,
        };
        while self.queue.len() > if self.troubled { 0 } else { kept } {
            self.answer_next(handler)?;
        }
        if self.queue.is_empty() {
            self.troubled = false;
            self.spares.clear();
            self.fences.clear();
        }
        Ok(())
    }

    /// Hands back the tickets that wait for nothing: no server is needed for that.
    fn pass_leading(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        while self
            .queue
            .front()
            .is_some_and(|first| first.place.is_none())
        {
            self.answer_next(handler)?;
        }
        Ok(())
    }

    /// Sends what waits in a lane. That it could not be sent is an error only where it was not to be expected: a server
    /// that has hung up may have said something before, and in a cluster another one takes its place.
    fn send(&mut self, number: usize, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let endpoint = self.endpoint_of(number, handler.login());
        let is_to_block = self.sent == 0 && self.is_to_block(number, handler);
        let lane = &mut self.lanes[number];
        if lane.drop_ended() {
            (self.troubled, self.interrupted) = (true, true);
            self.topology_is_stale = true;
            return Ok(());
        }
        let connected = match is_to_block {
            true => lane.connect_first(&endpoint),
            false => lane.connect(&endpoint),
        };
        if let Some(notices) = match connected {
            Ok(fresh) => fresh,
            Err(error) if self.routing.has_others() => {
                self.troubled = true;
                self.interrupted = true;
                lane.lose(Some(error));
                self.topology_is_stale = true;
                return Ok(());
            }
            Err(error) => return Err(error),
        } {
            handler.connected(&endpoint.address, notices);
        }
        let sent = match is_to_block {
            true => lane.identify_and_send(handler),
            false => lane.send(),
        };
        match sent {
            Err(error) if error.is_disconnect() => {
                self.troubled = true;
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// The command at hand was answered by another node than it was sent to. If it is the last that was sent, commands
    /// without keys go there too.
    pub(super) fn note_answered_by(&mut self, address: &Address) {
        let follows = matches!(self.routing, Routing::Follow | Routing::Cluster(_));
        if follows && self.queue.iter().all(|request| request.place.is_none()) {
            let lane = self.lane_at(address);
            if !self.lanes[lane].reads {
                self.current = lane;
            }
        }
    }

    fn answer_next(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let Some(request) = self.queue.pop_front() else {
            return Ok(());
        };
        let outcome = match &request.place {
            None => request
                .ticket
                .iter()
                .try_for_each(|ticket| handler.pass(ticket)),
            Some(place) => self.answer(&request, place, handler),
        };
        if outcome.is_err() {
            self.queue.push_front(request);
            return outcome;
        }
        self.sent = self.sent.saturating_sub(1);
        if let Some(place) = &request.place {
            self.lanes[place.lane].forget(place);
        }
        Ok(())
    }

    fn answer(
        &mut self,
        request: &Request<T>,
        place: &WireSpan,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let blocking = self.blocking(request, place.lane, handler);
        let lane = &mut self.lanes[place.lane];
        if let Some(connection) = lane.connection_of(place) {
            let takes = self.routing.takes(request);
            let shown = Cell::new(None);
            let takes = |error: &[u8]| {
                let taken = takes(error);
                shown.set(Some(error).filter(|_| !taken).map(<[u8]>::to_vec));
                taken
            };
            let waiting = blocking.and_then(|it| it.wait(connection, &self.canceller));
            let received = request.receive(&mut connection.reader, &takes, handler);
            drop(waiting);
            match received {
                Ok(Received::Reply) => {
                    lane.answered(place);
                    self.fruitless = false;
                    let redirect = shown
                        .take()
                        .and_then(|error| Redirect::parse(&error, &lane.address));
                    self.learn_shown(redirect);
                    return Ok(());
                }
                Ok(Received::Refusal(error)) => {
                    lane.answered(place);
                    (self.troubled, self.fruitless) = (true, false);
                    let address = lane.address.clone();
                    return self.answer_refusal(request, place, &address, error, handler);
                }
                Err(error) if error.is_disconnect() && self.interrupter.is_raised() => {
                    lane.lose(Some(error));
                    return Err(Error::Interrupted);
                }
                Err(error) if error.is_disconnect() => {
                    (self.troubled, self.interrupted) = (true, true);
                    let fruitless = !connection.reader.is_mid_reply();
                    let again = std::mem::replace(&mut self.fruitless, fruitless) && fruitless;
                    // Where there are others, it may be another one that is gone too.
                    if again && !self.routing.has_others() {
                        return Err(error);
                    }
                    lane.lose(Some(error));
                    self.topology_is_stale = true;
                }
                Err(error) => return Err(error),
            }
        }
        self.retry(request, place, handler)
    }

    /// A redirect was shown, since it came inside a transaction. The next transaction is to go where it says.
    fn learn_shown(&mut self, redirect: Option<Redirect>) {
        if let (Routing::Cluster(map), Some(redirect)) = (&mut self.routing, redirect)
            && redirect.kind == RedirectKind::Moved
        {
            map.learn(&redirect);
        }
    }

    /// Nothing more will be answered: tells of each command that may have run, and forgets all.
    fn abandon(&mut self, error: &Error, handler: &mut impl ReplyHandler<T>) {
        self.lanes.iter_mut().for_each(NodePipeline::lose_if_in_use);
        while let Some(request) = self.queue.pop_front() {
            let settled = match &request.place {
                Some(place) => self.settle(&request, place, error, handler),
                None => true,
            };
            if let (false, Some(ticket)) = (settled, &request.ticket) {
                handler.lost(ticket, CommandFate::Abandoned, error);
            }
        }
        self.sent = 0;
        (self.troubled, self.fruitless) = (false, false);
        self.spares.clear();
    }
}
