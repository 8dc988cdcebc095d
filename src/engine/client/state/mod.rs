//! The state of the client's connections: the kind of the next reply, and the state that a new connection must restore.
//!
//! Knows how to read the replies to a command, but neither which node they come from nor how commands are sent.

mod connection_state;
mod effect;
mod receive;
pub(super) mod request;
mod sent_state;
mod subscribed;

pub(super) use self::connection_state::ConnectionState;
pub(super) use self::effect::Effect;
pub use self::effect::changes_connection;
pub(super) use self::receive::Received;
pub(super) use self::sent_state::{ExpectedReply, ReplyMode, SentState, Stream, requested_mode};
pub use self::subscribed::Subscribed;

use self::request::{Recipient, Request};
use super::{CommandFate, ReplyHandler, ReplyKind, TransactionPosition};
use crate::Error;
use crate::command::{CommandTable, Verb};
use crate::net::Login;
use crate::resp::Value;

/// The state of a client's connections. It is the same on each of them.
#[derive(Debug)]
pub(super) struct State {
    pub(super) sent: SentState,
    pub(super) connection: ConnectionState,
    pub(super) subscribed: Subscribed,
    /// Commands may follow SUBSCRIBE and MONITOR, as at a prompt; otherwise only messages follow.
    pub(super) interleaves: bool,
    /// The beginning of a transaction was lost: the rest of it is not sent.
    pub(super) transaction_lost: bool,
    /// The server refused a subscription that was being restored.
    pub(super) restore_refused: bool,
    /// Replies to the commands of [`call_all`](super::Client::call_all), in their order.
    pub(super) values: Vec<Result<Value, Error>>,
    table: Option<CommandTable>,
    was_connected: bool,
}

impl State {
    pub(super) fn new(login: Login) -> Self {
        State {
            sent: SentState::new(true),
            connection: ConnectionState::new(login),
            subscribed: Subscribed::default(),
            interleaves: true,
            transaction_lost: false,
            restore_refused: false,
            values: Vec::new(),
            table: None,
            was_connected: false,
        }
    }

    pub(super) fn set_interleaves(&mut self, interleaves: bool) {
        self.interleaves = interleaves;
        self.sent = SentState::new(interleaves);
    }

    /// Starts again for a server that was not connected to before, with this login and no subscriptions.
    pub(super) fn reset(&mut self, login: Login) {
        self.set_interleaves(self.interleaves);
        self.transaction_lost = false;
        self.subscribed = Subscribed::default();
        self.connection = ConnectionState::new(login);
    }

    /// The commands that are known: built in, and learnt from servers.
    pub(super) fn table(&mut self) -> &mut CommandTable {
        self.table.get_or_insert_with(CommandTable::builtin)
    }

    /// A connection was opened. Any but the first replaces another one.
    pub(super) fn connected(&mut self) {
        if std::mem::replace(&mut self.was_connected, true) {
            self.sent.reconnected();
            self.connection.transaction = None;
        }
    }

    /// Whether a command must not be sent because the beginning of its transaction was lost.
    pub(super) fn is_transaction_lost(&mut self, position: TransactionPosition) -> bool {
        let continues = position.continues_transaction();
        let is_lost =
            self.transaction_lost && (continues || position == TransactionPosition::Closes);
        self.transaction_lost &= continues;
        is_lost
    }

    /// Whether a request is an EXEC whose transaction changes the login.
    pub(super) fn changes_login_by<T>(&self, request: &Request<T>) -> bool {
        request.effect.as_deref() == Some(&Effect::Exec) && self.connection.has_queued_effects()
    }

    /// Whether running a command twice has the effect of running it once: it reads, or sets a state of the connection.
    pub(super) fn is_idempotent(&mut self, words: &[Vec<u8>]) -> bool {
        let sets_state = matches!(
            Verb::of(words),
            Verb::Select
                | Verb::Auth
                | Verb::Hello
                | Verb::SetName
                | Verb::ReadOnly
                | Verb::ReadWrite
                | Verb::Answer
                | Verb::Subscribe
                | Verb::Unsubscribe
                | Verb::Monitor
                | Verb::Tracking
                | Verb::NoEvict
                | Verb::NoTouch
        );
        sets_state
            || self
                .table()
                .find(words)
                .is_some_and(|spec| spec.is_read_only())
    }

    /// Records that the reply to a request was lost, and reports it to the handler.
    pub(super) fn lost<T>(
        &mut self,
        request: &Request<T>,
        fate: CommandFate,
        cause: &Error,
        handler: &mut impl ReplyHandler<T>,
    ) {
        match &request.recipient {
            Recipient::Handler(ticket) if request.expected.can_be_lost() => {
                let position = request.position;
                if fate == CommandFate::BrokenOff && request.replaces_login() {
                    self.connection
                        .learn(request.effect.as_deref(), ReplyKind::Other);
                }
                self.transaction_lost =
                    position == TransactionPosition::Opens || position.continues_transaction();
                handler.lost(ticket, fate, Some(cause));
            }
            Recipient::Caller => {
                let cause = cause.cause_of_loss();
                self.values.push(Err(Error::ReplyLost { fate, cause }));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commands_that_change_nothing_new_are_idempotent() {
        let mut state = State::new(Login::default());
        let mut is_idempotent = |line: &str| {
            let words: Vec<Vec<u8>> = line.split(' ').map(Into::into).collect();
            state.is_idempotent(&words)
        };
        for line in ["GET a", "select 2", "PING", "object encoding a", "AUTH u p"] {
            assert!(is_idempotent(line), "{line}");
        }
        for line in [
            "INCR a",
            "EVAL x 0",
            "no.such.command",
            "FLUSHALL",
            "PUBLISH a b",
            "",
        ] {
            assert!(!is_idempotent(line), "{line}");
        }
    }
}
