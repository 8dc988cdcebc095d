//! The addresses of a name.
//!
//! The system's resolver cannot be called off. Where somebody may have enough of waiting for it, it has a thread of its own,
//! which is left to itself then: it ends when the resolver does, and nobody hears of it.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use super::Interrupter;
use super::deadline::Deadline;

/// What a resolver finds.
type Found = io::Result<Vec<SocketAddr>>;

/// The addresses of a host, in the system's order.
///
/// # Errors
/// The resolver's, in its own words; [`io::ErrorKind::Interrupted`].
pub(super) fn resolve(host: &str, port: u16, interrupter: &Interrupter) -> Found {
    // A literal is not looked up.
    if !interrupter.is_attended() || host.parse::<IpAddr>().is_ok() {
        return look_up(host, port);
    }
    let host = host.to_owned();
    beside(move || look_up(&host, port), interrupter)
}

fn beside(look_up: impl FnOnce() -> Found + Send + 'static, interrupter: &Interrupter) -> Found {
    let (tell, told) = mpsc::channel();
    // Where the name has been given up, nobody listens.
    thread::Builder::new().spawn(move || tell.send(look_up()).is_ok())?;
    let patience = Deadline::new(None, interrupter);
    loop {
        match told.recv_timeout(patience.next()?) {
            Ok(found) => return found,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("the resolver broke off"));
            }
        }
    }
}

fn look_up(host: &str, port: u16) -> Found {
    let addresses = (host, port).to_socket_addrs();
    let addresses = addresses.map_err(|error| unknown_name(&error))?;
    Ok(addresses.collect())
}

/// The resolver's own words, without those that the standard library puts before them.
fn unknown_name(error: &io::Error) -> io::Error {
    let text = error.to_string();
    let words = text
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(&text);
    io::Error::new(error.kind(), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolver_that_does_not_answer_is_left_to_itself() {
        let interrupter = Interrupter::default();
        let (answer, never) = mpsc::channel::<()>();
        let own = interrupter.clone();
        let asking = thread::spawn(move || {
            let hangs = move || {
                let _ = never.recv();
                Ok(Vec::new())
            };
            beside(hangs, &own).map_err(|error| error.kind())
        });
        interrupter.interrupt();
        let found = asking.join().expect("it ends");
        assert_eq!(found, Err(io::ErrorKind::Interrupted));
        drop(answer);
    }

    #[test]
    fn a_name_has_the_same_addresses_whether_or_not_somebody_may_interrupt() {
        let interrupter = Interrupter::default();
        let alone = resolve("localhost", 1, &interrupter).expect("there is such a name");
        interrupter.attend();
        let beside = resolve("localhost", 1, &interrupter).expect("there is such a name");
        assert_eq!(alone, beside);
    }
}
