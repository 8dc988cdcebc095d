//! The TLS handshake on a blocking socket, with a timeout.

use std::io;
use std::time::{Duration, Instant};

use rustls::ClientConnection;

use super::fault;
use crate::error::reason;
use crate::net::deadline::seconds;
use crate::net::socket::Socket;

/// The default timeout. A server without TLS takes the first message for an incomplete command and waits forever.
/// This is the usual cause of silence, so it must be reported while the user still waits. A server that runs a slow
/// script does not reply either, and has some time to finish it.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Completes the handshake. The error is a message for the user.
///
/// With TLS 1.3, the server checks the client's certificate later, and reports its error with the first read.
pub(super) fn complete(
    tls: &mut ClientConnection,
    socket: &Socket,
    limit: Option<Duration>,
    has_certificate: bool,
) -> Result<(), String> {
    let limit = limit.unwrap_or(DEFAULT_TIMEOUT);
    // A limit beyond the range of the clock is infinite.
    exchange(tls, socket, Instant::now().checked_add(limit))
        .and_then(|()| set_timeouts(socket, None))
        .map_err(|error| in_words(&error, limit, has_certificate))
}

fn exchange(
    tls: &mut ClientConnection,
    socket: &Socket,
    deadline: Option<Instant>,
) -> io::Result<()> {
    let left = |deadline: Instant| deadline.saturating_duration_since(Instant::now());
    loop {
        set_timeouts(socket, deadline.map(left))?;
        let sent = send(tls, socket);
        if sent.is_ok() && !tls.is_handshaking() {
            return Ok(());
        }
        // The server may have sent the reason before it closed the connection.
        if let Err(error) = receive(tls, socket) {
            return Err(sent.err().unwrap_or(error));
        }
        if let Err(error) = tls.process_new_packets() {
            // Sends the alert to the server. A failure makes no difference here.
            let _ = send(tls, socket);
            return Err(io::Error::new(io::ErrorKind::InvalidData, error));
        }
        sent?;
    }
}

fn send(tls: &mut ClientConnection, mut socket: &Socket) -> io::Result<()> {
    while tls.wants_write() {
        retry(|| tls.write_tls(&mut socket))?;
    }
    Ok(())
}

fn receive(tls: &mut ClientConnection, mut socket: &Socket) -> io::Result<()> {
    match retry(|| tls.read_tls(&mut socket))? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// Retries after a signal.
fn retry(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn set_timeouts(socket: &Socket, time: Option<Duration>) -> io::Result<()> {
    socket.set_read_timeout(time)?;
    socket.set_write_timeout(time)
}

fn in_words(error: &io::Error, limit: Duration, has_certificate: bool) -> String {
    use io::ErrorKind::{TimedOut, UnexpectedEof, WouldBlock};
    let fault = error.get_ref().and_then(|source| source.downcast_ref());
    match (fault, error.kind()) {
        (Some(fault), _) => fault::words(fault, has_certificate),
        (None, TimedOut | WouldBlock) => {
            let limit = seconds(limit);
            format!("no answer to the handshake in {limit}; is this its TLS port?")
        }
        (None, UnexpectedEof) => {
            "the server closed the connection during the handshake; is this its TLS port?".into()
        }
        (None, _) => reason(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_reports_its_length_and_a_likely_cause() {
        let silence = io::ErrorKind::WouldBlock.into();
        assert_eq!(
            in_words(&silence, DEFAULT_TIMEOUT, false),
            "no answer to the handshake in 10 s; is this its TLS port?"
        );
    }
}
