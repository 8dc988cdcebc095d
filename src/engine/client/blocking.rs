//! Commands that block, and what is to be known before one is sent, so that it can be [cancelled](Canceller).
//!
//! All of this is done for clients that somebody may cancel, and for no others: a script pays nothing for it.

use super::ReplyHandler;
use super::canceller::{Canceller, Waiting};
use super::dispatch::Client;
use super::request::Request;
use super::unblock::Unblock;
use crate::command::{CommandSpec, Keys};
use crate::net::{Connection, Endpoint};
use crate::resp::command_words;

/// A command that may block, and where.
#[derive(Debug)]
pub(super) struct Blocking {
    endpoint: Endpoint,
    /// A key of it, where it may write.
    key: Option<Vec<u8>>,
}

impl<T> Client<T> {
    /// What gives up, from another thread, what this client is doing and will be. It is ready for that from now on.
    pub fn canceller(&self) -> Canceller {
        self.interrupter.attend();
        self.canceller.clone()
    }

    /// Whether a command that waits in a lane to be sent may block.
    pub(super) fn is_to_block(&self, lane: usize, handler: &mut impl ReplyHandler<T>) -> bool {
        // Spares a script the look at all that it sends.
        if !self.interrupter.is_attended() {
            return false;
        }
        let unsent = self.queue.iter().skip(self.sent);
        let mut here = unsent.filter(|request| request.is_in(lane));
        here.any(|request| self.blocking(request, lane, handler).is_some())
    }

    /// A command of the queue that this lane's server gets, if it may block there.
    pub(super) fn blocking(
        &self,
        request: &Request<T>,
        lane: usize,
        handler: &mut impl ReplyHandler<T>,
    ) -> Option<Blocking> {
        let (ticket, place) = (request.ticket.as_ref()?, request.place.as_ref()?);
        // Spares a script the look at each command's words.
        if !self.interrupter.is_attended() || request.link.queues() {
            return None;
        }
        let words = command_words(self.lanes[place.lane].bytes(&place.span));
        self.blocking_in(lane, ticket, &words, handler)
    }

    /// A command for a lane, if it may block there.
    pub(super) fn blocking_in(
        &self,
        lane: usize,
        ticket: &T,
        words: &[Vec<u8>],
        handler: &mut impl ReplyHandler<T>,
    ) -> Option<Blocking> {
        let is_wanted = self.interrupter.is_attended();
        let spec = is_wanted.then(|| handler.known(ticket, words)).flatten()?;
        let key = blocked_key(spec, words)?;
        let endpoint = self.endpoint_of(lane, handler.login());
        Some(Blocking { endpoint, key })
    }
}

impl Blocking {
    /// Has it released when it is cancelled, now that it was sent over this connection, and for as long as what is returned
    /// lives. `None` where it cannot be released.
    pub(super) fn wait(self, connection: &Connection, canceller: &Canceller) -> Option<Waiting> {
        let unblock = Unblock::new(self.endpoint, connection, self.key)?;
        Some(canceller.hold(unblock))
    }
}

/// Where a command may block: a key of it if it may write, too. `None` also where it has keys that only the server knows.
fn blocked_key(spec: &CommandSpec, words: &[Vec<u8>]) -> Option<Option<Vec<u8>>> {
    if !spec.may_block() {
        return None;
    }
    if !spec.may_write() {
        return Some(None);
    }
    match spec.keys(words) {
        Keys::At(places) => Some(Some(words.get(*places.first()?)?.clone())),
        Keys::None | Keys::AskServer => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::CommandTable;

    /// What is asked before a command is unblocked; `None` where it is not unblocked at all.
    fn asked(line: &str) -> Option<Option<String>> {
        let words: Vec<Vec<u8>> = line.split(' ').map(Into::into).collect();
        let table = CommandTable::builtin();
        let key = blocked_key(table.find(&words)?, &words)?;
        Some(key.map(|key| String::from_utf8_lossy(&key).into_owned()))
    }

    #[test]
    fn a_command_that_blocks_is_told_by_its_flag_and_one_that_may_write_by_a_key() {
        let key = |name: &str| Some(Some(name.to_owned()));
        for (line, expected) in [
            ("BLPOP a b 0", key("a")),
            ("blmove a b LEFT RIGHT 0", key("a")),
            ("BZMPOP 0 2 a b MIN", key("a")),
            ("XREADGROUP GROUP g c BLOCK 0 STREAMS s >", key("s")),
            ("XREAD BLOCK 0 STREAMS s $", Some(None)),
            ("WAIT 1 0", Some(None)),
            ("GET a", None),
            ("BLPOP", None),
            ("no.such.command", None),
        ] {
            assert_eq!(asked(line), expected, "{line}");
        }
    }
}
