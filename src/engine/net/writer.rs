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
        let mut sent = 0;
        while sent < bytes.len() {
            match self.half.write(&bytes[sent..]) {
                Ok(0) => return (sent, Err(self.lost(io::ErrorKind::WriteZero.into()))),
                Ok(count) => sent += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return (sent, Err(self.lost(error))),
            }
        }
        (sent, Ok(()))
    }

    /// Closes the connection, so that a thread that waits for a reply sees the end.
    pub(crate) fn shutdown(&self) {
        self.half.shutdown();
    }

    fn lost(&self, source: io::Error) -> Error {
        Error::Lost {
            address: self.address.clone(),
            source,
        }
    }
}
