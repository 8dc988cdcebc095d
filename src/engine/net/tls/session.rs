//! A TLS session in two halves, one to decrypt and one to encrypt.
//!
//! The lock is held only while computing, never while waiting for the network, so that two threads cannot block each
//! other. The opener reads from the socket, then locks. The sealer locks, then writes to the socket. After the
//! handshake only the sealer writes; it also sends the session's own messages (a key update). So a server that does
//! not read blocks only the sealer.

use std::io::{self, Read, Write};
use std::ops::Range;
use std::sync::Arc;

use parking_lot::Mutex;
use rustls::ClientConnection;

use super::fault;
use crate::net::writer::write_counted;

/// Bytes per read from the socket: four records of the maximum size.
const PIECE: usize = 64 << 10;

/// Splits a session into its halves, after its handshake.
pub(super) fn split(tls: ClientConnection, has_certificate: bool) -> (Opener, Sealer) {
    let tls = Arc::new(Mutex::new(tls));
    let opener = Opener {
        tls: Arc::clone(&tls),
        received: Received {
            buffer: vec![0; PIECE].into_boxed_slice(),
            pending: 0..0,
            failure: None,
            has_certificate,
        },
    };
    let sealer = Sealer {
        tls,
        sealed: Vec::new(),
        failure: None,
    };
    (opener, sealer)
}

/// The half that decrypts.
#[derive(Debug)]
pub(in crate::net) struct Opener {
    tls: Arc<Mutex<ClientConnection>>,
    received: Received,
}

impl Opener {
    /// Reads from the socket until there is plaintext, then returns all of it that fits; 0 is the end.
    pub(in crate::net) fn read(
        &mut self,
        mut socket: impl Read,
        out: &mut [u8],
    ) -> io::Result<usize> {
        loop {
            if let Some(count) = self.received.open(&mut self.tls.lock(), out)? {
                return Ok(count);
            }
            match socket.read(self.received.room())? {
                0 => return Ok(0),
                count => self.received.pending = 0..count,
            }
        }
    }
}

/// The half that encrypts.
#[derive(Debug)]
pub(in crate::net) struct Sealer {
    tls: Arc<Mutex<ClientConnection>>,
    sealed: Vec<u8>,
    /// The error that prevented sending the rest of the last piece.
    failure: Option<io::Error>,
}

impl Sealer {
    /// Encrypts as many bytes as TLS accepts at once (about 64 KiB), and writes them to the socket.
    ///
    /// An error means that none of the bytes were sent. If a piece was sent in part, the call succeeds, since the
    /// server may act on that part; the next call returns the error.
    pub(in crate::net) fn write(&mut self, socket: impl Write, bytes: &[u8]) -> io::Result<usize> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let taken = self.seal(bytes)?;
        match write_counted(socket, &self.sealed) {
            (0, Err(error)) => Err(error),
            (_, result) => {
                self.failure = result.err();
                Ok(taken)
            }
        }
    }

    fn seal(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sealed.clear();
        let mut tls = self.tls.lock();
        let taken = tls.writer().write(bytes)?;
        while tls.wants_write() {
            tls.write_tls(&mut self.sealed)?;
        }
        Ok(taken)
    }
}

/// Bytes from the socket that are still to be decrypted.
#[derive(Debug)]
struct Received {
    buffer: Box<[u8]>,
    /// The part of the buffer that is still to be passed to TLS.
    pending: Range<usize>,
    /// The error that prevents decrypting. It is returned only after all earlier plaintext.
    failure: Option<String>,
    has_certificate: bool,
}

impl Received {
    /// The buffer for the next read. All earlier bytes must have been passed to TLS.
    fn room(&mut self) -> &mut [u8] {
        debug_assert!(self.pending.is_empty(), "ciphertext is pending");
        &mut self.buffer
    }

    /// Fills `out` with plaintext. Returns `None` if more bytes are needed, and 0 at the end of the session.
    fn open(&mut self, tls: &mut ClientConnection, out: &mut [u8]) -> io::Result<Option<usize>> {
        let mut filled = 0;
        loop {
            match tls.reader().read(&mut out[filled..]) {
                Ok(0) => return Ok(Some(filled)),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if !self.feed(tls) {
                        return self.exhausted(filled);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn exhausted(&self, filled: usize) -> io::Result<Option<usize>> {
        match &self.failure {
            _ if filled > 0 => Ok(Some(filled)),
            Some(reason) => Err(io::Error::new(io::ErrorKind::InvalidData, reason.clone())),
            None => Ok(None),
        }
    }

    /// Passes bytes to TLS. Returns false if there are none, or after an error.
    fn feed(&mut self, tls: &mut ClientConnection) -> bool {
        if self.pending.is_empty() || self.failure.is_some() {
            return false;
        }
        let mut pending = &self.buffer[self.pending.clone()];
        self.failure = match tls.read_tls(&mut pending) {
            Ok(count) => {
                self.pending.start += count;
                let fed = tls.process_new_packets();
                fed.err()
                    .map(|error| fault::words(&error, self.has_certificate))
            }
            Err(error) => Some(error.to_string()),
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, RootCertStore};

    use super::*;

    /// Accepts a number of bytes, then fails.
    struct Breaks(usize);

    impl Write for Breaks {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.0);
            self.0 -= count;
            if count > 0 {
                Ok(count)
            } else {
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A sealer before its handshake. Its first bytes are those of the handshake.
    fn sealer() -> Sealer {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the defaults")
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let name = ServerName::try_from("a").expect("a name");
        let tls = ClientConnection::new(Arc::new(config), name).expect("a connection");
        split(tls, false).1
    }

    #[test]
    fn a_piece_sent_in_part_succeeds_and_the_next_write_fails() {
        let mut sealer = sealer();
        assert_eq!(sealer.write(Breaks(10), b"SET k v").expect("taken"), 7);
        let error = sealer
            .write(Breaks(10), b"SET k v")
            .expect_err("broken before");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_piece_that_was_not_sent_is_an_error() {
        let error = sealer().write(Breaks(0), b"SET k v").expect_err("broken");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
