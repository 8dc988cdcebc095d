//! A connection that sends a snapshot, and the commands that the server propagates.

use crate::Error;
use crate::net::{Address, Connection};
use crate::replication::{SnapshotDecoder, SnapshotSink, SyncHeader, SyncHeaderReader};
use crate::resp::{EventSink, ProtocolError};

/// The stream that follows SYNC or PSYNC. It acknowledges nothing, so WAIT and `min-replicas-to-write` do not count it.
#[derive(Debug)]
pub struct SyncStream {
    connection: Connection,
    address: Address,
}

impl SyncStream {
    /// Sends a request for the stream, in its encoded form.
    ///
    /// # Errors
    /// [`Error::Lost`].
    pub fn request(
        mut connection: Connection,
        address: Address,
        request: &[u8],
    ) -> Result<Self, Error> {
        connection.send_counted(request).1?;
        Ok(SyncStream {
            connection,
            address,
        })
    }

    /// Waits for the header. A server may take minutes to save the snapshot to a file first.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`]; [`Error::Protocol`] if there is another reply.
    pub fn header(&mut self) -> Result<SyncHeader, Error> {
        let mut header = SyncHeaderReader::default();
        loop {
            let bytes = self.connection.reader.received()?;
            let fed = header.feed(bytes);
            let (used, header) = fed.map_err(|source| self.protocol(source))?;
            self.connection.reader.consume(used);
            if let Some(header) = header {
                return Ok(header);
            }
        }
    }

    /// Waits for bytes of the snapshot, and passes them to `sink`. Does nothing once the snapshot is complete.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`]; the sink's error as [`Error::Output`].
    pub fn read_snapshot(
        &mut self,
        decoder: &mut SnapshotDecoder,
        sink: &mut SnapshotSink<'_>,
    ) -> Result<(), Error> {
        if decoder.is_complete() {
            return Ok(());
        }
        let bytes = self.connection.reader.received()?;
        let used = decoder.feed(bytes, sink).map_err(Error::Output)?;
        self.connection.reader.consume(used);
        Ok(())
    }

    /// Waits for the next command that the server propagates.
    ///
    /// # Errors
    /// The errors of [`Reader::read`](crate::net::Reader::read).
    pub fn read_command(&mut self, sink: &mut impl EventSink) -> Result<(), Error> {
        self.connection.reader.read(sink)
    }

    /// Sends a command that has no reply.
    ///
    /// # Errors
    /// [`Error::Lost`].
    pub fn send(&mut self, command: &[u8]) -> Result<(), Error> {
        self.connection.send_counted(command).1
    }

    fn protocol(&self, source: ProtocolError) -> Error {
        Error::Protocol {
            address: self.address.clone(),
            source,
        }
    }
}
