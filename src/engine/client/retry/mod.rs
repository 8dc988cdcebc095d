//! Retrying one command that was refused or whose connection was lost, until it has a reply or cannot get one.
//!
//! Rules:
//! 1. An error reply proves that a command did not run only if the server itself produced it. A command that may run a script
//!    or a module's code follows MOVED or ASK once, if the slot is that of its keys; any other error is its reply.
//! 2. MOVED: to the node that it names, which owns the slot from now on. ASK: to that node, this once and at once, behind
//!    ASKING. An ASK among the replies to several commands may be old, so the command goes to the same node again first.
//! 3. After [`MAX_REDIRECTS`] redirects in a cluster: wait, and by a new topology.
//! 4. TRYAGAIN, LOADING, MASTERDOWN: wait, and to the owner again; at once if a replica does not serve yet. CLUSTERDOWN: wait,
//!    and by a new topology. READONLY: by a new topology.
//! 5. NOSCRIPT: EVAL with the source, once, to the same node.
//! 6. A lost connection: a command that is idempotent or was not sent goes out again, by a new topology or to the primary
//!    that the sentinels name now. If there is one server, which has closed the connection twice at a command, then that
//!    command has no reply, and the run goes on.
//! 7. A transaction of which nothing was sent goes out again on one connection. If that is lost too, the rest is not sent.
//! 8. Waiting ends after the client's retry timeout, and with a timeout of zero does not begin. The last error reply is then
//!    the reply.

mod attempt;
mod step;

use self::attempt::Attempt;
use self::step::Step;
use super::client::Client;
use super::order::Ran;
use super::retry_clock::RetryClock;
use super::state::request::{Request, WireSpan};
use super::{CommandFate, ReplyHandler, ReplyKind, TransactionPosition};
use crate::Error;
use crate::cluster::Slot;
use crate::command::{CommandSpec, Keys};
use crate::net::Address;
use crate::resp::{Value, command_words};

const MAX_REDIRECTS: usize = 5;

/// One command that is being retried. Nothing else is sent meanwhile.
pub(super) struct Retry<'c, T> {
    client: &'c mut Client<T>,
    request: &'c Request<T>,
    span: &'c WireSpan,
    bytes: Vec<u8>,
    redirects: Vec<String>,
    /// No other command was in flight when its reply arrived, so the reply is new.
    was_alone: bool,
    /// A command that may run code followed a redirect.
    was_redirected: bool,
    /// A command that may run code was, or is to be, sent with its source.
    sends_source: bool,
    answered_by: Option<Address>,
    /// How many connections were lost after the command was sent on them.
    losses: u32,
    clock: RetryClock,
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
        let was_sent = span.span.end <= client.connections.pipelines[span.pipeline].lost.sent;
        if was_sent && client.state.changes_login_by(request) {
            return Err(Error::LoginUnknown(address));
        }
        if client.settle(request, span, &closed, handler) {
            return Ok(());
        }
        let resumed = client.connections.resumed_transaction();
        if request.position.needs_connection() && resumed.is_none() {
            let node = &mut client.connections.pipelines[span.pipeline];
            node.lost.transaction_lost = true;
            let state = &mut client.state;
            state.lost(request, CommandFate::NotRun, &closed, handler);
            return Ok(());
        }
        let first = match resumed {
            Some(address) if request.position.needs_connection() => Step::To(address),
            _ if client.router.has_topology() => Step::Refresh,
            _ => Step::To(address.clone()),
        };
        let mut retry = Retry::new(client, request, span);
        retry.losses = u32::from(was_sent);
        retry.run(first, &address, handler)?;
        if let (TransactionPosition::Opens, Some(address)) = (request.position, retry.answered_by) {
            client.connections.resume_transaction(address);
        }
        Ok(())
    }

    /// Retries a command that the node at `asked` refused.
    pub(super) fn after_refusal(
        client: &'c mut Client<T>,
        request: &'c Request<T>,
        span: &'c WireSpan,
        asked: &Address,
        refusal: Vec<u8>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Ran, Error> {
        let mut retry = Retry::new(client, request, span);
        let step = retry.step_after(&refusal, asked, None);
        retry.refused(refusal, asked);
        match step.filter(|step| retry.has_time_for(step)) {
            Some(step) => {
                retry.run(step, asked, handler)?;
                Ok(Ran::AfterRefusal)
            }
            None => {
                retry.pass_refusal(handler)?;
                Ok(Ran::InTurn)
            }
        }
    }

    fn new(client: &'c mut Client<T>, request: &'c Request<T>, span: &'c WireSpan) -> Self {
        let node = &client.connections.pipelines[span.pipeline];
        Retry {
            bytes: node.bytes(&span.span).to_vec(),
            request,
            span,
            redirects: Vec::new(),
            was_alone: client.pipeline.has_only_markers(),
            was_redirected: false,
            sends_source: false,
            answered_by: None,
            losses: 0,
            clock: RetryClock::new(client.retry_timeout),
            refusal: Vec::new(),
            client,
        }
    }

    fn words(&self) -> Vec<Vec<u8>> {
        command_words(&self.bytes)
    }

    /// Whether the command may run a script or a module's code: then any error may be the code's own.
    fn may_run_code(&mut self) -> bool {
        let words = self.words();
        let spec = self.client.spec_of(&words);
        spec.is_none_or(CommandSpec::may_run_code)
    }

    /// Whether a key of the command is in this slot. Any argument of an unknown command may be a key.
    fn has_key_in(&mut self, slot: Slot) -> bool {
        let words = self.words();
        match self
            .client
            .spec_of(&words)
            .map(|spec| spec.slot_words(&words))
        {
            Some(Keys::At(places)) => places.iter().any(|&place| Slot::of(&words[place]) == slot),
            _ => words.iter().skip(1).any(|word| Slot::of(word) == slot),
        }
    }

    fn run(
        &mut self,
        mut step: Step,
        asked: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        step = self.limited(step, asked)?;
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
                self.answered_by = Some(address.clone());
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
                let next = self.step_after(&refusal, address, Some(&step));
                self.refused(refusal, address);
                let next = next.map(|next| self.limited(step.and_then(next), address));
                match next.transpose()?.filter(|next| self.has_time_for(next)) {
                    Some(next) => Ok(Some(next)),
                    None => {
                        self.clock.give_up(|notice| handler.retrying(&notice));
                        self.pass_refusal(handler)?;
                        Ok(None)
                    }
                }
            }
        }
    }

    /// Records a refusal of the node at `asked`.
    fn refused(&mut self, refusal: Vec<u8>, asked: &Address) {
        let reply = String::from_utf8_lossy(&refusal);
        self.clock.failed(format_args!("{asked}: {reply}"));
        self.refusal = refusal;
    }

    /// Whether a step may be taken: one that waits needs time that is left.
    fn has_time_for(&self, step: &Step) -> bool {
        !step.waits() || !self.clock.is_over()
    }

    fn pass_refusal(&mut self, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        let refusal = Value::Error(std::mem::take(&mut self.refusal));
        let state = &mut self.client.state;
        state.deliver_known(self.request, &refusal, ReplyKind::Error, handler)
    }

    fn on_unreachable(&mut self, step: Step, error: Error) -> Result<Step, Error> {
        self.clock.failed(&error);
        match error {
            Error::NoPrimary(why) if !why.is_temporary() => Err(why.into()),
            _ if !self.clock.is_over() && self.client.router.has_alternatives() => {
                Ok(Step::WaitAndRefresh)
            }
            error if error.is_disconnect() && !self.client.faults.is_hopeless(true) => Ok(step),
            error => Err(error),
        }
    }

    /// The step, or a pause in place of one redirect too many.
    ///
    /// # Errors
    /// [`Error::RedirectedTooOften`] where there is no topology to ask for.
    fn limited(&mut self, step: Step, asked: &Address) -> Result<Step, Error> {
        match &step {
            Step::To(address) if self.refusal.starts_with(b"MOVED") => {
                self.redirects.push(format!("{asked} to {address}"));
            }
            Step::Ask(address) => self.redirects.push(format!("{asked} to {address}")),
            _ => return Ok(step),
        }
        match self.redirects.len() <= MAX_REDIRECTS {
            true => Ok(step),
            false if self.client.router.has_topology() => Ok(Step::WaitAndRefresh),
            false => Err(Error::RedirectedTooOften(self.redirects.join(", "))),
        }
    }
}
