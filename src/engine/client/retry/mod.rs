//! Retrying one command that was refused or whose connection was lost, until it has a reply or cannot get one.
//!
//! Rules:
//! 1. MOVED: to the node that it names, which owns the slot from now on. ASK: to that node, this once, behind ASKING. At most
//!    [`MAX_REDIRECTS`] redirects.
//! 2. TRYAGAIN, LOADING, MASTERDOWN: wait, and to the same node, behind ASKING where ASK led there. CLUSTERDOWN: wait, and
//!    by a new topology. READONLY: by a new topology.
//! 3. NOSCRIPT: EVAL with the source, to the same node.
//! 4. A lost connection: a command that is idempotent or was not sent goes out again, by a new topology or to the primary
//!    that the sentinels name now.
//! 5. Waiting ends after [`RETRY_TIMEOUT`]. The last error reply is then the reply.

mod attempt;
mod step;

use std::time::{Duration, Instant};

use self::attempt::Attempt;
use self::step::Step;
use super::client::Client;
use super::state::request::{Request, WireSpan};
use super::{Backoff, CommandFate, ReplyHandler, ReplyKind};
use crate::Error;
use crate::net::Address;
use crate::resp::Value;

const MAX_REDIRECTS: usize = 5;

/// How long one command is retried. A failover takes the cluster's node timeout or the sentinels' down-after-milliseconds (15
/// and 30 s by default) and a little more.
pub(super) const RETRY_TIMEOUT: Duration = Duration::from_secs(60);

/// One command that is being retried. Nothing else is sent meanwhile.
pub(super) struct Retry<'c, T> {
    client: &'c mut Client<T>,
    request: &'c Request<T>,
    span: &'c WireSpan,
    bytes: Vec<u8>,
    redirects: Vec<String>,
    /// The node that an ASK named. It accepts the command only behind ASKING.
    importer: Option<Address>,
    backoff: Backoff,
    since: Instant,
    refusal: Vec<u8>,
}

impl<'c, T> Retry<'c, T> {
    /// Reports the fate of a command whose connection is lost, or sends it again.
    pub(super) fn after_loss(
        client: &'c mut Client<T>,
        request: &'c Request<T>,
        span: &'c WireSpan,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let address = client.connections.pipelines[span.pipeline].address.clone();
        let closed = Error::closed(&address);
        if client.settle(request, span, &closed, handler) {
            return Ok(());
        }
        let node = &mut client.connections.pipelines[span.pipeline];
        if request.position.needs_connection() && !node.is_connected() {
            node.lost.transaction_lost = true;
            let state = &mut client.state;
            state.lost(request, CommandFate::NotRun, &closed, handler);
            return Ok(());
        }
        let first = match client.router.has_topology() {
            true => Step::Refresh,
            false => Step::To(address.clone()),
        };
        Retry::new(client, request, span).run(first, &address, handler)
    }

    /// Retries a command that the node at `asked` refused.
    pub(super) fn after_refusal(
        client: &'c mut Client<T>,
        request: &'c Request<T>,
        span: &'c WireSpan,
        asked: &Address,
        refusal: Vec<u8>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let mut retry = Retry::new(client, request, span);
        let step = retry.step_after(&refusal, asked);
        retry.refusal = refusal;
        retry.run(step, asked, handler)
    }

    fn new(client: &'c mut Client<T>, request: &'c Request<T>, span: &'c WireSpan) -> Self {
        let node = &client.connections.pipelines[span.pipeline];
        Retry {
            bytes: node.bytes(&span.span).to_vec(),
            client,
            request,
            span,
            redirects: Vec::new(),
            importer: None,
            backoff: Backoff::default(),
            since: Instant::now(),
            refusal: Vec::new(),
        }
    }

    fn run(
        mut self,
        mut step: Step,
        asked: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        self.note_redirect(asked, &step)?;
        loop {
            if self.client.connections.interrupter.is_raised() {
                return Err(Error::Interrupted);
            }
            step = match self.attempt(&step, handler) {
                Ok((address, attempt)) => match self.end(step, &address, attempt, handler)? {
                    Some(next) => next,
                    None => return Ok(()),
                },
                Err(error) => self.on_unreachable(step, error)?,
            };
        }
    }

    /// The step after an attempt; `None` where none is left.
    fn end(
        &mut self,
        step: Step,
        address: &Address,
        attempt: Attempt,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Option<Step>, Error> {
        match attempt {
            Attempt::Replied => {
                self.client.faults.replied();
                self.client.note_replied_by(address);
                Ok(None)
            }
            Attempt::Lost(fate, error) => {
                let state = &mut self.client.state;
                state.lost(self.request, fate, &error, handler);
                Ok(None)
            }
            // The command may have run, and the end of its reply is not known.
            Attempt::Failed(error) => Err(error),
            Attempt::Refused(refusal) => {
                let next = step.and_then(self.step_after(&refusal, address));
                self.refusal = refusal;
                self.note_redirect(address, &next)?;
                if !self.is_over() {
                    return Ok(Some(next));
                }
                self.pass_refusal(handler)?;
                Ok(None)
            }
        }
    }

    fn pass_refusal(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let refusal = Value::Error(std::mem::take(&mut self.refusal));
        let state = &mut self.client.state;
        state.deliver_known(self.request, &refusal, ReplyKind::Error, handler)
    }

    fn on_unreachable(&mut self, step: Step, error: Error) -> Result<Step, Error> {
        match error {
            Error::NoPrimary(why) if !why.is_temporary() => Err(why.into()),
            _ if !self.is_over() && self.client.router.has_alternatives() => {
                Ok(Step::WaitAndRefresh)
            }
            error if error.is_disconnect() && !self.client.faults.is_hopeless(true) => Ok(step),
            error => Err(error),
        }
    }

    fn note_redirect(&mut self, asked: &Address, step: &Step) -> Result<(), Error> {
        if let Step::To(address) | Step::Ask(address) = step
            && !self.refusal.is_empty()
        {
            self.redirects.push(format!("{asked} to {address}"));
            if self.redirects.len() > MAX_REDIRECTS {
                let hops = self.redirects.join(", ");
                return Err(Error::RedirectedTooOften(hops));
            }
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.since.elapsed() >= RETRY_TIMEOUT
    }
}
