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

mod leg;
mod step;

use std::time::{Duration, Instant};

use self::leg::Leg;
use self::step::Step;
use super::dispatch::Client;
use super::request::{Place, Request};
use super::{Backoff, Fate, Handler, Routing};
use crate::Error;
use crate::net::Address;
use crate::resp::{Value, command_words};

/// How many redirects are followed for one command.
const MAX_HOPS: usize = 5;

/// How long one command may wait for servers to come to terms with each other. A failover takes a cluster's node
/// timeout or a sentinel's patience, 15 and 30 s where nobody has changed them, and a moment.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

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
            step = match self.take(&mut journey, &step, handler) {
                Ok((address, leg)) => match self.end(&mut journey, step, &address, leg, handler)? {
                    Some(next) => next,
                    None => return Ok(()),
                },
                Err(error) => self.detour(&journey, step, error)?,
            };
        }
    }

    /// What to do after a leg, if anything is left to do.
    fn end(
        &mut self,
        journey: &mut Journey<'_, T>,
        step: Step,
        address: &Address,
        leg: Leg,
        handler: &mut impl Handler<T>,
    ) -> Result<Option<Step>, Error> {
        let ticket = &journey.request.ticket;
        match leg {
            Leg::Answered => {
                self.fruitless = false;
                self.note_answered_by(address);
                Ok(None)
            }
            Leg::Lost(fate, error) => {
                if let Some(ticket) = ticket {
                    handler.lost(ticket, fate, &error);
                }
                Ok(None)
            }
            // It may have run, and it is not known where its reply ends.
            Leg::Failed(error) => Err(error),
            Leg::Refused(error) => {
                let next = step.and_then(self.step_after(&error, address));
                journey.refusal = error;
                journey.note_hop(address, &next)?;
                if journey.has_patience() {
                    return Ok(Some(next));
                }
                if let Some(ticket) = ticket {
                    handler.show(ticket, &Value::Error(journey.refusal.clone()))?;
                }
                Ok(None)
            }
        }
    }

    /// What to do where a step has led to nobody.
    fn detour(
        &mut self,
        journey: &Journey<'_, T>,
        step: Step,
        error: Error,
    ) -> Result<Step, Error> {
        match error {
            Error::NoPrimary(why) if !why.may_pass() => Err(why.into()),
            // Whoever is gone, the others will say who takes its place.
            _ if journey.has_patience() && self.routing.has_others() => Ok(Step::WaitAndRefresh),
            error if error.is_disconnect() && !self.fruitless => {
                self.fruitless = true;
                Ok(step)
            }
            error => Err(error),
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
