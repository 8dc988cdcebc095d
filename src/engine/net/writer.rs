//! The sending half of a connection.

use std::io::{self, Write};

use super::{Address, WriteHalf};
use crate::Error;

/// Sends commands.
#[derive(Debug)]
pub struct Writer {
    address: Address,
    half: WriteHalf,
}

impl Writer {
    pub(super) fn new(address: Address, half: WriteHalf) -> Self {
        Writer { address, half }
    }

    /// Sends all bytes. Returns the number of bytes that the system has accepted; the others were not sent.
    pub(crate) fn send_counted(&mut self, bytes: &[u8]) -> (usize, Result<(), Error>) {
        let (sent, outcome) = write_counted(&mut self.half, bytes);
        let lost = |source| Error::Lost {
            address: self.address.clone(),
            source,
        };
        (sent, outcome.map_err(lost))
    }

    /// Closes the connection, so that a thread that waits for a reply sees the end.
    pub(crate) fn shutdown(&self) {
        self.half.shutdown();
    }
}

/// Writes all bytes, even if a signal arrives. Returns the number of bytes written, and the error.
pub(super) fn write_counted(mut out: impl Write, bytes: &[u8]) -> (usize, io::Result<()>) {
    let mut written = 0;
    while written < bytes.len() {
        match out.write(&bytes[written..]) {
            Ok(0) => return (written, Err(io::ErrorKind::WriteZero.into())),
            Ok(count) => written += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (written, Err(error)),
        }
    }
    (written, Ok(()))
}
