//! The state that follows from the commands sent so far: which reply the next command gets, and its position in a
//! transaction.
//!
//! Commands are sent ahead of their replies, so a client keeps two states. This one describes the connection behind the last
//! command that was sent; [`ConnectionState`](super::ConnectionState) describes it behind the last reply that was read. Pure.

use crate::client::TransactionPosition;
use crate::command::Verb;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpectedReply {
    Reply,
    /// No reply: CLIENT REPLY OFF or SKIP is in effect.
    Nothing,
    /// This many confirmations, one for each channel, or one error. Messages may come between them.
    Confirmations(usize),
    /// Confirmations of a subscription that the client restores.
    Restored(usize),
    /// A stream that lasts as long as the connection, or an error.
    Endless(Stream),
    /// The end of the connection, or an error: SHUTDOWN.
    Shutdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE: confirmations, then messages.
    Messages,
    /// MONITOR: a line for each command.
    Monitor,
}

impl ExpectedReply {
    /// Whether the reply consists of confirmations, which are push messages in RESP3.
    pub(crate) fn is_confirmed(self) -> bool {
        matches!(
            self,
            ExpectedReply::Confirmations(_)
                | ExpectedReply::Restored(_)
                | ExpectedReply::Endless(Stream::Messages)
        )
    }

    /// The highest number of replies, before a stream begins.
    pub(crate) fn count(self) -> usize {
        match self {
            ExpectedReply::Nothing => 0,
            ExpectedReply::Confirmations(count) | ExpectedReply::Restored(count) => count,
            ExpectedReply::Reply | ExpectedReply::Endless(_) | ExpectedReply::Shutdown => 1,
        }
    }

    /// Whether the handler learns that the reply was lost: the end of a stream and of a server is no loss.
    pub(crate) fn can_be_lost(self) -> bool {
        matches!(
            self,
            ExpectedReply::Reply | ExpectedReply::Nothing | ExpectedReply::Confirmations(_)
        )
    }
}

#[derive(Debug, Default)]
pub(crate) struct SentState {
    transaction: TransactionPhase,
    reply_mode: ReplyMode,
    /// SUBSCRIBE and MONITOR get one reply; messages and lines are unsolicited.
    interleaves: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum TransactionPhase {
    #[default]
    None,
    /// Behind WATCH: commands run at once.
    Watched,
    /// Behind MULTI: commands are queued.
    Open,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum ReplyMode {
    #[default]
    On,
    /// The next command gets no reply.
    Skip,
    /// No command gets a reply.
    Off,
}

impl SentState {
    /// The state of a new connection. With `interleaves` commands may follow SUBSCRIBE and MONITOR.
    pub(crate) fn new(interleaves: bool) -> Self {
        SentState {
            interleaves,
            ..SentState::default()
        }
    }

    /// Whether the next command gets a reply of its own: no transaction is open, and replies are on.
    pub(crate) fn is_plain(&self) -> bool {
        self.transaction == TransactionPhase::None && self.reply_mode == ReplyMode::On
    }

    /// A new connection has replaced the one before: its replies are on.
    pub(crate) fn reconnected(&mut self) {
        self.reply_mode = ReplyMode::On;
    }

    /// Records a command that is about to be sent.
    pub(crate) fn sent(
        &mut self,
        verb: Verb,
        words: &[Vec<u8>],
    ) -> (ExpectedReply, TransactionPosition) {
        let position = self.position(verb);
        (self.expected(verb, words), position)
    }

    fn position(&mut self, verb: Verb) -> TransactionPosition {
        use TransactionPhase::{None, Open, Watched};
        let before = self.transaction;
        self.transaction = match (verb, before) {
            (Verb::Multi, _) => Open,
            (Verb::Watch, None) => Watched,
            (Verb::Unwatch, Watched) | (Verb::Exec | Verb::Discard, Open) | (Verb::Reset, _) => {
                None
            }
            (_, before) => before,
        };
        match (before, self.transaction) {
            (None, None) => TransactionPosition::Alone,
            (None, _) => TransactionPosition::Opens,
            (_, None) => TransactionPosition::Closes,
            (Watched, Watched) => TransactionPosition::Watched,
            (_, Open | Watched) => TransactionPosition::Inside,
        }
    }

    fn expected(&mut self, verb: Verb, words: &[Vec<u8>]) -> ExpectedReply {
        let requested = match verb {
            Verb::Reset => Some(ReplyMode::On),
            Verb::Reply if self.transaction != TransactionPhase::Open => requested_mode(words),
            _ => None,
        };
        let before = self.reply_mode;
        self.reply_mode = match (requested, before) {
            (Some(mode), _) => mode,
            (None, ReplyMode::Skip) => ReplyMode::On,
            (None, mode) => mode,
        };
        // The server obeys CLIENT REPLY before it replies to it.
        match (requested, before) {
            (Some(ReplyMode::Off | ReplyMode::Skip), _)
            | (None, ReplyMode::Off | ReplyMode::Skip) => ExpectedReply::Nothing,
            _ => self.expected_with_replies_on(verb, words),
        }
    }

    fn expected_with_replies_on(&self, verb: Verb, words: &[Vec<u8>]) -> ExpectedReply {
        match verb {
            Verb::Subscribe if !self.interleaves => ExpectedReply::Endless(Stream::Messages),
            Verb::Monitor if !self.interleaves => ExpectedReply::Endless(Stream::Monitor),
            Verb::Shutdown => ExpectedReply::Shutdown,
            Verb::Subscribe | Verb::Unsubscribe => {
                ExpectedReply::Confirmations((words.len() - 1).max(1))
            }
            _ => ExpectedReply::Reply,
        }
    }
}

/// The mode that a CLIENT REPLY requests; `None` for one that the server refuses.
pub(in crate::client) fn requested_mode<A: AsRef<[u8]>>(words: &[A]) -> Option<ReplyMode> {
    let [_, _, mode] = words else {
        return None;
    };
    match mode.as_ref().to_ascii_uppercase().as_slice() {
        b"ON" => Some(ReplyMode::On),
        b"OFF" => Some(ReplyMode::Off),
        b"SKIP" => Some(ReplyMode::Skip),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(state: &mut SentState, line: &str) -> (ExpectedReply, TransactionPosition) {
        let words: Vec<Vec<u8>> = line.split(' ').map(Into::into).collect();
        state.sent(Verb::of(&words), &words)
    }

    #[test]
    fn each_command_expects_the_replies_that_a_server_sends() {
        let mut state = SentState::default();
        let table = [
            ("GET a", ExpectedReply::Reply),
            ("UNSUBSCRIBE", ExpectedReply::Confirmations(1)),
            ("UNSUBSCRIBE a b", ExpectedReply::Confirmations(2)),
            ("SUBSCRIBE a", ExpectedReply::Endless(Stream::Messages)),
            ("MONITOR", ExpectedReply::Endless(Stream::Monitor)),
            ("SHUTDOWN", ExpectedReply::Shutdown),
            ("CLIENT REPLY SKIP", ExpectedReply::Nothing),
            ("GET a", ExpectedReply::Nothing),
            ("GET a", ExpectedReply::Reply),
            ("CLIENT REPLY OFF", ExpectedReply::Nothing),
            ("GET a", ExpectedReply::Nothing),
            ("CLIENT REPLY wrong", ExpectedReply::Nothing),
            ("CLIENT REPLY ON", ExpectedReply::Reply),
            ("CLIENT REPLY wrong", ExpectedReply::Reply),
            ("CLIENT REPLY OFF", ExpectedReply::Nothing),
            ("RESET", ExpectedReply::Reply),
            ("GET a", ExpectedReply::Reply),
        ];
        for (line, expected) in table {
            assert_eq!(sent(&mut state, line).0, expected, "{line}");
        }
    }

    #[test]
    fn commands_may_follow_subscribe_and_monitor_where_messages_are_unsolicited() {
        let mut state = SentState::new(true);
        let table = [
            ("SUBSCRIBE a b", ExpectedReply::Confirmations(2)),
            ("MONITOR", ExpectedReply::Reply),
            ("GET a", ExpectedReply::Reply),
        ];
        for (line, expected) in table {
            assert_eq!(sent(&mut state, line).0, expected, "{line}");
        }
    }

    #[test]
    fn a_transaction_lasts_from_watch_to_exec() {
        use TransactionPosition::{Alone, Closes, Inside, Opens, Watched};
        let mut state = SentState::default();
        let table = [
            ("GET a", Alone),
            ("WATCH a", Opens),
            ("GET a", Watched),
            ("MULTI", Inside),
            ("UNWATCH", Inside),
            ("EXEC", Closes),
            ("GET a", Alone),
            ("WATCH a", Opens),
            ("UNWATCH", Closes),
            ("MULTI", Opens),
            ("RESET", Closes),
        ];
        for (line, position) in table {
            assert_eq!(sent(&mut state, line).1, position, "{line}");
        }
    }
}
