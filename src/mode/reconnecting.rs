//! A connection that is opened again after each loss, once a second, as by the measurements of redis-cli.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use redsh_engine::Error;
use redsh_engine::net::{Connection, Endpoint};
use redsh_engine::resp::Value;

use crate::session::login_check::open;

const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// Moves the cursor to the left edge and clears the line.
const CLEAR: &str = "\r\x1b[0K";

pub(super) struct ReconnectingConnection {
    endpoint: Endpoint,
    connection: Connection,
}

/// A reply, and whether the connection was lost meanwhile.
pub(super) struct MeasuredReply {
    pub(super) value: Value,
    pub(super) was_lost: bool,
}

impl ReconnectingConnection {
    /// # Errors
    /// The server cannot be reached, or refuses the login.
    pub(super) fn open(endpoint: Endpoint) -> anyhow::Result<Self> {
        let connection = open(&endpoint)?;
        Ok(ReconnectingConnection {
            endpoint,
            connection,
        })
    }

    /// Sends a command that may be repeated, and returns its reply. Prints to `out` that it reconnects.
    ///
    /// # Errors
    /// An error that another attempt does not solve; `out` cannot be written to.
    pub(super) fn call(
        &mut self,
        words: &[&str],
        out: &mut impl Write,
    ) -> anyhow::Result<MeasuredReply> {
        let mut attempts = 0;
        loop {
            let outcome = self.connection.call(words);
            if attempts > 0 {
                print(out, CLEAR)?;
            }
            match outcome {
                Ok(value) => {
                    let was_lost = attempts > 0;
                    return Ok(MeasuredReply { value, was_lost });
                }
                Err(error) if error.is_transient() => self.reconnect(&mut attempts, out)?,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn reconnect(&mut self, attempts: &mut u32, out: &mut impl Write) -> anyhow::Result<()> {
        loop {
            *attempts += 1;
            print(out, &format!("{CLEAR}Reconnecting... {attempts}\r"))?;
            let opened = open(&self.endpoint);
            // Also after a success: a proxy may accept a connection and close it.
            thread::sleep(RETRY_INTERVAL);
            match opened {
                Ok(connection) => {
                    self.connection = connection;
                    return Ok(());
                }
                Err(error) if is_transient(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

fn is_transient(error: &anyhow::Error) -> bool {
    error.downcast_ref().is_some_and(Error::is_transient)
}

/// Prints at once.
pub(super) fn print(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}
