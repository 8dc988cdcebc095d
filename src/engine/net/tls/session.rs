//! A TLS session in two halves: one opens what comes, one seals what goes.
//!
//! The invariant that keeps two threads from waiting for each other: the lock is held for computing only, never over the
//! network. The opener reads the socket, then locks; the sealer locks, then writes the socket. After the handshake only the
//! sealer writes: what TLS wants to answer (a key update) goes out with its next piece. So a peer that does not read, and
//! so fills the socket, can hold up the sealer alone.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::ClientConnection;

use super::fault;
use crate::net::Arrival;

/// How much is read from the socket at a time: four records of the largest size.
const PIECE: usize = 64 << 10;

/// A session past its handshake.
#[derive(Debug)]
pub(in crate::net) struct Session {
    tls: ClientConnection,
    has_certificate: bool,
}

impl Session {
    pub(super) fn new(tls: ClientConnection, has_certificate: bool) -> Self {
        Session {
            tls,
            has_certificate,
        }
    }

    /// The two halves.
    pub(in crate::net) fn split(self) -> (Opener, Sealer) {
        let tls = Shared(Arc::new(Mutex::new(self.tls)));
        let received = Received::new(self.has_certificate);
        (
            Opener {
                tls: tls.clone(),
                received,
            },
            Sealer {
                tls,
                sealed: Vec::new(),
                failure: None,
            },
        )
    }
}

/// The half that opens what the server sends.
pub(in crate::net) struct Opener {
    tls: Shared,
    received: Received,
}

impl Opener {
    /// Reads from the socket as often as it takes to have some plaintext, then gives all of it that fits; 0 is the end.
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
                count => self.received.came(count),
            }
        }
    }

    /// What a read would find, of plaintext. `receive` reads without waiting, `None` where there is nothing. Plaintext that
    /// turns up stays for the next read.
    pub(in crate::net) fn arrival(
        &mut self,
        mut receive: impl FnMut(&mut [u8]) -> io::Result<Option<usize>>,
    ) -> Arrival {
        loop {
            match self.received.peek(&mut self.tls.lock()) {
                Arrival::Nothing => {}
                known => return known,
            }
            match receive(self.received.room()) {
                Ok(None) => return Arrival::Nothing,
                Ok(Some(0)) | Err(_) => return Arrival::End,
                Ok(Some(count)) => self.received.came(count),
            }
        }
    }
}

/// The half that seals what is sent.
pub(in crate::net) struct Sealer {
    tls: Shared,
    sealed: Vec<u8>,
    /// What kept the rest of the last piece from going out.
    failure: Option<io::Error>,
}

impl Sealer {
    /// Seals as much of `bytes` as TLS takes at once (64 KiB or so) and writes that to the socket.
    ///
    /// An error means that nothing of `bytes` has left. A piece of which a part has left counts as taken, since the server
    /// may act on that part; what went wrong is then the answer to the next write.
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

/// Writes all of it, or says how much of it has gone out.
fn write_counted(mut socket: impl Write, bytes: &[u8]) -> (usize, io::Result<()>) {
    let mut written = 0;
    while written < bytes.len() {
        match socket.write(&bytes[written..]) {
            Ok(0) => return (written, Err(io::ErrorKind::WriteZero.into())),
            Ok(count) => written += count,
            // Once sealed, bytes go out in order or not at all: the caller cannot try again.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (written, Err(error)),
        }
    }
    (written, Ok(()))
}

/// The session that both halves work on.
#[derive(Clone)]
struct Shared(Arc<Mutex<ClientConnection>>);

impl Shared {
    /// A panic of the other half leaves rustls' state whole, and its errors stick.
    fn lock(&self) -> MutexGuard<'_, ClientConnection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What has come from the socket and is not opened yet.
struct Received {
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    /// Why nothing more can be opened. It is told only after all that was opened before it has been read.
    failure: Option<String>,
    has_certificate: bool,
}

impl Received {
    fn new(has_certificate: bool) -> Self {
        let buffer = vec![0; PIECE].into_boxed_slice();
        Received {
            buffer,
            start: 0,
            end: 0,
            failure: None,
            has_certificate,
        }
    }

    /// Where to put what comes next. Only when all before it has gone to TLS.
    fn room(&mut self) -> &mut [u8] {
        debug_assert_eq!(self.start, self.end, "ciphertext is pending");
        &mut self.buffer
    }

    /// So much has been put there.
    fn came(&mut self, count: usize) {
        (self.start, self.end) = (0, count);
    }

    /// Fills `out` from what is there; `None` where more must come before anything can be given, 0 at TLS' own end.
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

    fn peek(&mut self, tls: &mut ClientConnection) -> Arrival {
        loop {
            match tls.reader().into_first_chunk().map(<[u8]>::is_empty) {
                Ok(false) => return Arrival::Bytes,
                Ok(true) => return Arrival::End,
                Err(_) if self.feed(tls) => {}
                Err(_) if self.failure.is_some() => return Arrival::End,
                Err(_) => return Arrival::Nothing,
            }
        }
    }

    /// Gives TLS some of the ciphertext; false where there is none, or where it is of no use any more.
    fn feed(&mut self, tls: &mut ClientConnection) -> bool {
        if self.start == self.end || self.failure.is_some() {
            return false;
        }
        let fed = self.try_feed(tls);
        self.failure = fed.err();
        true
    }

    fn try_feed(&mut self, tls: &mut ClientConnection) -> Result<(), String> {
        let mut pending = &self.buffer[self.start..self.end];
        self.start += tls
            .read_tls(&mut pending)
            .map_err(|error| error.to_string())?;
        tls.process_new_packets()
            .map_err(|error| fault::words(&error, self.has_certificate))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, RootCertStore};

    use super::*;

    /// Takes so many bytes, then breaks.
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

    /// Not past its handshake, so the first thing sealed is the handshake's own beginning.
    fn sealer() -> Sealer {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the defaults")
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let name = ServerName::try_from("a").expect("a name");
        let tls = ClientConnection::new(Arc::new(config), name).expect("a connection");
        Session::new(tls, false).split().1
    }

    #[test]
    fn a_piece_that_has_partly_left_counts_as_taken_and_the_next_write_fails() {
        let mut sealer = sealer();
        assert_eq!(sealer.write(Breaks(10), b"SET k v").expect("taken"), 7);
        let error = sealer
            .write(Breaks(10), b"SET k v")
            .expect_err("broken before");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_piece_of_which_nothing_has_left_is_an_error_at_once() {
        let error = sealer().write(Breaks(0), b"SET k v").expect_err("broken");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
