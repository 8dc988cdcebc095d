//! CLIENT UNBLOCK: a command that the server keeps waiting is answered as if its time were over. It is asked for over a
//! connection beside the one that waits, to the same server, as the same user.
//!
//! A command that is put off, since writes are paused (CLIENT PAUSE, FAILOVER), must not be unblocked: Redis 7.0 aborts on
//! that. Nothing tells such a command from one that blocks. So where it may write, UNBLOCK stands in a transaction with a
//! PFCOUNT of a key of the same command. That only reads, but is put off with the writes, and the whole transaction with it.
//! It is not sent together with the MULTI before it, which a user may not be allowed: then nothing would protect the server.
//!
//! Source: <https://redis.io/docs/latest/commands/client-unblock/>, <https://redis.io/docs/latest/commands/client-pause/>.

use crate::Error;
use crate::net::{ClientId, Connection, Endpoint, Interrupter, Login, Opened};
use crate::resp::encode_command;

/// How a command that waits is released.
#[derive(Debug)]
pub(super) struct Unblock {
    endpoint: Endpoint,
    /// What is said to the server, each after all before it was taken.
    talk: Vec<Write>,
}

/// Commands that are sent together.
#[derive(Debug, Default)]
struct Write {
    wire: Vec<u8>,
    replies: usize,
}

impl Unblock {
    /// Of a command that was sent over this connection, made as `endpoint` says; with a `key` of it where it may write.
    /// `None` where the server has not said what it calls the connection.
    pub(super) fn new(
        mut endpoint: Endpoint,
        connection: &Connection,
        key: Option<Vec<u8>>,
    ) -> Option<Self> {
        endpoint.login = Login {
            credentials: endpoint.login.credentials,
            ..Login::default()
        };
        // A name may lead to several servers, and another one calls another client so.
        endpoint.dial.peer = connection.reader.peer();
        endpoint.dial.interrupter = Interrupter::default();
        Some(Unblock {
            endpoint,
            talk: talk(connection.client_id()?, key.as_deref()),
        })
    }

    /// What ends the talk, from another thread.
    pub(super) fn interrupter(&self) -> Interrupter {
        self.endpoint.dial.interrupter.clone()
    }

    /// Has the server asked until the reply is not awaited any more: the command may be still on its way to there.
    pub(super) fn release(&self, is_awaited: impl Fn() -> bool) -> Result<(), Error> {
        self.endpoint.dial.interrupter.begin()?;
        let first = self.talk.first().map_or(&[][..], |write| &write.wire);
        let Opened {
            mut connection,
            mut sent,
            ..
        } = Connection::open(&self.endpoint, first)?;
        loop {
            for write in &self.talk {
                if !std::mem::take(&mut sent) {
                    connection.send_counted(&write.wire).1?;
                }
                if !write.is_taken(&mut connection)? {
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

    /// Whether none of it is refused.
    fn is_taken(&self, connection: &mut Connection) -> Result<bool, Error> {
        let mut is_taken = true;
        for _ in 0..self.replies {
            is_taken &= connection.reader.read_reply()?.as_error().is_none();
        }
        Ok(is_taken)
    }
}

fn talk(client: ClientId, key: Option<&[u8]>) -> Vec<Write> {
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
    use crate::resp::Value;

    fn said(key: Option<&[u8]>) -> Vec<String> {
        let client = ClientId::from_reply(&Value::Integer(7)).expect("it is a number");
        let talk = talk(client, key);
        let plain = |write: &Write| {
            let text = String::from_utf8_lossy(&write.wire).into_owned();
            let words = text.split("\r\n").filter(|word| !word.starts_with('$'));
            words.collect::<Vec<_>>().join(" ").trim_end().to_owned()
        };
        talk.iter().map(plain).collect()
    }

    #[test]
    fn what_may_write_is_unblocked_in_a_transaction_that_is_put_off_with_it() {
        assert_eq!(said(None), ["*3 CLIENT UNBLOCK 7"]);
        assert_eq!(
            said(Some(b"k")),
            ["*1 MULTI *2 PFCOUNT k", "*3 CLIENT UNBLOCK 7 *1 EXEC"]
        );
    }
}
