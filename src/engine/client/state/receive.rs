//! Reading the replies to one command: confirmations, streams, and unsolicited messages in between.

use super::{Effect, ExpectedReply, State};
use crate::Error;
use crate::client::reply_errors::ReplyErrorSink;
use crate::client::state::request::{Recipient, Request};
use crate::client::{Reply, ReplyHandler, ReplyKind};
use crate::net::{Address, ConnectionHandle, Reader};
use crate::pubsub::{Confirmation, MessageClassifier, PubSubEvent};
use crate::resp::Value;

/// The result of reading the replies to a command.
pub(in crate::client) enum Received {
    /// They were passed on; of several replies the kind is `Other`.
    Replied(ReplyKind),
    /// An error reply that the client handles itself.
    Refused(Vec<u8>),
}

impl State {
    /// Reads the replies to a request and passes them to its recipient. An error reply for which `is_handled` is true is
    /// returned instead.
    ///
    /// # Errors
    /// The reader's and the handler's; [`Error::ShutDown`] where the server obeyed SHUTDOWN; [`Error::Ended`] at the end of
    /// a stream; [`Error::Refused`] where the server refused a command of the client's own.
    pub(in crate::client) fn receive<T>(
        &mut self,
        request: &Request<T>,
        reader: &mut Reader,
        is_handled: &dyn Fn(&[u8]) -> bool,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Received, Error> {
        let calls = self.values.len();
        for turn in 0..self.count(request, reader) {
            let kind = match self.receive_one(request, reader, is_handled, handler) {
                Ok(Received::Replied(kind)) => kind,
                Ok(refused) => return Ok(refused),
                Err(error) if request.expected == ExpectedReply::Shutdown => {
                    return Err(end_of(error, Error::ShutDown));
                }
                Err(error) => return Err(error),
            };
            if turn == 0 && (kind == ReplyKind::Queued || request.effect.is_some()) {
                self.learn(request.effect.as_deref(), kind, &reader.watch());
            }
            match (kind, request.expected) {
                // One reply for all: the command was refused or queued.
                (ReplyKind::Error | ReplyKind::Queued, _) => break,
                (ReplyKind::Other, ExpectedReply::Endless(_)) => {
                    // The next message may take any time.
                    reader.set_reply_timeout(None)?;
                    self.stream(request, reader, handler)
                        .map_err(|error| end_of(error, Error::Ended))?;
                }
                _ => {}
            }
        }
        // A call returns one value, also for a command with several replies.
        self.values.truncate(calls + 1);
        Ok(Received::Replied(ReplyKind::Other))
    }

    /// The highest number of replies. UNSUBSCRIBE without a name gets one for each subscription that there was.
    fn count<T>(&self, request: &Request<T>, reader: &Reader) -> usize {
        let expected = request.expected;
        match (expected, request.effect.as_deref()) {
            (ExpectedReply::Confirmations(_), Some(Effect::Subscriptions(confirmations))) => {
                let all = confirmations.iter().find(|one| one.name.is_none());
                let had = all.map(|all| self.subscribed.count(&reader.watch(), all.family));
                had.map_or(expected.count(), |had| had.max(1))
            }
            _ => expected.count(),
        }
    }

    fn receive_one<T>(
        &mut self,
        request: &Request<T>,
        reader: &mut Reader,
        is_handled: &dyn Fn(&[u8]) -> bool,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Received, Error> {
        let is_confirmed = request.expected.is_confirmed();
        if let (true, Some(Effect::Subscriptions(awaited))) =
            (is_confirmed, request.effect.as_deref())
        {
            if let Some(confirmation) = self.next_confirmation(awaited, reader, handler)? {
                let mut reply = Reply::value(&confirmation);
                return self
                    .deliver(request, &mut reply, handler)
                    .map(Received::Replied);
            }
        } else if self.subscribed.sends_arrays(reader)
            && next_type(self, reader, false, handler)? == b'*'
        {
            let reply = self.reply_amid_messages(reader, handler)?;
            return self
                .deliver(request, &mut Reply::value(&reply), handler)
                .map(Received::Replied);
        }
        match next_type(self, reader, is_confirmed, handler)? {
            b'-' | b'!' => {
                let mut error = reader.read_value()?;
                let effect = request.effect.as_deref();
                let masked = effect.zip(error.as_error());
                if let Some(masked) = masked.and_then(|(effect, text)| effect.without_secret(text))
                {
                    error = Value::Error(masked);
                }
                let text = error.as_error().unwrap_or_default();
                match is_handled(text) {
                    true => Ok(Received::Refused(text.to_vec())),
                    false => self
                        .deliver(request, &mut Reply::value(&error), handler)
                        .map(Received::Replied),
                }
            }
            _ if request.effect.as_deref() == Some(&Effect::Exec)
                && self.connection.has_queued_effects() =>
            {
                self.receive_exec(request, reader, handler)
            }
            _ => self
                .deliver(request, &mut Reply::next(reader)?, handler)
                .map(Received::Replied),
        }
    }

    /// Passes on the reply to EXEC, and records which commands of the transaction failed.
    fn receive_exec<T>(
        &mut self,
        request: &Request<T>,
        reader: &mut Reader,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Received, Error> {
        let mut errors = ReplyErrorSink::default();
        let mut reply = Reply::followed(reader, &mut errors)?;
        let kind = self.deliver(request, &mut reply, handler)?;
        let errors = errors.take().unwrap_or_default();
        let failed: Vec<usize> = errors.nested.into_iter().map(|(place, _)| place).collect();
        self.connection.executed(&failed);
        Ok(Received::Replied(kind))
    }

    fn deliver<T>(
        &mut self,
        request: &Request<T>,
        reply: &mut Reply<'_>,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<ReplyKind, Error> {
        match &request.recipient {
            Recipient::Handler(ticket) => handler.reply(ticket, reply)?,
            Recipient::Caller => {
                let value = reply.take_value()?;
                self.values.push(Ok(value));
            }
            Recipient::Restore => {
                self.restore_refused |= reply.is_error();
                handler.unsolicited(reply)?;
            }
            Recipient::Client { command, address } => {
                let value = reply.take_value()?;
                if let Some(error) = value.as_error() {
                    return Err(Error::refused(address.clone(), command, error));
                }
            }
        }
        reply.finish()
    }

    /// Passes on replies until the connection ends.
    fn stream<T>(
        &mut self,
        request: &Request<T>,
        reader: &mut Reader,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        loop {
            next_type(self, reader, true, handler)?;
            self.deliver(request, &mut Reply::next(reader)?, handler)?;
        }
    }

    /// The next of the confirmations that are awaited; `None` where the next reply is none, an error for instance. Messages
    /// before it are passed on. In RESP2 both are arrays, in RESP3 push messages.
    fn next_confirmation<T>(
        &mut self,
        awaited: &[Confirmation],
        reader: &mut Reader,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Option<Value>, Error> {
        loop {
            let kind = next_type(self, reader, true, handler)?;
            if !matches!(kind, b'*' | b'>') {
                return Ok(None);
            }
            let value = reader.read_value()?;
            let event = PubSubEvent::of(&value);
            let is_push = kind == b'>';
            if is_awaited(&event, awaited, is_push) {
                self.subscribed.has_arrays = !is_push;
                return Ok(Some(value));
            }
            handler.unsolicited(&mut Reply::value(&value))?;
            self.learn_unsolicited(&event, &reader.watch());
        }
    }

    /// The next reply on a RESP2 connection with subscriptions, where messages are arrays as replies may be.
    fn reply_amid_messages<T>(
        &mut self,
        reader: &mut Reader,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<Value, Error> {
        loop {
            let value = reader.read_reply()?;
            match PubSubEvent::of(&value) {
                PubSubEvent::Other => return Ok(value),
                event => {
                    handler.unsolicited(&mut Reply::value(&value))?;
                    self.learn_unsolicited(&event, &reader.watch());
                }
            }
        }
    }

    /// Reads one unsolicited message: a push, a RESP2 subscriber's message, or a line of MONITOR.
    pub(in crate::client) fn read_unsolicited<T>(
        &mut self,
        reader: &mut Reader,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        let handle = reader.watch();
        let mut follower = MessageClassifier::new();
        let mut message = Reply::followed(reader, &mut follower)?;
        handler.unsolicited(&mut message)?;
        message.finish()?;
        self.learn_unsolicited(&follower.event(), &handle);
        Ok(())
    }

    fn learn_unsolicited(&mut self, event: &PubSubEvent, connection: &ConnectionHandle) {
        if let PubSubEvent::Confirmation(confirmation) = event {
            self.subscribed.learn_unsolicited(connection, confirmation);
        }
    }

    /// Records the effect of a command, by its first reply.
    fn learn(&mut self, effect: Option<&Effect>, kind: ReplyKind, connection: &ConnectionHandle) {
        self.connection.learn(effect, kind);
        let confirmed = std::mem::take(&mut self.connection.confirmed);
        self.subscribed.learn(connection, &confirmed);
        let tracked = std::mem::take(&mut self.connection.tracked);
        if !self.interleaves {
            return;
        }
        if (effect, kind) == (Some(&Effect::Monitor), ReplyKind::Other) {
            self.subscribed.begin_monitor(connection);
        }
        for command in tracked {
            self.subscribed.track(connection, command.as_ref());
        }
    }

    /// Passes on a reply that is not read from a connection, and records its effect.
    pub(in crate::client) fn deliver_known<T>(
        &mut self,
        request: &Request<T>,
        reply: &Value,
        kind: ReplyKind,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        self.connection.learn(request.effect.as_deref(), kind);
        self.deliver(request, &mut Reply::value(reply), handler)
            .map(|_| ())
    }
}

/// Waits for the next reply and returns its type byte. Push messages before it are passed on, unless they are awaited.
fn next_type<T>(
    state: &mut State,
    reader: &mut Reader,
    awaits_push: bool,
    handler: &mut impl ReplyHandler<T>,
) -> Result<u8, Error> {
    loop {
        if !reader.is_ready() {
            handler.before_wait(reader.address())?;
        }
        match reader.peek()? {
            b'>' if !awaits_push => state.read_unsolicited(reader, handler)?,
            kind => {
                handler.reply_arrived()?;
                return Ok(kind);
            }
        }
    }
}

/// Whether a message is the confirmation that a command awaits. An array that is no subscriber's message is its reply.
fn is_awaited(event: &PubSubEvent, awaited: &[Confirmation], is_push: bool) -> bool {
    match event {
        PubSubEvent::Message => false,
        PubSubEvent::Other => !is_push,
        PubSubEvent::Confirmation(confirmation) => awaited.first().is_none_or(|awaited| {
            (awaited.family, awaited.begun) == (confirmation.family, confirmation.begun)
        }),
    }
}

/// The error for an expected end of the connection: of a stream, which a new connection would not continue, or of a server
/// that shut down.
fn end_of(error: Error, expected: impl FnOnce(Address) -> Error) -> Error {
    match error {
        Error::Closed { address, .. } | Error::Lost { address, .. } => expected(address),
        other => other,
    }
}
