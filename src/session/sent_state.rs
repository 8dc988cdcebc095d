//! What has been sent, and what follows from it for the next command: how that will be answered, and what it hangs
//! together with. Pure.
//!
//! Commands are sent ahead of their replies, so this is one of two views; the other is [`ConnectionState`](crate::session::connection_state::ConnectionState).

use redsh_engine::client::TransactionPosition;
use redsh_engine::command::Verb;

/// How a command is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpectedReply {
    /// With a reply.
    Reply,
    /// Not at all: CLIENT REPLY OFF.
    Nothing,
    /// With so many confirmations, one for each channel, which in RESP3 are pushes, and between which messages may come; with
    /// one error if it is refused.
    Confirmations(usize),
    /// Likewise, but nobody has asked for it: a subscription that has lost its connection is made again.
    Again(usize),
    /// With a stream that lasts as long as the connection, unless it is refused.
    Endless(Stream),
    /// With the connection's end, unless it is refused.
    Farewell,
}

/// What never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// SUBSCRIBE and its kin: confirmations, and then messages.
    Messages,
    /// MONITOR: a line for each command.
    Monitor,
}

impl ExpectedReply {
    /// Whether confirmations are the answer, which may be push messages.
    pub(crate) fn is_confirmed(self) -> bool {
        matches!(
            self,
            ExpectedReply::Confirmations(_)
                | ExpectedReply::Again(_)
                | ExpectedReply::Endless(Stream::Messages)
        )
    }

    /// How many replies there are at the most, before a stream begins.
    pub(crate) fn count(self) -> usize {
        match self {
            ExpectedReply::Nothing => 0,
            ExpectedReply::Confirmations(count) | ExpectedReply::Again(count) => count,
            ExpectedReply::Reply | ExpectedReply::Endless(_) | ExpectedReply::Farewell => 1,
        }
    }
}

/// Follows what has been sent.
#[derive(Debug, Default)]
pub(crate) struct SentState {
    transaction: Transaction,
    silence: Silence,
    /// What never ends is answered like anything else; what comes then comes unasked.
    goes_on: bool,
}

/// How far a transaction has come.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    #[default]
    None,
    /// Keys are watched for one. What is sent runs at once.
    Watched,
    /// What is sent is queued.
    Open,
}

/// What CLIENT REPLY has asked for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Silence {
    #[default]
    None,
    /// The next command is not answered.
    Next,
    /// Nothing is answered.
    All,
}

impl SentState {
    /// Of a session that goes on behind SUBSCRIBE and MONITOR, as at the prompt, or of one that then only reads.
    pub(crate) fn new(goes_on: bool) -> Self {
        SentState {
            goes_on,
            ..SentState::default()
        }
    }

    /// Whether a command is answered by itself: no transaction is open, and the server has not been told to be silent.
    pub(crate) fn is_plain(&self) -> bool {
        self.transaction == Transaction::None && self.silence == Silence::None
    }

    /// The connection is another one: it is not told to be silent.
    pub(crate) fn start_again(&mut self) {
        self.silence = Silence::None;
    }

    /// Takes in a command that is about to be sent.
    pub(crate) fn next(
        &mut self,
        verb: Verb,
        words: &[Vec<u8>],
    ) -> (ExpectedReply, TransactionPosition) {
        let link = self.link(verb);
        (self.answer(verb, words), link)
    }

    fn link(&mut self, verb: Verb) -> TransactionPosition {
        let before = self.transaction;
        self.transaction = match (verb, before) {
            (Verb::Multi, _) => Transaction::Open,
            (Verb::Watch, Transaction::None) => Transaction::Watched,
            (Verb::Unwatch, Transaction::Watched) => Transaction::None,
            (Verb::Exec | Verb::Discard, Transaction::Open) => Transaction::None,
            (Verb::Reset, _) => Transaction::None,
            (_, before) => before,
        };
        match (before, self.transaction) {
            (Transaction::None, Transaction::None) => TransactionPosition::Alone,
            (Transaction::None, _) => TransactionPosition::Opens,
            (_, Transaction::None) => TransactionPosition::Closes,
            (Transaction::Watched, Transaction::Watched) => TransactionPosition::Watched,
            (_, Transaction::Open | Transaction::Watched) => TransactionPosition::Inside,
        }
    }

    fn answer(&mut self, verb: Verb, words: &[Vec<u8>]) -> ExpectedReply {
        let silence = match verb {
            Verb::Reset => Some(Silence::None),
            Verb::Reply if self.transaction != Transaction::Open => asked_for(words),
            _ => None,
        };
        if let Some(silence) = silence {
            self.silence = silence;
        }
        match (silence, self.silence) {
            // It is obeyed at once, and before it is answered.
            (Some(Silence::All | Silence::Next), _) => return ExpectedReply::Nothing,
            (None, Silence::All) => return ExpectedReply::Nothing,
            (None, Silence::Next) => {
                self.silence = Silence::None;
                return ExpectedReply::Nothing;
            }
            _ => {}
        }
        match verb {
            Verb::Subscribe if !self.goes_on => ExpectedReply::Endless(Stream::Messages),
            Verb::Monitor if !self.goes_on => ExpectedReply::Endless(Stream::Monitor),
            Verb::Shutdown => ExpectedReply::Farewell,
            Verb::Subscribe | Verb::Unsubscribe => {
                ExpectedReply::Confirmations((words.len() - 1).max(1))
            }
            _ => ExpectedReply::Reply,
        }
    }
}

/// What CLIENT REPLY asks for, where this is one that the server will take.
fn asked_for(words: &[Vec<u8>]) -> Option<Silence> {
    let [_, _, mode] = words else {
        return None;
    };
    match mode.to_ascii_uppercase().as_slice() {
        b"ON" => Some(Silence::None),
        b"OFF" => Some(Silence::All),
        b"SKIP" => Some(Silence::Next),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(flow: &mut SentState, line: &str) -> (ExpectedReply, TransactionPosition) {
        let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.into()).collect();
        flow.next(Verb::of(&words), &words)
    }

    #[test]
    fn replies_are_counted_as_the_server_sends_them() {
        let mut flow = SentState::default();
        let table = [
            ("GET a", ExpectedReply::Reply),
            ("UNSUBSCRIBE", ExpectedReply::Confirmations(1)),
            ("UNSUBSCRIBE a b", ExpectedReply::Confirmations(2)),
            ("SUBSCRIBE a", ExpectedReply::Endless(Stream::Messages)),
            ("MONITOR", ExpectedReply::Endless(Stream::Monitor)),
            ("SHUTDOWN", ExpectedReply::Farewell),
            ("CLIENT REPLY SKIP", ExpectedReply::Nothing),
            ("GET a", ExpectedReply::Nothing),
            ("GET a", ExpectedReply::Reply),
            ("CLIENT REPLY OFF", ExpectedReply::Nothing),
            ("GET a", ExpectedReply::Nothing),
            ("CLIENT REPLY what", ExpectedReply::Nothing),
            ("CLIENT REPLY ON", ExpectedReply::Reply),
            ("CLIENT REPLY what", ExpectedReply::Reply),
            ("CLIENT REPLY OFF", ExpectedReply::Nothing),
            ("RESET", ExpectedReply::Reply),
            ("GET a", ExpectedReply::Reply),
        ];
        for (line, answer) in table {
            assert_eq!(next(&mut flow, line).0, answer, "{line}");
        }
    }

    #[test]
    fn at_the_prompt_a_subscription_is_confirmed_and_what_follows_comes_unasked() {
        let mut flow = SentState::new(true);
        let table = [
            ("SUBSCRIBE a b", ExpectedReply::Confirmations(2)),
            ("MONITOR", ExpectedReply::Reply),
            ("GET a", ExpectedReply::Reply),
        ];
        for (line, answer) in table {
            assert_eq!(next(&mut flow, line).0, answer, "{line}");
        }
    }

    #[test]
    fn a_transaction_hangs_together_from_watch_to_exec() {
        use TransactionPosition::{Alone, Closes, Inside, Opens, Watched};
        let mut flow = SentState::default();
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
        for (line, link) in table {
            assert_eq!(next(&mut flow, line).1, link, "{line}");
        }
    }
}
