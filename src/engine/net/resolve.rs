//! Resolving host names.
//!
//! getaddrinfo cannot be cancelled. If another thread may interrupt, it runs on a thread that is detached on cancel.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use super::Interrupter;
use super::deadline::Deadline;

/// The addresses of a host, or the resolver's error.
type Found = io::Result<Vec<SocketAddr>>;

/// Resolves a host, in the system's order.
///
/// # Errors
/// Returns the resolver's error, or [`io::ErrorKind::Interrupted`].
pub(super) fn resolve(host: &str, port: u16, interrupter: &Interrupter) -> Found {
    // An IP literal needs no resolver.
    if !interrupter.is_cancel_enabled() || host.parse::<IpAddr>().is_ok() {
        return look_up(host, port);
    }
    let host = host.to_owned();
    beside(move || look_up(&host, port), interrupter)
}

fn beside(look_up: impl FnOnce() -> Found + Send + 'static, interrupter: &Interrupter) -> Found {
    let (tell, told) = mpsc::channel();
    // Nothing receives the result after an interrupt.
    thread::Builder::new().spawn(move || tell.send(look_up()).is_ok())?;
    let patience = Deadline::new(None, interrupter);
    loop {
        match told.recv_timeout(patience.next()?) {
            Ok(found) => return found,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("the resolver thread panicked"));
            }
        }
    }
}

fn look_up(host: &str, port: u16) -> Found {
    let addresses = (host, port).to_socket_addrs();
    let addresses = addresses.map_err(|error| unknown_name(&error))?;
    Ok(addresses.collect())
}

/// Removes the standard library's prefix from the resolver's message.
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
    fn a_hanging_resolver_is_detached_on_interrupt() {
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
    fn a_host_has_the_same_addresses_with_and_without_a_thread() {
        let interrupter = Interrupter::default();
        let alone = resolve("localhost", 1, &interrupter).expect("there is such a name");
        interrupter.enable_cancel();
        let beside = resolve("localhost", 1, &interrupter).expect("there is such a name");
        assert_eq!(alone, beside);
    }
}
