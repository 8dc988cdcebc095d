//! One attempt of a retry: take the step, send the command past all queues, and pass on its reply.

use super::Retry;
use super::step::Step;
use crate::Error;
use crate::client::blocking::Blocking;
use crate::client::lost::{LostConnection, LostTransaction};
use crate::client::state::{ExpectedReply, Received};
use crate::client::{CommandFate, ReplyHandler};
use crate::net::Address;
use crate::resp::{command_words, encode_command};

/// A server that closed the connection this often at one command does not reply to it.
const MOST_LOSSES: u32 = 2;

pub(super) enum Attempt {
    Replied,
    Refused(Vec<u8>),
    Lost(CommandFate, Error),
    /// The node does not speak RESP, or the reply cannot be passed on.
    Failed(Error),
}

impl<T> Retry<'_, T> {
    /// Takes a step, and returns the node that the command was sent to.
    ///
    /// # Errors
    /// The error that kept the command from being sent, or for which it must be sent again.
    pub(super) fn attempt(
        &mut self,
        step: &Step,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(Address, Attempt), Error> {
        self.prepare(step, handler)?;
        let address = match step {
            Step::To(address)
            | Step::Ask(address)
            | Step::Source { address, .. }
            | Step::WaitFor(address) => address.clone(),
            Step::Refresh | Step::WaitAndRefresh => self.owner(),
        };
        let attempt = self.send(step, &address, handler)?;
        Ok((address, attempt))
    }

    /// Waits and asks for the topology, as the step says.
    fn prepare(&mut self, step: &Step, handler: &mut impl ReplyHandler<T>) -> Result<(), Error> {
        if step.waits() {
            let delay = self.clock.next_delay(|notice| handler.retrying(&notice));
            self.client.connections.interrupter.sleep(delay);
        }
        let is_stale = self.client.faults.topology_is_stale;
        if *step == Step::WaitAndRefresh || (*step == Step::Refresh && is_stale) {
            self.client.refresh(handler)?;
        }
        Ok(())
    }

    /// The owner of the slot of the command's keys, as far as is known.
    pub(super) fn owner(&self) -> Address {
        let router = &self.client.router;
        let owner = router.owner_of(&self.words());
        owner.unwrap_or_else(|| router.default_address(&self.client.connections))
    }

    fn send(
        &mut self,
        step: &Step,
        address: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Attempt, Error> {
        let wire = self.wire(step);
        let client = &mut *self.client;
        let pipeline = client.connections.pipeline_to(address);
        let blocking = client.blocking(self.request, pipeline);
        let handles = client.router.handles(self.request);
        let canceller = client.connections.canceller.clone();
        client.connections.free(address)?;
        client.report_connections(handler);
        let resumed = client.connections.resumed_transaction();
        if self.request.position.needs_connection() && resumed.as_ref() != Some(address) {
            // It was closed meanwhile, and its transaction with it.
            let node = &mut client.connections.pipelines[self.span.pipeline];
            node.lost.transaction_lost = true;
            return Ok(Attempt::Lost(CommandFate::NotRun, Error::closed(address)));
        }
        let connection = client.connections.free(address)?;
        let identified = match &blocking {
            Some(_) => Blocking::identify(connection, &mut client.state, handler),
            None => Ok(()),
        };
        let (sent, outcome) = match identified {
            Ok(()) => connection.send_counted(&wire),
            Err(error) => (0, Err(error)),
        };
        let outcome = outcome.and_then(|()| {
            if step.is_asking() {
                connection.reader.read_reply()?;
            }
            let _waiting = blocking.and_then(|blocking| blocking.wait(connection, &canceller));
            let reader = &mut connection.reader;
            client
                .state
                .receive(self.request, reader, &handles, handler)
        });
        client.note_login(pipeline);
        match outcome {
            Ok(Received::Replied(_)) => Ok(Attempt::Replied),
            Ok(Received::Refused(error)) => Ok(Attempt::Refused(error)),
            Err(error) => {
                let broken_off = client.connections.drop_free(address);
                self.failed(error, sent == wire.len(), broken_off)
            }
        }
    }

    /// Decides the fate of the command after a failure.
    ///
    /// # Errors
    /// The failure, where the command is to be sent again.
    fn failed(&mut self, error: Error, was_sent: bool, broken_off: bool) -> Result<Attempt, Error> {
        if !error.is_disconnect() {
            let node = &mut self.client.connections.pipelines[self.span.pipeline];
            // It was sent on another connection, so it may have run.
            node.lost.sent = node.lost.sent.max(self.span.span.end);
            self.client.faults.retried();
            return Ok(Attempt::Failed(error));
        }
        self.losses += u32::from(was_sent);
        match self.fate(was_sent, broken_off) {
            Some(fate) => Ok(Attempt::Lost(fate, error)),
            None if self.losses < MOST_LOSSES || self.client.router.has_alternatives() => {
                Err(error)
            }
            None if self.request.expected == ExpectedReply::Reply
                && !self.request.selects_database() =>
            {
                Ok(Attempt::Lost(CommandFate::Unknown, error))
            }
            // A subscription, a database, or the like: nothing can go on without it.
            None => Ok(Attempt::Failed(error)),
        }
    }

    /// The fate of the command; `None` where it is to be sent again.
    fn fate(&mut self, was_sent: bool, broken_off: bool) -> Option<CommandFate> {
        let span = &self.span.span;
        let client = &mut *self.client;
        let mut lost = LostConnection {
            cause: None,
            sent: if was_sent { span.end } else { 0 },
            broken_off: broken_off && !self.request.sets_state_by_line(),
            transaction_lost: true,
            keeps_blocks: !client.router.is_cluster(),
            transaction: None,
        };
        let (retries, bytes) = (client.retries, &self.bytes);
        let state = &mut client.state;
        let is_idempotent = || retries && state.is_idempotent(&command_words(bytes));
        // The commands of a transaction were sent one by one, EXEC as the last.
        let transaction = || LostTransaction {
            is_open: true,
            exec_sent: false,
        };
        let fate = lost.fate(span, self.request.position, is_idempotent, transaction);
        let node = &mut client.connections.pipelines[self.span.pipeline];
        node.lost.transaction_lost = lost.transaction_lost;
        fate
    }

    fn wire(&self, step: &Step) -> Vec<u8> {
        let mut wire = Vec::new();
        if step.is_asking() {
            encode_command(&["ASKING"], &mut wire);
        }
        match (step, &self.request.source) {
            (Step::Source { .. }, Some(source)) => encode_command(source, &mut wire),
            _ => wire.extend_from_slice(&self.bytes),
        }
        wire
    }
}
