//! The receiving half of a connection.

use std::fmt;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Duration;

use super::{Address, ConnectionHandle, ReadHalf};
use crate::Error;
use crate::resp::{Bounded, DecodeError, Decoder, Event, EventSink, ProtocolError, Tree, Value};

/// Bytes per read: large enough to save system calls, small enough to stay in the cache.
const READ_SIZE: usize = 128 * 1024;

/// The result of checking a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// No bytes have been received.
    Nothing,
    /// Bytes have been received.
    Bytes,
    /// The server has closed or reset the connection, and all bytes have been read.
    End,
}

/// Receives and decodes replies.
pub struct Reader {
    address: Address,
    half: ReadHalf,
    /// The timeout of the current operation.
    timeout: Option<Duration>,
    /// The timeout of reads for which no other one is set.
    reply_timeout: Option<Duration>,
    buffer: Box<[u8]>,
    /// The part of the buffer that is still to be decoded.
    filled: std::ops::Range<usize>,
    bytes_read: u64,
    decoder: Decoder,
}

/// The most memory of a reply to a question of the client's own, in bytes.
const MAX_ANSWER: usize = 64 << 20;

impl Reader {
    pub(super) fn new(address: Address, half: ReadHalf) -> Self {
        Reader {
            address,
            half,
            timeout: None,
            reply_timeout: None,
            buffer: vec![0; READ_SIZE].into_boxed_slice(),
            filled: 0..0,
            bytes_read: 0,
            decoder: Decoder::new(),
        }
    }

    /// Sets the timeout of every read; for `None` the reply timeout of the connection applies.
    ///
    /// # Errors
    /// Returns [`Error::Lost`] if the system rejects it.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<(), Error> {
        let timeout = timeout.or(self.reply_timeout);
        if self.timeout != timeout {
            self.half
                .set_timeout(timeout)
                .map_err(|source| self.lost(source))?;
            self.timeout = timeout;
        }
        Ok(())
    }

    /// Sets the timeout of reads for which no other one is set; `None` waits indefinitely.
    ///
    /// # Errors
    /// Returns [`Error::Lost`] if the system rejects it.
    pub(crate) fn set_reply_timeout(&mut self, timeout: Option<Duration>) -> Result<(), Error> {
        self.reply_timeout = timeout;
        self.set_timeout(None)
    }

    /// Returns whether bytes of the next reply have been received.
    pub fn is_ready(&self) -> bool {
        !self.filled.is_empty()
    }

    /// Returns whether a reply is incomplete.
    pub fn is_mid_reply(&self) -> bool {
        !self.decoder.is_between_replies()
    }

    /// Returns the number of bytes received on this connection.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Returns the address that the connection was opened to.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Returns the server's IP address; `None` for a Unix socket.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.half.peer()
    }

    /// Closes the connection, so that a thread that writes to it fails.
    pub(crate) fn shutdown(&self) {
        self.half.shutdown();
    }

    /// Checks for received bytes or the end of the connection, without waiting. Only for a connection without pending
    /// replies.
    pub fn arrival(&mut self) -> Arrival {
        if self.filled.is_empty() {
            match self.half.read_at_once(&mut self.buffer) {
                Ok(None) => return Arrival::Nothing,
                Ok(Some(0)) | Err(_) => return Arrival::End,
                Ok(Some(count)) => self.filled(count),
            }
        }
        Arrival::Bytes
    }

    /// Returns whether the server has closed the connection, by [`arrival`](Self::arrival).
    pub fn has_ended(&mut self) -> bool {
        self.arrival() == Arrival::End
    }

    /// Returns a handle that identifies the connection.
    pub fn watch(&self) -> ConnectionHandle {
        self.half.watch()
    }

    /// Waits for the next reply or push, and returns its type byte (`-`, `$`, `>` …) without consuming it.
    ///
    /// # Errors
    /// Returns [`Error::Closed`], [`Error::Lost`] or [`Error::Timeout`].
    pub fn peek(&mut self) -> Result<u8, Error> {
        if self.filled.is_empty() {
            self.fill()?;
        }
        Ok(self.buffer[self.filled.start])
    }

    /// Waits for bytes, and returns those that were received and not used yet: for a stream that is not RESP.
    ///
    /// # Errors
    /// Returns [`Error::Closed`], [`Error::Lost`] or [`Error::Timeout`].
    pub(crate) fn received(&mut self) -> Result<&[u8], Error> {
        if self.filled.is_empty() {
            self.fill()?;
        }
        Ok(&self.buffer[self.filled.clone()])
    }

    /// Returns whether the last read took all bytes that had arrived. False with TLS, which reads a record at a time.
    pub(crate) fn has_drained(&self) -> bool {
        self.half.is_plain() && self.filled.end < READ_SIZE
    }

    /// Removes the first of the [`received`](Self::received) bytes.
    pub(crate) fn consume(&mut self, count: usize) {
        self.filled.start += count;
    }

    /// Reads one reply or push, and sends its events to a sink.
    ///
    /// # Errors
    /// Returns [`Error::Closed`], [`Error::Lost`], [`Error::Timeout`] or [`Error::Protocol`], and the sink's error
    /// as [`Error::Output`].
    pub fn read<S: EventSink>(&mut self, sink: &mut S) -> Result<(), Error> {
        loop {
            if self.filled.is_empty() {
                sink.event(Event::Wait).map_err(Error::Output)?;
                self.fill()?;
            }
            let bytes = &self.buffer[self.filled.clone()];
            let fed = match self.decoder.feed(bytes, sink) {
                Ok(fed) => fed,
                Err(DecodeError::Sink(error)) => return Err(Error::Output(error)),
                Err(DecodeError::Protocol(source)) => {
                    return Err(Error::Protocol {
                        address: self.address.clone(),
                        source,
                    });
                }
            };
            self.filled.start += fed.consumed;
            if fed.complete {
                return Ok(());
            }
        }
    }

    /// Reads one reply or push as a value.
    ///
    /// # Errors
    /// Returns the errors of [`read`](Self::read).
    pub fn read_value(&mut self) -> Result<Value, Error> {
        let mut tree = Tree::new();
        self.read(&mut tree)?;
        Ok(tree.take().expect("the decoder has completed the value"))
    }

    /// Reads the next reply as a value, and skips pushes.
    ///
    /// # Errors
    /// Returns the errors of [`read`](Self::read).
    pub fn read_reply(&mut self) -> Result<Value, Error> {
        loop {
            match self.read_value()? {
                Value::Push(_) => {}
                reply => return Ok(reply),
            }
        }
    }

    /// Reads the reply to a question of the client's own, and skips pushes. Such replies are bounded, since no user waits for
    /// one and could stop it: the largest that real servers send, a topology with a thousand nodes, has a tenth of the 64
    /// MiB.
    ///
    /// # Errors
    /// Returns the errors of [`read`](Self::read), and [`Error::Protocol`] for a longer reply.
    pub fn read_answer(&mut self) -> Result<Value, Error> {
        loop {
            let mut tree = Bounded::new(Tree::new(), MAX_ANSWER);
            let outcome = self.read(&mut tree);
            if tree.is_full() {
                let message = format!("expected a reply of at most {MAX_ANSWER} bytes of memory");
                let source = ProtocolError::new(self.bytes_read, message);
                return Err(Error::Protocol {
                    address: self.address.clone(),
                    source,
                });
            }
            outcome?;
            match tree.sink.take() {
                Some(Value::Push(_)) | None => {}
                Some(reply) => return Ok(reply),
            }
        }
    }

    /// Reads the next reply, and discards it unless it is an error.
    ///
    /// # Errors
    /// Returns the errors of [`read`](Self::read), and [`Error::Refused`] for an error reply to `command`.
    pub fn read_acceptance(&mut self, command: &str) -> Result<(), Error> {
        match self.read_reply()?.as_error() {
            None => Ok(()),
            Some(error) => Err(self.refused_command(command, error)),
        }
    }

    /// Creates the error for a command that the server has rejected.
    pub(crate) fn refused_command(&self, command: &str, reply: &[u8]) -> Error {
        Error::refused(self.address.clone(), command, reply)
    }

    fn fill(&mut self) -> Result<(), Error> {
        let count = loop {
            match self.half.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.read_error(error)),
                Ok(count) => break count,
            }
        };
        if count == 0 {
            return Err(Error::Closed {
                address: self.address.clone(),
                mid_reply: self.is_mid_reply(),
            });
        }
        self.filled(count);
        Ok(())
    }

    fn filled(&mut self, count: usize) {
        self.bytes_read += count as u64;
        self.filled = 0..count;
    }

    fn read_error(&self, error: io::Error) -> Error {
        match (error.kind(), self.timeout) {
            (io::ErrorKind::TimedOut, Some(after)) => Error::Timeout {
                address: self.address.clone(),
                after,
            },
            _ => self.lost(error),
        }
    }

    fn lost(&self, source: io::Error) -> Error {
        Error::Lost {
            address: self.address.clone(),
            source,
        }
    }

    /// Returns the reason of a failed write: the server's, if it waits to be read (a TLS alert), otherwise the
    /// system's.
    pub(super) fn reason(&mut self, write_error: Error) -> Error {
        match self.peek() {
            Err(read_error @ Error::Lost { .. }) => read_error,
            _ => write_error,
        }
    }
}

impl fmt::Debug for Reader {
    /// Omits the received bytes, which may be confidential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("address", &self.address)
            .field("bytes_read", &self.bytes_read)
            .finish_non_exhaustive()
    }
}
