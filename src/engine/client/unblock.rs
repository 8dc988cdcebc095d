//! CLIENT UNBLOCK: the server replies to a blocked command as if its timeout had passed. The request goes over a second
//! connection to the same server, as the same user.
//!
//! A command that is postponed because writes are paused (CLIENT PAUSE, FAILOVER) must not be unblocked: Redis 7.0 aborts on
//! that. The client cannot tell such a command from one that blocks. So for a command that may write, UNBLOCK is sent in a
//! transaction with PFCOUNT of a key of the command. PFCOUNT only reads, but a pause postpones it with the writes, and the
//! whole transaction with it. UNBLOCK is sent only after MULTI was accepted: a user may lack the permission for MULTI, and
//! then the transaction would not protect the server.
//!
//! Source: <https://redis.io/docs/latest/commands/client-unblock/>, <https://redis.io/docs/latest/commands/client-pause/>.

use crate::Error;
use crate::net::{Connection, Endpoint, Interrupter, Login, Opened};
use crate::resp::encode_command;

#[derive(Debug)]
pub(super) struct Unblock {
    endpoint: Endpoint,
    /// Each is sent after the server has accepted the one before.
    writes: Vec<Write>,
}

/// Commands that are sent together.
#[derive(Debug, Default)]
struct Write {
    wire: Vec<u8>,
    replies: usize,
}

impl Unblock {
    /// Prepares to unblock the command in flight on `connection`, which leads to `endpoint`. `key` is a key of a command that
    /// may write. `None` if the connection's client ID is not known.
    pub(super) fn new(
        mut endpoint: Endpoint,
        connection: &Connection,
        key: Option<Vec<u8>>,
    ) -> Option<Self> {
        endpoint.login = Login {
            credentials: endpoint.login.credentials,
            ..Login::default()
        };
        // A host name may resolve to several servers, and on another one the client ID belongs to another client.
        endpoint.dial.peer = connection.reader.peer();
        endpoint.dial.interrupter = Interrupter::default();
        Some(Unblock {
            endpoint,
            writes: writes(connection.client_id()?, key.as_deref()),
        })
    }

    /// Interrupts [`release`](Self::release) from another thread.
    pub(super) fn interrupter(&self) -> Interrupter {
        self.endpoint.dial.interrupter.clone()
    }

    /// Sends UNBLOCK while the reply is awaited: the command may not have reached the server yet.
    pub(super) fn release(&self, is_awaited: impl Fn() -> bool) -> Result<(), Error> {
        self.endpoint.dial.interrupter.begin()?;
        let first = self.writes.first().map_or(&[][..], |write| &write.wire);
        let Opened {
            mut connection,
            mut sent,
            ..
        } = Connection::open(&self.endpoint, first)?;
        loop {
            for write in &self.writes {
                if !std::mem::take(&mut sent) {
                    connection.send_counted(&write.wire).1?;
                }
                if !write.is_accepted(&mut connection)? {
                    return Ok(());
                }
            }
            if !is_awaited() {
                return Ok(());
            }
        }
    }
}

impl Write {
    fn of(commands: &[&[&[u8]]]) -> Self {
        let mut write = Write::default();
        for words in commands {
            encode_command(words, &mut write.wire);
            write.replies += 1;
        }
        write
    }

    /// Whether the server accepts all of its commands.
    fn is_accepted(&self, connection: &mut Connection) -> Result<bool, Error> {
        let mut is_accepted = true;
        for _ in 0..self.replies {
            is_accepted &= connection.reader.read_reply()?.as_error().is_none();
        }
        Ok(is_accepted)
    }
}

fn writes(client: i64, key: Option<&[u8]>) -> Vec<Write> {
    let client = client.to_string();
    let unblock: &[&[u8]] = &[b"CLIENT", b"UNBLOCK", client.as_bytes()];
    match key {
        None => vec![Write::of(&[unblock])],
        Some(key) => vec![
            Write::of(&[&[b"MULTI"], &[b"PFCOUNT", key]]),
            Write::of(&[unblock, &[b"EXEC"]]),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(key: Option<&[u8]>) -> Vec<String> {
        let writes = writes(7, key);
        let plain = |write: &Write| {
            let text = String::from_utf8_lossy(&write.wire).into_owned();
            let words = text.split("\r\n").filter(|word| !word.starts_with('$'));
            words.collect::<Vec<_>>().join(" ").trim_end().to_owned()
        };
        writes.iter().map(plain).collect()
    }

    #[test]
    fn a_command_that_may_write_is_unblocked_in_a_transaction() {
        assert_eq!(sent(None), ["*3 CLIENT UNBLOCK 7"]);
        assert_eq!(
            sent(Some(b"k")),
            ["*1 MULTI *2 PFCOUNT k", "*3 CLIENT UNBLOCK 7 *1 EXEC"]
        );
    }
}
