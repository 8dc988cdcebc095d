//! Commands that may block, and the preparation for [cancelling](Canceller) them.
//!
//! Only a client that can be cancelled prepares for it: a script pays nothing.

use super::ReplyHandler;
use super::canceller::{Canceller, Waiting};
use super::connections::Connections;
use super::state::request::Request;
use super::state::{ExpectedReply, State};
use super::unblock::Unblock;
use crate::Error;
use crate::command::{CommandSpec, CommandTable, Keys};
use crate::net::{Connection, Endpoint};
use crate::resp::{command_words, encode_command};

/// A command that may block, and its node.
#[derive(Debug)]
pub(super) struct Blocking {
    endpoint: Endpoint,
    /// A key of the command, if it may write.
    key: Option<Vec<u8>>,
}

impl Blocking {
    /// A request that is sent to this pipeline's node; `None` where it does not block.
    pub(super) fn of<T>(
        request: &Request<T>,
        pipeline: usize,
        connections: &Connections,
        table: &CommandTable,
    ) -> Option<Self> {
        let span = request.span.as_ref()?;
        if request.position.is_queued() || request.expected != ExpectedReply::Reply {
            return None;
        }
        let words = command_words(connections.pipelines[span.pipeline].bytes(&span.span));
        Self::of_words(&words, pipeline, connections, table)
    }

    /// A command that is sent to this pipeline's node; `None` where it does not block.
    pub(super) fn of_words(
        words: &[Vec<u8>],
        pipeline: usize,
        connections: &Connections,
        table: &CommandTable,
    ) -> Option<Self> {
        let key = blocked_key(table.find(words)?, words)?;
        let endpoint = connections.endpoint_of(pipeline);
        Some(Blocking { endpoint, key })
    }

    /// Asks for the client ID of a connection, unless it is known. Only while nothing is in flight on it.
    pub(super) fn identify<T>(
        connection: &mut Connection,
        state: &mut State,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        if connection.client_id().is_some() {
            return Ok(());
        }
        let mut wire = Vec::new();
        encode_command(&["CLIENT", "ID"], &mut wire);
        connection.send_counted(&wire).1?;
        // To a subscriber, messages and lines of MONITOR may come first.
        while !matches!(connection.reader.peek()?, b':' | b'-') {
            state.read_unsolicited(&mut connection.reader, handler)?;
        }
        let reply = connection.reader.read_value()?;
        connection.identified(&reply);
        Ok(())
    }

    /// Lets the canceller unblock the command, which was sent on this connection, for as long as the returned value lives.
    /// `None` where it cannot be unblocked.
    pub(super) fn wait(self, connection: &Connection, canceller: &Canceller) -> Option<Waiting> {
        let unblock = Unblock::new(self.endpoint, connection, self.key)?;
        Some(canceller.hold(unblock))
    }
}

/// A key of a command that may block, if it may also write. The outer `None` stands for a command that does not block, and
/// for one whose keys only the server knows.
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

    /// The key that protects the unblocking of a command; the outer `None` for a command that is not unblocked.
    fn protecting_key(line: &str) -> Option<Option<String>> {
        let words: Vec<Vec<u8>> = line.split(' ').map(Into::into).collect();
        let table = CommandTable::builtin();
        let key = blocked_key(table.find(&words)?, &words)?;
        Some(key.map(|key| String::from_utf8_lossy(&key).into_owned()))
    }

    #[test]
    fn a_blocking_command_that_may_write_is_unblocked_with_a_key() {
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
            assert_eq!(protecting_key(line), expected, "{line}");
        }
    }
}
