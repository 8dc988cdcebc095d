//! TLS' handshake on a blocking socket, within a time.

use std::io;
use std::time::{Duration, Instant};

use rustls::ClientConnection;

use super::fault;
use crate::error::reason;
use crate::net::deadline::seconds;
use crate::net::socket::Socket;

/// For a user who gave no time. A server that speaks no TLS takes the first message for the beginning of a command and waits
/// for the rest, for ever: that is the common case of silence, and it is to be told while somebody still looks. One that
/// runs a slow script answers nobody either, and has some time to end it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Exchanges what is needed until both sides may send data. The error is in words for the user.
///
/// With TLS 1.3 the server's judgement on the client's certificate is not in yet: it comes with the first read.
pub(super) fn complete(
    tls: &mut ClientConnection,
    socket: &Socket,
    limit: Option<Duration>,
    has_certificate: bool,
) -> Result<(), String> {
    let limit = limit.unwrap_or(PATIENCE);
    // A time that no clock can show is none.
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
        // A server that hung up while it was written to may have said why.
        if let Err(error) = receive(tls, socket) {
            return Err(sent.err().unwrap_or(error));
        }
        if let Err(error) = tls.process_new_packets() {
            // The alert tells the server why; whether it arrives changes nothing here.
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

/// A signal is no reason to give up.
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
    let fault = error
        .get_ref()
        .and_then(|source| source.downcast_ref::<rustls::Error>());
    match (fault, error.kind()) {
        (Some(fault), _) => fault::words(fault, has_certificate),
        (None, TimedOut | WouldBlock) => {
            format!(
                "no answer to the handshake in {}; is this its TLS port?",
                seconds(limit)
            )
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
    fn silence_is_told_with_how_long_it_was_and_what_it_may_mean() {
        let silence = io::ErrorKind::WouldBlock.into();
        assert_eq!(
            in_words(&silence, PATIENCE, false),
            "no answer to the handshake in 10 s; is this its TLS port?"
        );
    }
}
