//! One leg of a command's way: what a step says is done, the command sent past all queues, and its reply received.

use super::Retry;
use super::step::Step;
use crate::Error;
use crate::client::dispatch::Client;
use crate::client::identify::identify;
use crate::client::request::{LostConnection, WireSpan};
use crate::client::{CommandFate, Received, ReplyHandler};
use crate::net::Address;
use crate::resp::{command_words, encode_command};

/// What came of sending a command once.
pub(super) enum Attempt {
    Answered,
    Refused(Vec<u8>),
    Lost(CommandFate, Error),
    /// Its node does not speak as it should, or its reply cannot be passed on.
    Failed(Error),
}

impl<T> Client<T> {
    /// Does what a step says: waits, asks, sends the command, and has its reply received.
    pub(super) fn take(
        &mut self,
        retry: &mut Retry<'_, T>,
        step: &Step,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(Address, Attempt), Error> {
        if matches!(step, Step::WaitFor(_) | Step::WaitAndRefresh) {
            self.interrupter.sleep(retry.backoff.next_delay());
        }
        let doubts = *step == Step::Refresh && self.topology_is_stale;
        if doubts || *step == Step::WaitAndRefresh {
            self.look_again(handler)?;
        }
        let address = match step {
            Step::To(address)
            | Step::Ask(address)
            | Step::Source(address)
            | Step::WaitFor(address) => address.clone(),
            Step::Refresh | Step::WaitAndRefresh => self
                .owner_of(&command_words(&retry.bytes))
                .unwrap_or_else(|| self.address_at_hand()),
        };
        if let Step::Ask(address) = step {
            retry.importer = Some(address.clone());
        }
        let leg = self.send_alone(retry, step, &address, handler)?;
        Ok((address, leg))
    }

    /// Sends the command past all queues, and has its reply received.
    fn send_alone(
        &mut self,
        retry: &mut Retry<'_, T>,
        step: &Step,
        address: &Address,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Attempt, Error> {
        let asks = retry.importer.as_ref() == Some(address);
        let wire = retry.wire(step, asks);
        let lane = self.lane_at(address);
        let blocking = self.blocking(retry.request, lane, handler);
        let (takes, canceller) = (self.routing.takes(retry.request), self.canceller.clone());
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
            retry
                .request
                .receive(&mut connection.reader, &takes, handler)
        });
        let broken_off = connection.reader.is_mid_reply();
        match outcome {
            Ok(Received::Reply) => Ok(Attempt::Answered),
            Ok(Received::Refusal(error)) => Ok(Attempt::Refused(error)),
            Err(error) => {
                self.drop_connection(address);
                self.broken(retry, error, sent == wire.len(), broken_off, handler)
            }
        }
    }

    /// The connection is of no more use.
    ///
    /// # Errors
    /// What it was lost by, where the command is to be sent again.
    fn broken(
        &mut self,
        retry: &Retry<'_, T>,
        error: Error,
        was_sent: bool,
        broken_off: bool,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Attempt, Error> {
        if !error.is_disconnect() {
            let WireSpan { lane, span, .. } = retry.place;
            self.lanes[*lane].wreck.note_sent(span);
            return Ok(Attempt::Failed(error));
        }
        match self.fate_on_the_way(retry, was_sent, broken_off, handler) {
            Some(fate) => Ok(Attempt::Lost(fate, error)),
            None => Err(error),
        }
    }

    /// What became of a command that was sent past the queue; `None` where it is to be sent again.
    fn fate_on_the_way(
        &mut self,
        retry: &Retry<'_, T>,
        was_sent: bool,
        broken_off: bool,
        handler: &mut impl ReplyHandler<T>,
    ) -> Option<CommandFate> {
        let WireSpan { lane, span, .. } = retry.place;
        let mut wreck = LostConnection {
            cause: None,
            sent: if was_sent { span.end } else { 0 },
            broken_off,
            transaction_lost: true,
            keeps_blocks: self.keeps_blocks(),
        };
        let fate = wreck.fate(span, retry.request.link, || {
            handler.may_repeat(&command_words(&retry.bytes))
        });
        self.lanes[*lane].wreck.transaction_lost = wreck.transaction_lost;
        fate
    }
}

impl<T> Retry<'_, T> {
    /// What is sent for a step.
    fn wire(&self, step: &Step, asks: bool) -> Vec<u8> {
        let mut wire = Vec::new();
        if asks {
            encode_command(&["ASKING"], &mut wire);
        }
        match (step, &self.request.source) {
            (Step::Source(_), Some(source)) => encode_command(source, &mut wire),
            _ => wire.extend_from_slice(&self.bytes),
        }
        wire
    }
}
