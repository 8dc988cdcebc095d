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

mod attempt;
mod step;

use std::time::{Duration, Instant};

use self::attempt::Attempt;
use self::step::Step;
use super::dispatch::Client;
use super::request::{Request, WireSpan};
use super::{Backoff, CommandFate, ReplyHandler, Routing};
use crate::Error;
use crate::net::Address;
use crate::resp::{Value, command_words};

/// How many redirects are followed for one command.
const MAX_HOPS: usize = 5;

/// How long one command may wait for servers to come to terms with each other. A failover takes a cluster's node
/// timeout or a sentinel's patience, 15 and 30 s where nobody has changed them, and a moment.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// One command on its way.
struct Retry<'r, T> {
    request: &'r Request<T>,
    place: &'r WireSpan,
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
    pub(super) fn retry(
        &mut self,
        request: &Request<T>,
        place: &WireSpan,
        handler: &mut impl ReplyHandler<T>,
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
            lane.wreck.transaction_lost = true;
            if let Some(ticket) = &request.ticket {
                handler.lost(ticket, CommandFate::NotRun, &nobody);
            }
            return Ok(());
        }
        let first = match &self.routing {
            Routing::Cluster(_) | Routing::Sentinel(_) => Step::Refresh,
            Routing::Single | Routing::Follow => Step::To(self.lanes[place.lane].address.clone()),
        };
        self.retry_from(request, place, first, handler)
    }

    /// Tells the handler what became of a command that was under way on a lost connection. False where it is to be sent
    /// again.
    pub(super) fn settle(
        &mut self,
        request: &Request<T>,
        place: &WireSpan,
        error: &Error,
        handler: &mut impl ReplyHandler<T>,
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
        place: &WireSpan,
        asked: &Address,
        error: Vec<u8>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let step = self.step_after(&error, asked);
        self.run_retry(request, place, step, error, asked, handler)
    }

    fn retry_from(
        &mut self,
        request: &Request<T>,
        place: &WireSpan,
        first: Step,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let nowhere = self.endpoint.address.clone();
        self.run_retry(request, place, first, Vec::new(), &nowhere, handler)
    }

    fn run_retry(
        &mut self,
        request: &Request<T>,
        place: &WireSpan,
        mut step: Step,
        refusal: Vec<u8>,
        asked: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let mut retry = Retry {
            request,
            place,
            bytes: self.lanes[place.lane].bytes(&place.span).to_vec(),
            hops: Vec::new(),
            importer: None,
            backoff: Backoff::new(),
            since: Instant::now(),
            refusal,
        };
        retry.note_hop(asked, &step)?;
        loop {
            if self.interrupter.is_raised() {
                return Err(Error::Interrupted);
            }
            step = match self.take(&mut retry, &step, handler) {
                Ok((address, leg)) => match self.end(&mut retry, step, &address, leg, handler)? {
                    Some(next) => next,
                    None => return Ok(()),
                },
                Err(error) => self.on_unreachable(&retry, step, error)?,
            };
        }
    }

    /// What to do after a leg, if anything is left to do.
    fn end(
        &mut self,
        retry: &mut Retry<'_, T>,
        step: Step,
        address: &Address,
        leg: Attempt,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Option<Step>, Error> {
        let ticket = &retry.request.ticket;
        match leg {
            Attempt::Answered => {
                self.fruitless = false;
                self.note_answered_by(address);
                Ok(None)
            }
            Attempt::Lost(fate, error) => {
                if let Some(ticket) = ticket {
                    handler.lost(ticket, fate, &error);
                }
                Ok(None)
            }
            // It may have run, and it is not known where its reply ends.
            Attempt::Failed(error) => Err(error),
            Attempt::Refused(error) => {
                let next = step.and_then(self.step_after(&error, address));
                retry.refusal = error;
                retry.note_hop(address, &next)?;
                if retry.has_patience() {
                    return Ok(Some(next));
                }
                if let Some(ticket) = ticket {
                    handler.show(ticket, &Value::Error(retry.refusal.clone()))?;
                }
                Ok(None)
            }
        }
    }

    /// What to do where a step has led to nobody.
    fn on_unreachable(
        &mut self,
        retry: &Retry<'_, T>,
        step: Step,
        error: Error,
    ) -> Result<Step, Error> {
        match error {
            Error::NoPrimary(why) if !why.may_pass() => Err(why.into()),
            // Whoever is gone, the others will say who takes its place.
            _ if retry.has_patience() && self.routing.has_others() => Ok(Step::WaitAndRefresh),
            error if error.is_disconnect() && !self.fruitless => {
                self.fruitless = true;
                Ok(step)
            }
            error => Err(error),
        }
    }
}

impl<T> Retry<'_, T> {
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
