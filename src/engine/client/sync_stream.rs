//! A connection that sends a snapshot, and the commands that the server propagates.

use std::thread;
use std::time::Duration;

use crate::Error;
use crate::net::{Address, Connection, Endpoint, Interrupter};
use crate::replication::{SnapshotDecoder, SnapshotSink, SyncHeader, SyncHeaderReader};
use crate::resp::{Event, EventSink, ProtocolError};

/// The time in which more of a snapshot arrives, after a read that took all there was. A server sends it in small pieces, and to
/// wake for each of them would take most of the client's time: with 1 GB, 30,000 times in place of 5,000, and twice the CPU.
const GATHERING: Duration = Duration::from_micros(500);

/// The stream that follows SYNC or PSYNC. It acknowledges no offset by itself.
///
/// The [`Interrupter`] of the endpoint ends it: then all methods return [`Error::Interrupted`].
#[derive(Debug)]
pub struct SyncStream {
    connection: Connection,
    address: Address,
    interrupter: Interrupter,
}

impl SyncStream {
    /// Sends a request for the stream, in its encoded form, over a connection to this endpoint.
    ///
    /// # Errors
    /// [`Error::Lost`].
    pub fn request(
        connection: Connection,
        endpoint: &Endpoint,
        request: &[u8],
    ) -> Result<Self, Error> {
        let mut stream = SyncStream {
            connection,
            address: endpoint.address.clone(),
            interrupter: endpoint.dial.interrupter.clone(),
        };
        stream.send(request)?;
        Ok(stream)
    }

    /// Waits for the header. A server may take minutes to save the snapshot to a file first.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`]; [`Error::Protocol`] if there is another reply.
    pub fn header(&mut self) -> Result<SyncHeader, Error> {
        let mut reader = SyncHeaderReader::default();
        loop {
            let bytes = self.received()?;
            let fed = reader.feed(bytes);
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
        let bytes = self.received()?;
        let used = decoder.feed(bytes, sink).map_err(Error::Output)?;
        self.connection.reader.consume(used);
        if !decoder.is_complete() && self.connection.reader.has_drained() {
            thread::sleep(GATHERING);
        }
        Ok(())
    }

    /// Waits for the next command that the server propagates.
    ///
    /// # Errors
    /// The errors of [`Reader::read`](crate::net::Reader::read).
    pub fn read_command(&mut self, sink: &mut impl EventSink) -> Result<(), Error> {
        let reader = &mut self.connection.reader;
        let outcome = self.interrupter.during(|| {
            // The server may still show that it is alive, as before the header.
            if !reader.is_ready() {
                sink.event(Event::Wait).map_err(Error::Output)?;
            }
            while reader.peek()? == b'\n' {
                reader.consume(1);
            }
            reader.read(sink)
        });
        self.or_interrupted(outcome)
    }

    /// Sends a command that has no reply.
    ///
    /// # Errors
    /// [`Error::Lost`].
    pub fn send(&mut self, command: &[u8]) -> Result<(), Error> {
        self.connection.send_counted(command).1
    }

    fn received(&mut self) -> Result<&[u8], Error> {
        let outcome = (self.interrupter).during(|| self.connection.reader.peek().map(|_| ()));
        self.or_interrupted(outcome)?;
        self.connection.reader.received()
    }

    /// Returns the reason of an error: an interrupt closes the connection.
    fn or_interrupted<R>(&self, outcome: Result<R, Error>) -> Result<R, Error> {
        match outcome {
            Err(_) if self.interrupter.is_raised() => Err(Error::Interrupted),
            outcome => outcome,
        }
    }

    fn protocol(&self, source: ProtocolError) -> Error {
        Error::Protocol {
            address: self.address.clone(),
            source,
        }
    }
}
