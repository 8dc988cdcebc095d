//! The lines of MONITOR from one server, for a limited time.

use std::io;
use std::time::{Duration, Instant};

use anyhow::bail;
use redsh_engine::Error;
use redsh_engine::net::{Connection, Endpoint};
use redsh_engine::resp::Value;

use crate::session::login_check;

pub(super) struct MonitorStream {
    connection: Connection,
    acceptance: Value,
    /// `None` if there is no end, or it is beyond the range of the clock.
    end: Option<Instant>,
}

impl MonitorStream {
    /// Starts MONITOR.
    ///
    /// # Errors
    /// The server cannot be reached, or refuses the login or the command.
    pub(super) fn open(endpoint: &Endpoint, duration: Option<Duration>) -> anyhow::Result<Self> {
        let mut connection = login_check::open(endpoint)?;
        let acceptance = connection.call(&["MONITOR"])?;
        if let Some(error) = acceptance.as_error() {
            bail!("MONITOR was refused: {}", String::from_utf8_lossy(error));
        }
        Ok(MonitorStream {
            connection,
            acceptance,
            end: duration.and_then(|duration| Instant::now().checked_add(duration)),
        })
    }

    /// The reply before the first line.
    pub(super) fn acceptance(&self) -> &Value {
        &self.acceptance
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.connection.reader.bytes_read()
    }

    /// Waits for the next line; `None` at the end of the time. Calls `on_wait` before it waits.
    ///
    /// # Errors
    /// The connection ends; the error of `on_wait`.
    pub(super) fn next(
        &mut self,
        on_wait: impl FnOnce() -> io::Result<()>,
    ) -> anyhow::Result<Option<Value>> {
        let left = self
            .end
            .map(|end| end.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return Ok(None);
        }
        let reader = &mut self.connection.reader;
        if !reader.is_ready() {
            on_wait()?;
            reader.set_timeout(left)?;
        }
        match reader.read_value() {
            // A line of which a part has arrived is left out.
            Err(Error::Timeout { .. }) if left.is_some() => Ok(None),
            line => Ok(Some(line?)),
        }
    }
}
